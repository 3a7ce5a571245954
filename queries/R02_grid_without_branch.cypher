/*
title = { zh = "网格支部全覆盖", en = "Every grid has a grid branch or group" }
phrase = "网格支部全覆盖"
modality = "GOAL"

[subjects.Grid]
severity = "S1"
rosters = ["party_orgs"]
columns = ["COVERS"]
parts = ["covers:Grid"]
evidence = ["branches"]
gap = { zh = "没有网格党支部或党小组覆盖", en = "no grid branch or group covers it" }
closes = { zh = "成立网格党支部（党小组），或由相邻网格党支部联合覆盖", en = "found a grid branch or group, or let a neighbouring one cover it jointly" }
*/
MATCH (g:Grid)
OPTIONAL MATCH (o:PartyOrg)-[c:COVERS]->(g) WHERE o.kind IN $grid_organisations
WITH g, collect(DISTINCT o.id) AS branches, collect(c.tie) AS decided_by
RETURN g.label AS subject_label, g.id AS subject,
       CASE WHEN size(branches) = 0 THEN 'gap' ELSE 'met' END AS verdict,
       branches, decided_by

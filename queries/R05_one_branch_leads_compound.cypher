/*
title = { zh = "一个小区由一个网格党支部统领", en = "One grid branch leads a compound" }
phrase = "统领小区事务管理"
modality = "NORM"

[subjects.Compound]
severity = "S4"
rosters = ["grids", "party_orgs"]
columns = ["COVERS"]
parts = ["covers:Grid"]
evidence = ["branches"]
gap = { zh = "小区内有多个网格党支部", en = "several grid branches cover its grids" }
closes = { zh = "明确由其中一个网格党支部统领小区事务，或合并设置", en = "name the one that leads the compound's affairs, or merge them" }
*/
MATCH (c:Compound)
OPTIONAL MATCH (o:PartyOrg)-[v:COVERS]->(:Grid)-[:PART_OF]->(c) WHERE o.kind = 'grid_branch'
WITH c, collect(DISTINCT o.id) AS branches, collect(DISTINCT v.tie) AS decided_by
RETURN c.label AS subject_label, c.id AS subject,
       CASE WHEN size(branches) = 0 THEN 'exempt' WHEN size(branches) > 1 THEN 'gap' ELSE 'met' END AS verdict,
       branches, decided_by

/*
title = { zh = "网格党支部名称统一规范", en = "Grid branches are named after their compound" }
phrase = "统一规范名称为：小区名称+网格党支部"
modality = "MUST"

[subjects.PartyOrg]
severity = "S3"
rosters = ["compounds", "grids"]
columns = ["COVERS"]
parts = ["covers:Grid"]
evidence = ["expected"]
gap = { zh = "名称不是“小区名称+网格党支部”", en = "its name is not the compound's name and 网格党支部" }
closes = { zh = "按“小区名称+网格党支部”规范名称", en = "rename it to the compound's name and 网格党支部" }
*/
MATCH (o:PartyOrg) WHERE o.kind = 'grid_branch'
OPTIONAL MATCH (o)-[v:COVERS]->(:Grid)-[:PART_OF]->(c:Compound)
WITH o, v, c, CASE WHEN o.name_normalised STARTS WITH c.name_normalised
                   THEN right(o.name_normalised, size(o.name_normalised) - size(c.name_normalised)) END AS rest
WITH o, collect(DISTINCT CASE WHEN c.id IS NOT NULL THEN c.name_normalised + '网格党支部' END) AS expected,
     count(CASE WHEN rest =~ '(第?([0-9]+|[一二三四五六七八九十百]+))?网格党支部' THEN 1 END) AS fitting,
     collect(DISTINCT v.tie) AS decided_by
RETURN o.label AS subject_label, o.id AS subject,
       CASE WHEN size(expected) = 0 THEN 'unknown' WHEN fitting = 0 THEN 'gap' ELSE 'met' END AS verdict,
       expected, decided_by

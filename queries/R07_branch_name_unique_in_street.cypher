/*
title = { zh = "同一街道内网格党支部不重名", en = "No two grid branches of a street bear one name" }
phrase = { zh = "由文章推定", en = "inferred from the article" }
modality = "MUST"

[subjects.PartyOrg]
severity = "S3"
rosters = ["divisions", "compounds", "grids"]
columns = ["COVERS"]
parts = ["covers:Grid"]
evidence = ["others"]
gap = { zh = "与同一街道的另一个网格党支部重名", en = "another grid branch of its street bears the same name" }
closes = { zh = "按小区名称和序号区分名称", en = "tell the names apart by compound and ordinal" }
*/
MATCH (o:PartyOrg) WHERE o.kind = 'grid_branch'
OPTIONAL MATCH (o)-[:COVERS]->(:Grid)-[:PART_OF]->(:Compound)-[:PART_OF]->(:Community)-[:PART_OF]->(t:Street)
WITH DISTINCT o, t
OPTIONAL MATCH (t)<-[:PART_OF]-(:Community)<-[:PART_OF]-(:Compound)<-[:PART_OF]-(:Grid)<-[v:COVERS]-(other:PartyOrg)
  WHERE other.kind = 'grid_branch' AND other.id <> o.id AND other.name_normalised = o.name_normalised
WITH o, count(t) AS streets, collect(DISTINCT other.id) AS others, collect(DISTINCT v.tie) AS decided_by
RETURN o.label AS subject_label, o.id AS subject,
       CASE WHEN size(others) > 0 THEN 'gap' WHEN streets = 0 THEN 'unknown' ELSE 'met' END AS verdict,
       others, decided_by

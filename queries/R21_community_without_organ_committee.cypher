/*
title = { zh = "机关党委（党总支）组团联系社区", en = "Every community is paired with an organ committee" }
phrase = "机关党委（党总支）组团联系社区"
modality = "GOAL"

[subjects.Community]
severity = "S1"
rosters = ["party_orgs", "pairings"]
parts = ["pairings:Community"]
evidence = ["orgs"]
gap = { zh = "没有机关党委（党总支）结对联系", en = "no organ committee or general branch is paired with it" }
closes = { zh = "安排一个机关党委（党总支）与该社区结对", en = "pair an organ committee or general branch with it" }
*/
MATCH (c:Community) WHERE EXISTS { MATCH (:Compound)-[:PART_OF]->(c) }
OPTIONAL MATCH (o:PartyOrg)-[p:PAIRED_WITH]->(c)
  WHERE o.kind IN $organ_committees AND NOT o.is_retired
WITH c, collect(DISTINCT o.id) AS orgs, collect(p.tie) AS decided_by
RETURN c.label AS subject_label, c.id AS subject,
       CASE WHEN size(orgs) = 0 THEN 'gap' ELSE 'met' END AS verdict,
       orgs, decided_by

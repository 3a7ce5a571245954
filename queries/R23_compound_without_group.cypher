/*
title = { zh = "一小区一组团", en = "Every compound is paired with organ organisations" }
phrase = "“一小区一组团”全覆盖"
modality = "GOAL"

[subjects.Compound]
severity = "S1"
rosters = ["party_orgs", "pairings"]
parts = ["pairings:Compound"]
evidence = ["orgs"]
gap = { zh = "没有机关基层党组织与小区结对", en = "no organ organisation is paired with the compound itself" }
closes = { zh = "安排一个机关基层党组织与该小区结对", en = "pair an organ organisation with the compound" }
*/
MATCH (c:Compound)
OPTIONAL MATCH (o:PartyOrg)-[p:PAIRED_WITH]->(c)
  WHERE (o.kind IN $organ_orgs OR o.kind = 'other') AND NOT o.is_retired
WITH c, collect(DISTINCT o.id) AS orgs, collect(p.tie) AS decided_by
RETURN c.label AS subject_label, c.id AS subject,
       CASE WHEN size(orgs) = 0 THEN 'gap' ELSE 'met' END AS verdict,
       orgs, decided_by

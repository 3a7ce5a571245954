/*
title = { zh = "双认领", en = "Those who register claim something" }
phrase = "双认领"
modality = "NORM"
reading = { zh = "在任何党组织或社区的报到都算，认领数合并计算", en = "registrations with whatever organisation or community count, and their claims are added up" }

[subjects."Person|PartyOrg"]
severity = "S4"
rosters = ["registrations"]
parts = { Person = ["registrations:Person"], PartyOrg = ["registrations:PartyOrg"] }
evidence = ["claims"]
gap = { zh = "报到后没有认领任何事项", en = "registered, but nothing claimed" }
closes = { zh = "认领微心愿、志愿服务或治理项目", en = "claim a wish, a service or a project" }
*/
MATCH (x:Person|PartyOrg)-[r:REGISTERED_WITH]->(:PartyOrg|Community)
WITH x, coalesce(sum(r.claims), 0) AS claims, count(r.claims) AS filled, count(r) AS registrations,
     collect(r.tie) AS decided_by
RETURN x.label AS subject_label, x.id AS subject,
       CASE WHEN claims > 0 THEN 'met' WHEN filled < registrations THEN 'unknown' ELSE 'gap' END AS verdict,
       claims, decided_by

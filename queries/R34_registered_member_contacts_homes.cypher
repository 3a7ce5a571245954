/*
title = { zh = "1+N党员联户", en = "Registered members contact homes" }
phrase = "1+N党员联户"
modality = "MUST"

[subjects.Person]
severity = "S3"
rosters = ["registrations", "households", "household_ties"]
parts = ["registrations:Person"]
gap = { zh = "在网格报到的党员没有联系户", en = "a member registered in a grid who contacts no home" }
closes = { zh = "在报到网格内安排联系户", en = "assign homes of the grid to the member" }
*/
MATCH (p:Person)-[r:REGISTERED_WITH]->(b:PartyOrg)
  WHERE b.kind IN $grid_organisations AND p.party_status IN $members
WITH p, collect(r.tie) AS decided_by
RETURN p.label AS subject_label, p.id AS subject,
       CASE WHEN EXISTS { MATCH (p)-[:CONTACTS]->(:Household) } THEN 'met' ELSE 'gap' END AS verdict, decided_by

/*
title = { zh = "就近联户", en = "Members contact homes nearby" }
phrase = "就近就亲就熟"
modality = "NORM"

[subjects.Person]
severity = "S4"
rosters = ["grids", "party_orgs", "registrations", "households", "household_ties"]
columns = ["COVERS", "LIVES_IN"]
parts = ["registrations:Person", "covers:Grid"]
evidence = ["homes_outside", "homes"]
gap = { zh = "有联系户既不在居住网格，也不在报到党组织覆盖的网格（亲、熟不作记录）", en = "some homes lie neither in the grid lived in nor in one of the organisation registered with (kin and acquaintance are not recorded)" }
closes = { zh = "把较远的联系户调整给就近的党员", en = "hand the distant homes to members nearby" }
*/
MATCH (p:Person)-[:CONTACTS]->(h:Household)
OPTIONAL MATCH (h)-[:PART_OF]->(g:Grid)
WITH p, h, count(g) AS placed,
     count(CASE WHEN EXISTS { MATCH (p)-[:LIVES_IN]->(g) }
                  OR EXISTS { MATCH (p)-[:REGISTERED_WITH]->(b:PartyOrg)-[:COVERS]->(g)
                              WHERE b.kind IN $grid_organisations } THEN 1 END) AS near
WITH p, count(h) AS homes, count(CASE WHEN placed > near THEN 1 END) AS homes_outside
RETURN p.label AS subject_label, p.id AS subject,
       CASE WHEN NOT EXISTS { MATCH (p)-[:LIVES_IN]->(:Grid) }
             AND NOT EXISTS { MATCH (p)-[:REGISTERED_WITH]->(b:PartyOrg)-[:COVERS]->(:Grid)
                              WHERE b.kind IN $grid_organisations } THEN 'unknown'
            WHEN homes_outside > 0 THEN 'gap'
            ELSE 'met' END AS verdict,
       homes_outside, homes

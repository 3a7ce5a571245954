/*
title = { zh = "到居（常）住地网格报到", en = "Members register in the grid they live in" }
phrase = "到居（常）住地网格报到"
modality = "MUST"

[subjects.Person]
severity = "S2"
rosters = ["grids", "party_orgs", "registrations"]
columns = ["COVERS", "LIVES_IN"]
parts = ["registrations:Person", "covers:Grid"]
evidence = ["registered", "lives_in"]
gap = { zh = "居（常）住网格不在报到党组织的覆盖范围内", en = "lives in a grid that no organisation they registered with covers" }
closes = { zh = "改到居（常）住地网格党支部（党小组）报到", en = "register with the grid organisation of the grid they live in" }
*/
MATCH (b:PartyOrg) WHERE b.kind IN $grid_organisations
OPTIONAL MATCH (b)-[:COVERS]->(g:Grid)
WITH b, collect(g.id) AS covered
MATCH (p:Person)-[r:REGISTERED_WITH]->(b)
OPTIONAL MATCH (p)-[l:LIVES_IN]->(home:Grid)
WITH p.label AS subject_label, p.id AS subject, p.lives_outside AS afar, collect(b.id) AS registered, collect(home.id) AS lives_in,
     collect(r.tie) + collect(l.tie) AS decided_by, count(CASE WHEN size(covered) > 0 THEN 1 END) AS covering,
     collect(CASE WHEN home.id IN covered THEN home.id END) AS near
RETURN subject_label, subject,
       CASE WHEN afar THEN 'exempt'
            WHEN size(lives_in) = 0 OR covering = 0 THEN 'unknown'
            WHEN any(grid IN lives_in WHERE NOT grid IN near) THEN 'gap'
            ELSE 'met' END AS verdict,
       registered, lives_in, decided_by

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
MATCH (p:Person)-[r:REGISTERED_WITH]->(b:PartyOrg) WHERE b.kind IN $grid_organisations
OPTIONAL MATCH (b)-[:COVERS]->(g:Grid)
WITH p, collect(DISTINCT b.id) AS registered, collect(DISTINCT g.id) AS covered, collect(DISTINCT r.tie) AS registrations
OPTIONAL MATCH (p)-[l:LIVES_IN]->(home:Grid)
WITH p, registered, covered, registrations, collect(home.id) AS lives_in, collect(l.tie) AS living,
     count(CASE WHEN NOT home.id IN covered THEN 1 END) AS outside
RETURN p.label AS subject_label, p.id AS subject,
       CASE WHEN p.lives_outside THEN 'exempt'
            WHEN size(lives_in) = 0 OR size(covered) = 0 THEN 'unknown'
            WHEN outside > 0 THEN 'gap'
            ELSE 'met' END AS verdict,
       registered, lives_in, registrations + living AS decided_by

/*
title = { zh = "双报到", en = "Organs register in communities, their members in grids" }
phrase = "双报到"
modality = "MUST"

[subjects.PartyOrg]
severity = "S2"
rosters = ["divisions", "registrations"]
parts = ["registrations:PartyOrg"]
gap = { zh = "没有到社区报到", en = "it is registered with no community" }
closes = { zh = "由该机关党组织到结对社区报到", en = "register it with a community, best the paired one" }

[subjects.Person]
severity = "S2"
rosters = ["party_orgs", "registrations"]
parts = ["registrations:Person"]
gap = { zh = "没有到居（常）住地网格党组织报到", en = "registered with no grid organisation" }
closes = { zh = "到居（常）住地网格党支部（党小组）报到", en = "register with the grid organisation where the member lives" }
*/
MATCH (o:PartyOrg) WHERE o.kind IN $organ_committees AND NOT o.is_retired
OPTIONAL MATCH (o)-[r:REGISTERED_WITH]->(c:Community)
WITH o, count(c) AS places, collect(r.tie) AS decided_by
RETURN o.label AS subject_label, o.id AS subject,
       CASE WHEN places = 0 THEN 'gap' ELSE 'met' END AS verdict, decided_by
UNION ALL
MATCH (p:Person)
  WHERE p.party_status IN $members
    AND EXISTS { MATCH (p)-[:MEMBER_OF]->(m:PartyOrg)
                 WHERE m.kind IN $organ_orgs AND NOT m.is_retired }
OPTIONAL MATCH (p)-[r:REGISTERED_WITH]->(b:PartyOrg) WHERE b.kind IN $grid_organisations
WITH p, count(b) AS places, collect(r.tie) AS decided_by
RETURN p.label AS subject_label, p.id AS subject,
       CASE WHEN p.lives_outside THEN 'exempt' WHEN places = 0 THEN 'gap' ELSE 'met' END AS verdict, decided_by

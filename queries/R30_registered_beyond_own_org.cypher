/*
title = { zh = "报到打破行政隶属壁垒", en = "Registration reaches beyond one's own organisation" }
phrase = "打破行政隶属壁垒"
modality = "NORM"

[subjects.Person]
severity = "S3"
rosters = ["party_orgs", "registrations"]
parts = ["registrations:Person"]
evidence = ["org"]
gap = { zh = "报到的党组织就是组织关系所在党组织", en = "registered with the very organisation they are a member of" }
closes = { zh = "到居（常）住地网格党支部（党小组）报到", en = "register with the grid organisation where the member lives" }
*/
MATCH (p:Person)-[m:MEMBER_OF]->(own:PartyOrg)
WITH p, collect(own.id) AS owns, collect(m.tie) AS memberships
MATCH (p)-[r:REGISTERED_WITH]->(o:PartyOrg)
WITH p, memberships, collect(r.tie) AS registrations, collect(CASE WHEN o.id IN owns THEN o.id END) AS org
RETURN p.label AS subject_label, p.id AS subject,
       CASE WHEN size(org) > 0 THEN 'gap' ELSE 'met' END AS verdict, org, memberships + registrations AS decided_by

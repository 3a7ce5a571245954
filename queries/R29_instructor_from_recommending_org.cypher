/*
title = { zh = "党建指导员来自推荐的党组织", en = "Instructors are members of the organisation that recommends them" }
phrase = "党务干部或优秀党员"
modality = "MUST"

[subjects.Person]
severity = "S3"
rosters = ["party_orgs", "posts"]
columns = ["MEMBER_OF", "recommended_by"]
parts = []
evidence = ["grids"]
gap = { zh = "组织关系不在推荐其担任党建指导员的党组织", en = "an instructor who is no member of the organisation that recommended them" }
closes = { zh = "由其组织关系所在党组织推荐，或更正推荐党组织", en = "let their own organisation recommend them, or correct the record" }
*/
MATCH (p:Person)-[h:HOLDS]->(x:Grid|OwnersCommittee|PropertyCompany|SocialOrg) WHERE h.post = 'instructor'
OPTIONAL MATCH (p)-[m:MEMBER_OF]->(o:PartyOrg) WHERE o.id = h.recommended_by
WITH p, x, h, count(m) AS own
WITH p, x, h, CASE WHEN h.recommended_by IS NULL THEN 'unknown' WHEN own = 0 THEN 'gap' ELSE 'met' END AS outcome
WITH p, collect(DISTINCT CASE WHEN outcome = 'gap' THEN x.id END) AS grids,
     count(CASE WHEN outcome = 'unknown' THEN 1 END) AS unclear, collect(h.tie) AS decided_by
RETURN p.label AS subject_label, p.id AS subject,
       CASE WHEN size(grids) > 0 THEN 'gap' WHEN unclear > 0 THEN 'unknown' ELSE 'met' END AS verdict,
       grids, decided_by

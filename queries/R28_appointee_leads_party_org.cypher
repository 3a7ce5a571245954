/*
title = { zh = "第一书记（兼职委员）是基层党组织负责人", en = "First secretaries and part-time members head a Party organisation" }
phrase = "基层党组织负责人"
modality = "MUST"

[subjects.Person]
severity = "S3"
rosters = ["party_orgs", "posts"]
parts = ["posts:secretary:organ"]
gap = { zh = "担任第一书记（兼职委员）的人不是任何党组织的书记", en = "first secretary or part-time member, but secretary of no Party organisation" }
closes = { zh = "改派基层党组织负责人，或补录其书记职务", en = "appoint the head of a Party organisation, or record the post of secretary" }
*/
MATCH (p:Person)-[h:HOLDS]->(:PartyOrg) WHERE h.post IN $appointed_posts
WITH p, collect(h.tie) AS posts
OPTIONAL MATCH (p)-[s:HOLDS]->(:PartyOrg) WHERE s.post = 'secretary'
WITH p, posts, count(s) AS leads, collect(s.tie) AS leading
RETURN p.label AS subject_label, p.id AS subject,
       CASE WHEN leads = 0 THEN 'gap' ELSE 'met' END AS verdict, posts + leading AS decided_by

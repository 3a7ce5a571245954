/*
title = { zh = "没有党组织的选派人员开展党的工作", en = "Bodies without a Party organisation have Party work" }
phrase = "选派网格党建指导员、发展党员业主联络员、派遣物业服务质量党员监督员"
modality = "GOAL"

[subjects."OwnersCommittee|PropertyCompany|SocialOrg"]
severity = "S1"
rosters = ["party_orgs", "posts"]
columns = ["COVERS"]
parts = { OwnersCommittee = ["posts:work:OwnersCommittee", "covers:OwnersCommittee"], PropertyCompany = ["posts:work:PropertyCompany", "covers:PropertyCompany"], SocialOrg = ["posts:work:SocialOrg", "covers:SocialOrg"] }
evidence = ["posts"]
gap = { zh = "没有党组织覆盖，也没有指导员、联络员或监督员", en = "no Party organisation covers it, and it has no instructor, liaison or supervisor" }
closes = { zh = "选派党建指导员、党员业主联络员或物业服务质量党员监督员", en = "send an instructor, a liaison or a supervisor" }
*/
MATCH (x:OwnersCommittee|PropertyCompany|SocialOrg)
OPTIONAL MATCH (:PartyOrg)-[c:COVERS]->(x)
WITH x, count(c) AS organisations, collect(c.tie) AS covers
OPTIONAL MATCH (:Person)-[h:HOLDS]->(x) WHERE h.post IN $work_posts
WITH x, organisations, covers, collect(DISTINCT h.post) AS posts, collect(h.tie) AS held
RETURN x.label AS subject_label, x.id AS subject,
       CASE WHEN organisations > 0 THEN 'exempt' WHEN size(posts) = 0 THEN 'gap' ELSE 'met' END AS verdict,
       posts, covers + held AS decided_by

/*
title = { zh = "暂不符合条件的以其他形式覆盖", en = "Bodies not eligible are covered in another way" }
phrase = "联合党支部、临时党支部、流动党支部"
modality = "GOAL"

[subjects."OwnersCommittee|PropertyCompany|SocialOrg"]
severity = "S2"
rosters = ["party_orgs", "posts"]
columns = ["COVERS"]
parts = { OwnersCommittee = ["posts:work:OwnersCommittee", "covers:OwnersCommittee"], PropertyCompany = ["posts:work:PropertyCompany", "covers:PropertyCompany"], SocialOrg = ["posts:work:SocialOrg", "covers:SocialOrg"] }
evidence = ["cover"]
gap = { zh = "暂不符合单独组建条件，也没有联合、临时或流动党支部覆盖，没有选派人员", en = "not eligible, and neither a joint, temporary or mobile branch nor Party work reaches it" }
closes = { zh = "组建联合、临时或流动党支部，或选派党建指导员、联络员、监督员", en = "found a joint, temporary or mobile branch, or send an instructor, a liaison or a supervisor" }
*/
MATCH (x:OwnersCommittee|PropertyCompany|SocialOrg)
OPTIONAL MATCH (:PartyOrg)-[c:COVERS]->(x)
WITH x, count(c) AS organisations, collect(c.tie) AS covers
OPTIONAL MATCH (:Person)-[h:HOLDS]->(x) WHERE h.post IN $work_posts
WITH x, organisations, covers, count(h) AS posts, collect(h.tie) AS held
RETURN x.label AS subject_label, x.id AS subject,
       CASE WHEN x.eligible THEN 'exempt'
            WHEN organisations > 0 OR posts > 0 THEN 'met'
            WHEN x.eligible IS NULL THEN 'unknown'
            ELSE 'gap' END AS verdict,
       CASE WHEN organisations > 0 THEN 'organisation' WHEN posts > 0 THEN 'work' ELSE 'none' END AS cover,
       covers + held AS decided_by

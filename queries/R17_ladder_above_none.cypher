/*
title = { zh = "党的组织和党的工作全覆盖", en = "Every body stands on the ladder of cover" }
phrase = "党的组织和党的工作全覆盖"
modality = "GOAL"

[subjects."OwnersCommittee|PropertyCompany|SocialOrg"]
severity = "S1"
rosters = ["party_orgs", "posts"]
columns = ["COVERS"]
parts = { OwnersCommittee = ["posts:work:OwnersCommittee", "covers:OwnersCommittee"], PropertyCompany = ["posts:work:PropertyCompany", "covers:PropertyCompany"], SocialOrg = ["posts:work:SocialOrg", "covers:SocialOrg"] }
evidence = ["level"]
gap = { zh = "党的组织和党的工作都没有覆盖", en = "neither organisation nor work reaches it" }
closes = { zh = "先选派人员开展党的工作，再逐步组建党组织", en = "send somebody to do Party work, then found an organisation" }
*/
MATCH (x:OwnersCommittee|PropertyCompany|SocialOrg)
OPTIONAL MATCH (o:PartyOrg)-[c:COVERS]->(x)
OPTIONAL MATCH (o)-[d:COVERS]->(:OwnersCommittee|PropertyCompany|SocialOrg)
WITH x, o, c, count(d) AS bodies
WITH x, collect(DISTINCT CASE WHEN o.form = 'standalone' AND bodies > 1 THEN 'joint' ELSE o.form END) AS forms,
     collect(c.tie) AS covers
OPTIONAL MATCH (:Person)-[h:HOLDS]->(x) WHERE h.post IN $work_posts
WITH x, forms, covers, count(h) AS posts, collect(h.tie) AS held
WITH x, covers + held AS decided_by,
     CASE WHEN 'standalone' IN forms THEN 'L4'
          WHEN 'joint' IN forms THEN 'L3'
          WHEN size(forms) > 0 THEN 'L2'
          WHEN posts > 0 THEN 'L1'
          ELSE 'L0' END AS level
RETURN x.label AS subject_label, x.id AS subject,
       CASE WHEN level = 'L0' THEN 'gap' ELSE 'met' END AS verdict, level, decided_by

/*
title = { zh = "都建立党的组织、开展党的工作", en = "Every grid and body has a Party organisation or Party work" }
phrase = "都建立党的组织、开展党的工作"
modality = "GOAL"

[subjects."Grid|OwnersCommittee|PropertyCompany|SocialOrg"]
severity = "S1"
rosters = ["party_orgs", "posts"]
columns = ["COVERS"]
parts = { Grid = ["posts:instructor", "covers:Grid"], OwnersCommittee = ["posts:work:OwnersCommittee", "covers:OwnersCommittee"], PropertyCompany = ["posts:work:PropertyCompany", "covers:PropertyCompany"], SocialOrg = ["posts:work:SocialOrg", "covers:SocialOrg"] }
evidence = ["cover"]
gap = { zh = "既没有党组织覆盖，也没有选派人员开展党的工作", en = "no Party organisation covers it and nobody was sent to do Party work there" }
closes = { zh = "组建或联合组建党组织；暂不具备条件的，选派党建指导员、联络员或监督员", en = "found a Party organisation, alone or jointly; failing that, send an instructor, a liaison or a supervisor" }
*/
MATCH (x:Grid|OwnersCommittee|PropertyCompany|SocialOrg)
OPTIONAL MATCH (o:PartyOrg)-[c:COVERS]->(x)
WITH x, count(c) AS organisations, collect(c.tie) AS covers
OPTIONAL MATCH (:Person)-[h:HOLDS]->(x)
  WHERE h.post = 'instructor' OR (x.label <> 'Grid' AND h.post IN ['owner_liaison', 'service_supervisor'])
WITH x, organisations, covers, count(h) AS posts, collect(h.tie) AS held
RETURN x.label AS subject_label, x.id AS subject,
       CASE WHEN organisations = 0 AND posts = 0 THEN 'gap' ELSE 'met' END AS verdict,
       CASE WHEN organisations > 0 THEN 'organisation' WHEN posts > 0 THEN 'work' ELSE 'none' END AS cover,
       covers + held AS decided_by

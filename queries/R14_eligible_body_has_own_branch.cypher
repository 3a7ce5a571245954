/*
title = { zh = "符合条件的单独组建党组织", en = "Eligible bodies have a Party organisation of their own" }
phrase = "符合党组织建立条件的…要求单独组建党组织"
modality = "MUST"

[subjects."OwnersCommittee|PropertyCompany|SocialOrg"]
severity = "S1"
rosters = ["party_orgs"]
columns = ["COVERS"]
parts = { OwnersCommittee = ["covers:OwnersCommittee"], PropertyCompany = ["covers:PropertyCompany"], SocialOrg = ["covers:SocialOrg"] }
evidence = ["form"]
gap = { zh = "符合条件而没有单独组建党组织", en = "it is eligible but has no Party organisation of its own" }
closes = { zh = "单独组建党组织", en = "found a Party organisation of its own" }
*/
MATCH (x:OwnersCommittee|PropertyCompany|SocialOrg)
OPTIONAL MATCH (o:PartyOrg)-[c:COVERS]->(x)
OPTIONAL MATCH (o)-[d:COVERS]->(:OwnersCommittee|PropertyCompany|SocialOrg)
WITH x, o, c, count(d) AS bodies
WITH x, collect(DISTINCT CASE WHEN o.form = 'standalone' AND bodies > 1 THEN 'joint' ELSE o.form END) AS form,
     collect(c.tie) AS decided_by
RETURN x.label AS subject_label, x.id AS subject,
       CASE WHEN NOT x.eligible THEN 'exempt'
            WHEN 'standalone' IN form THEN 'met'
            WHEN x.eligible IS NULL THEN 'unknown'
            ELSE 'gap' END AS verdict,
       form, decided_by

/*
title = { zh = "有形覆盖、有效覆盖", en = "Cover is tangible and effective" }
phrase = "有形覆盖、有效覆盖"
modality = "GOAL"
settings = ["window_months"]
reading = { zh = "有形：有党组织覆盖；有效：其中一个“五有”齐全且近期有活动，不清楚时为空", en = "tangible: a Party organisation covers it; effective: one of these has the five haves and is active, empty where that is not known" }

[subjects."Grid|OwnersCommittee|PropertyCompany|SocialOrg"]
severity = "S2"
rosters = ["party_orgs", "activities"]
columns = ["COVERS"]
parts = { Grid = ["covers:Grid"], OwnersCommittee = ["covers:OwnersCommittee"], PropertyCompany = ["covers:PropertyCompany"], SocialOrg = ["covers:SocialOrg"] }
evidence = ["tangible", "effective"]
gap = { zh = "没有党组织覆盖，或覆盖的党组织“五有”不全、近期没有活动", en = "no Party organisation covers it, or those that do lack one of the five haves or are not active" }
closes = { zh = "组建党组织；已有的补齐“五有”并经常开展活动", en = "found a Party organisation; give an existing one the five haves and let it be active" }
*/
MATCH (x:Grid|OwnersCommittee|PropertyCompany|SocialOrg)
OPTIONAL MATCH (o:PartyOrg)-[c:COVERS]->(x)
OPTIONAL MATCH (o)-[a:TOOK_PART]->(:Compound|Grid)
  WHERE a.times > 0 AND a.activity <> 'whistle_unanswered' AND a.month >= $window_from AND a.month <= $window_to
WITH x, o, c, count(a) AS active
WITH x, c, active, o.has_venue AND o.has_facilities AND o.has_signage AND o.has_funds AND o.has_rules AS five
WITH x, count(c) AS organisations, collect(c.tie) AS decided_by,
     count(CASE WHEN five AND active > 0 THEN 1 END) AS working,
     count(CASE WHEN five IS NULL AND active > 0 THEN 1 END) AS unclear
RETURN x.label AS subject_label, x.id AS subject,
       CASE WHEN working > 0 THEN 'met' WHEN unclear > 0 THEN 'unknown' ELSE 'gap' END AS verdict,
       organisations > 0 AS tangible,
       CASE WHEN working > 0 THEN true WHEN unclear = 0 THEN false END AS effective, decided_by

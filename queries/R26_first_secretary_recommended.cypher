/*
title = { zh = "推荐社区第一书记或兼职委员", en = "Organ committees recommend a first secretary or part-time member" }
phrase = "推荐1名基层党组织负责人担任…第一书记或兼职委员"
modality = "MUST"

[subjects.PartyOrg]
severity = "S2"
rosters = ["divisions", "posts", "pairings"]
columns = ["SEATED_IN", "recommended_by"]
parts = ["posts:appointee", "pairings:Community"]
evidence = ["appointees", "paired"]
gap = { zh = "推荐到结对社区任职的没有或不止1人", en = "it did not recommend exactly one person to a community it is paired with" }
closes = { zh = "推荐1名基层党组织负责人到结对社区担任第一书记或兼职委员", en = "recommend one head of a Party organisation to a paired community" }

[subjects.Community]
severity = "S4"
rosters = ["party_orgs", "posts"]
columns = ["SEATED_IN"]
parts = ["posts:appointee"]
evidence = ["appointees", "paired"]
gap = { zh = "没有第一书记或兼职委员", en = "nobody is first secretary or part-time member there" }
closes = { zh = "由结对的机关党委（党总支）推荐1名", en = "let a paired organ committee recommend one" }
*/
MATCH (o:PartyOrg) WHERE o.kind IN $organ_committees AND NOT o.is_retired
OPTIONAL MATCH (o)-[w:PAIRED_WITH]->(c:Community)
OPTIONAL MATCH (c)<-[:SEATED_IN]-(k:PartyOrg)<-[h:HOLDS]-(p:Person)
  WHERE k.kind = 'community' AND h.post IN $appointed_posts
WITH o, collect(DISTINCT c.id) AS paired,
     count(DISTINCT CASE WHEN h.recommended_by = o.id THEN p.id END) AS appointees,
     count(CASE WHEN p.id IS NOT NULL AND h.recommended_by IS NULL THEN 1 END) AS unattributed,
     collect(DISTINCT w.tie) AS pairings, collect(DISTINCT CASE WHEN h.recommended_by = o.id THEN h.tie END) AS posts
RETURN o.label AS subject_label, o.id AS subject,
       CASE WHEN appointees = 1 THEN 'met'
            WHEN appointees = 0 AND unattributed > 0 THEN 'unknown'
            ELSE 'gap' END AS verdict,
       appointees, paired, pairings + posts AS decided_by
UNION ALL
MATCH (c:Community) WHERE EXISTS { MATCH (:Compound)-[:PART_OF]->(c) }
OPTIONAL MATCH (o:PartyOrg)-[w:PAIRED_WITH]->(c)
  WHERE o.kind IN $organ_committees AND NOT o.is_retired
WITH c, collect(DISTINCT o.id) AS paired, collect(DISTINCT w.tie) AS pairings
OPTIONAL MATCH (c)<-[:SEATED_IN]-(k:PartyOrg)<-[h:HOLDS]-(p:Person)
  WHERE k.kind = 'community' AND h.post IN $appointed_posts
WITH c, paired, pairings, count(DISTINCT p.id) AS appointees, collect(DISTINCT h.tie) AS posts
RETURN c.label AS subject_label, c.id AS subject,
       CASE WHEN appointees = 0 THEN 'gap' ELSE 'met' END AS verdict,
       appointees, paired, pairings + posts AS decided_by

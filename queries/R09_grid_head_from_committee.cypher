/*
title = { zh = "网格长由社区“两委”班子成员担任", en = "Grid heads come from the community's two committees" }
phrase = "网格长原则上由社区“两委”班子成员担任"
modality = "DEFAULT"
reading = { zh = "网格跨社区、或一个社区有几个社区党组织时，合在一起看：任一处有“两委”成员或书记，即可判断", en = "where a grid has several communities, or a community several Party organisations, their officers are taken together" }

[subjects.Grid]
severity = "S3"
rosters = ["divisions", "compounds", "party_orgs", "posts"]
columns = ["SEATED_IN"]
parts = ["posts:grid_head", "posts:secretary:community", "posts:committee_member"]
evidence = ["head"]
gap = { zh = "网格长不是所在社区“两委”班子成员", en = "no head of it sits on its community's two committees" }
closes = { zh = "由社区“两委”班子成员担任网格长，或说明原因予以豁免", en = "let a member of the two committees be its head, or waive it with the reason" }
*/
MATCH (g:Grid)
OPTIONAL MATCH (p:Person)-[h:HOLDS]->(g) WHERE h.post = 'grid_head'
WITH g, collect(DISTINCT p.id) AS head, collect(h.tie) AS heads
OPTIONAL MATCH (g)-[:PART_OF]->(:Compound)-[:PART_OF]->(:Community)<-[:SEATED_IN]-(k:PartyOrg)<-[t:HOLDS]-(m:Person)
  WHERE k.kind = 'community' AND t.post IN $committee_posts
WITH g, head, heads, count(m) AS officers, count(CASE WHEN m.id IN head THEN 1 END) AS serving,
     collect(DISTINCT CASE WHEN m.id IN head THEN t.tie END) AS posts
RETURN g.label AS subject_label, g.id AS subject,
       CASE WHEN size(head) = 0 OR officers = 0 THEN 'unknown' WHEN serving = 0 THEN 'gap' ELSE 'met' END AS verdict,
       head, heads + posts AS decided_by

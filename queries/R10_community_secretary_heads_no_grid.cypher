/*
title = { zh = "社区党组织书记一般不担任网格长", en = "The community's secretary heads no grid" }
phrase = "社区党支部书记一般不担任网格长"
modality = "DEFAULT"

[subjects.PartyOrg]
severity = "S3"
rosters = ["grids", "posts"]
parts = ["posts:grid_head", "posts:secretary:community"]
evidence = ["grids"]
gap = { zh = "社区党组织书记兼任网格长", en = "its secretary is head of a grid" }
closes = { zh = "网格长改由社区“两委”其他成员担任，或说明原因予以豁免", en = "let another member of the two committees be the head, or waive it with the reason" }
*/
MATCH (o:PartyOrg) WHERE o.kind = 'community'
OPTIONAL MATCH (s:Person)-[t:HOLDS]->(o) WHERE t.post = 'secretary'
OPTIONAL MATCH (s)-[h:HOLDS]->(g:Grid) WHERE h.post = 'grid_head'
WITH o, count(s) AS secretaries, collect(DISTINCT g.id) AS grids, collect(DISTINCT t.tie) AS posts,
     collect(DISTINCT h.tie) AS heads
RETURN o.label AS subject_label, o.id AS subject,
       CASE WHEN size(grids) > 0 THEN 'gap' WHEN secretaries = 0 THEN 'unknown' ELSE 'met' END AS verdict,
       grids, posts + heads AS decided_by

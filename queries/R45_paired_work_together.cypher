/*
title = { zh = "结对双方联抓、联办、联解、联动", en = "The paired work together" }
phrase = "联抓、联办、联解、联动"
modality = "NORM"
settings = ["window_months"]

[subjects.PAIRED_WITH]
severity = "S3"
rosters = ["pairings", "activities"]
parts = []
gap = { zh = "近期没有开展联抓、联办、联解、联动中的任何一种", en = "none of the four joint kinds took place lately" }
closes = { zh = "开展党建活动联抓、民生实事联办、治理难题联解或志愿服务联动", en = "do one of the four together" }
*/
MATCH (o:PartyOrg)-[p:PAIRED_WITH]->(t:Community|Compound|Grid)
OPTIONAL MATCH (o)-[a:TOOK_PART]->(t)
  WHERE a.activity IN $joint_activities AND a.times > 0
    AND a.month >= $window_from AND a.month <= $window_to
WITH o, p, t, collect(a.tie) AS here
OPTIONAL MATCH (o)-[b:TOOK_PART]->(:Compound|Grid)-[:PART_OF]->(t)
  WHERE b.activity IN $joint_activities AND b.times > 0
    AND b.month >= $window_from AND b.month <= $window_to
WITH o, p, t, here, collect(b.tie) AS below
OPTIONAL MATCH (o)-[c:TOOK_PART]->(:Grid)-[:PART_OF]->(:Compound)-[:PART_OF]->(t)
  WHERE c.activity IN $joint_activities AND c.times > 0
    AND c.month >= $window_from AND c.month <= $window_to
WITH o, p, t, here + below AS inside, collect(c.tie) AS deep
OPTIONAL MATCH (o)-[d:TOOK_PART]->(:Compound)<-[:PART_OF]-(t)
  WHERE d.activity IN $joint_activities AND d.times > 0
    AND d.month >= $window_from AND d.month <= $window_to
WITH o, t, inside + deep AS inside, collect(d.tie) AS above
RETURN 'PAIRED_WITH' AS subject_label, o.id + '→' + t.id AS subject,
       CASE WHEN size(inside) + size(above) = 0 THEN 'gap' ELSE 'met' END AS verdict, inside + above AS decided_by

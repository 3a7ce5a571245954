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
MATCH (o:PartyOrg)-[:PAIRED_WITH]->(t:Community|Compound|Grid)
OPTIONAL MATCH (o)-[a:TOOK_PART]->(x:Compound|Grid)
  WHERE a.activity IN $joint_activities AND a.times > 0
    AND a.month >= $window_from AND a.month <= $window_to
    AND (x.id = t.id AND x.label = t.label OR EXISTS { MATCH (x)-[:PART_OF]->(t) } OR EXISTS { MATCH (t)-[:PART_OF]->(x) }
         OR EXISTS { MATCH (x)-[:PART_OF]->(:Compound)-[:PART_OF]->(t) })
WITH o, t, collect(a.tie) AS decided_by
RETURN 'PAIRED_WITH' AS subject_label, o.id + '→' + t.id AS subject,
       CASE WHEN size(decided_by) = 0 THEN 'gap' ELSE 'met' END AS verdict, decided_by

/*
title = { zh = "小区吹哨、党员全到", en = "Whistle calls are answered" }
phrase = "小区吹哨、党员全到"
modality = "NORM"
settings = ["window_months"]

[subjects.PartyOrg]
severity = "S4"
rosters = ["activities"]
evidence = ["answered", "unanswered"]
gap = { zh = "近期有吹哨未响应", en = "it left a whistle call unanswered lately" }
closes = { zh = "了解未响应原因，落实响应人员", en = "find out why, and name who answers" }
*/
MATCH (o:PartyOrg)-[a:TOOK_PART]->(:Compound|Grid)
  WHERE a.activity IN $whistle_calls AND a.times > 0
    AND a.month >= $window_from AND a.month <= $window_to
WITH o, sum(CASE WHEN a.activity = 'whistle_answered' THEN a.times ELSE 0 END) AS answered,
     sum(CASE WHEN a.activity = 'whistle_unanswered' THEN a.times ELSE 0 END) AS unanswered, collect(a.tie) AS decided_by
RETURN o.label AS subject_label, o.id AS subject,
       CASE WHEN unanswered > 0 THEN 'gap' ELSE 'met' END AS verdict, answered, unanswered, decided_by

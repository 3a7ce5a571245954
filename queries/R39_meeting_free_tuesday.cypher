/*
title = { zh = "周二无会日上门走访", en = "Homes are visited on the meeting-free Tuesday" }
phrase = "周二无会日"
modality = "NORM"
settings = ["window_months", "tuesday_share"]

[subjects.PartyOrg]
severity = "S4"
rosters = ["activities"]
evidence = ["share"]
gap = { zh = "上门走访在周二的比例偏低", en = "too small a share of its home visits falls on Tuesdays" }
closes = { zh = "利用周二无会日集中上门走访", en = "use the meeting-free Tuesday for home visits" }
*/
MATCH (o:PartyOrg)-[a:TOOK_PART]->(:Compound|Grid)
  WHERE a.activity = 'home_visit' AND a.times > 0 AND a.month >= $window_from AND a.month <= $window_to
WITH o, count(a) AS months, count(a.times_on_tuesday) AS filled,
     1.0 * coalesce(sum(a.times_on_tuesday), 0) / sum(a.times) AS share, collect(a.tie) AS decided_by
WITH o, decided_by, CASE WHEN filled = months THEN share END AS share
RETURN o.label AS subject_label, o.id AS subject,
       CASE WHEN share IS NULL THEN 'unknown' WHEN share < $tuesday_share THEN 'gap' ELSE 'met' END AS verdict,
       share, decided_by

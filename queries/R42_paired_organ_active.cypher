/*
title = { zh = "结对机关党组织常态长效开展活动", en = "Paired organ organisations are active" }
phrase = "主动报到、常态长效"
modality = "NORM"
settings = ["window_months"]

[subjects.PartyOrg]
severity = "S4"
rosters = ["pairings", "activities"]
parts = []
evidence = ["last_month"]
gap = { zh = "结对后近期没有活动", en = "paired, but not active lately" }
closes = { zh = "到结对社区、小区、网格开展活动", en = "take part in something where it is paired" }
*/
MATCH (o:PartyOrg)-[p:PAIRED_WITH]->(:Community|Compound|Grid)
  WHERE o.kind IN $organ_orgs AND NOT o.is_retired
WITH o, collect(p.tie) AS decided_by
OPTIONAL MATCH (o)-[a:TOOK_PART]->(:Compound|Grid)
  WHERE a.times > 0 AND a.activity <> 'whistle_unanswered' AND a.month <= $window_to
WITH o, decided_by, max(a.month) AS last_month
RETURN o.label AS subject_label, o.id AS subject,
       CASE WHEN last_month >= $window_from THEN 'met' ELSE 'gap' END AS verdict, last_month, decided_by

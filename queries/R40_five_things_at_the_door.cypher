/*
title = { zh = "上门五件事", en = "The five things at the door are done" }
phrase = "上门五件事"
modality = "NORM"
settings = ["window_months"]

[subjects.Grid]
severity = "S4"
rosters = ["activities"]
evidence = ["missing"]
gap = { zh = "“上门五件事”近期有缺项", en = "one of the five things was not done lately" }
closes = { zh = "补做缺少的项目，并按月登记", en = "do what is missing and record it by month" }
*/
MATCH (g:Grid)
OPTIONAL MATCH (:PartyOrg)-[a:TOOK_PART]->(g)
  WHERE a.times > 0 AND a.month >= $window_from AND a.month <= $window_to
    AND a.activity IN $five_visits
WITH g, collect(DISTINCT a.activity) AS done, collect(a.tie) AS decided_by
UNWIND $five_visits AS thing
WITH g, decided_by, collect(CASE WHEN NOT thing IN done THEN thing END) AS missing
RETURN g.label AS subject_label, g.id AS subject,
       CASE WHEN size(missing) > 0 THEN 'gap' ELSE 'met' END AS verdict, missing, decided_by

/*
title = { zh = "户户见党员", en = "Contacted homes are seen lately" }
phrase = "户户见党员"
modality = "GOAL"
unit = "homes"
settings = ["window_months"]

[subjects.Grid]
severity = "S2"
rosters = ["household_ties"]
gap = { zh = "有党员联系而近期没有联系记录的住户", en = "occupied homes whose member has not been in touch lately" }
closes = { zh = "由联户党员上门，并登记最近联系月份", en = "let their members call on them and record the month" }
*/
MATCH (h:Household)-[:PART_OF]->(g:Grid)
OPTIONAL MATCH (:Person)-[k:CONTACTS]->(h)
WITH g, h, count(k) AS ties, max(k.last_contact_month) AS latest
WITH g, CASE WHEN h.status IN $homes_left_out OR ties = 0 THEN 'exempt'
             WHEN h.status IS NULL OR latest IS NULL THEN 'unknown'
             WHEN latest < $window_from THEN 'gap'
             ELSE 'met' END AS outcome
RETURN g.label AS subject_label, g.id AS subject,
       count(CASE WHEN outcome = 'met' THEN 1 END) AS met,
       count(CASE WHEN outcome = 'gap' THEN 1 END) AS gap,
       count(CASE WHEN outcome = 'unknown' THEN 1 END) AS `unknown`,
       count(CASE WHEN outcome = 'exempt' THEN 1 END) AS exempt

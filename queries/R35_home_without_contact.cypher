/*
title = { zh = "进社不漏户", en = "Every occupied home has a member who contacts it" }
phrase = "进社不漏户"
modality = "GOAL"
unit = "homes"

[subjects.Grid]
severity = "S1"
rosters = ["household_ties"]
gap = { zh = "有人居住而没有党员联户的住户", en = "occupied homes that no member contacts" }
closes = { zh = "按“就近就亲就熟”把这些住户分给还有余力的党员联系", en = "assign these homes to members nearby who can take more" }
*/
MATCH (h:Household)-[:PART_OF]->(g:Grid)
WITH g, CASE WHEN h.status IN $homes_left_out THEN 'exempt'
             WHEN h.status IS NULL THEN 'unknown'
             WHEN EXISTS { MATCH (:Person)-[:CONTACTS]->(h) } THEN 'met'
             ELSE 'gap' END AS outcome
RETURN g.label AS subject_label, g.id AS subject,
       count(CASE WHEN outcome = 'met' THEN 1 END) AS met,
       count(CASE WHEN outcome = 'gap' THEN 1 END) AS gap,
       count(CASE WHEN outcome = 'unknown' THEN 1 END) AS `unknown`,
       count(CASE WHEN outcome = 'exempt' THEN 1 END) AS exempt

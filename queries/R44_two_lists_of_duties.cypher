/*
title = { zh = "制定“两张责任清单”", en = "Pairings have the two lists of duties" }
phrase = "“两张责任清单”"
modality = "MUST"

[subjects.PAIRED_WITH]
severity = "S2"
rosters = ["pairings"]
parts = []
evidence = ["missing"]
gap = { zh = "缺少党建责任清单或小区治理责任清单", en = "the list of Party-building duties or that of governance duties is missing" }
closes = { zh = "制定缺少的责任清单", en = "draw up the missing list" }
*/
MATCH (o:PartyOrg)-[p:PAIRED_WITH]->(t:Community|Compound|Grid)
UNWIND ['party_building_list', 'governance_list'] AS paper
WITH o, p, t, paper, CASE paper WHEN 'party_building_list' THEN p.party_building_list ELSE p.governance_list END AS given
WITH o, p, t, collect(CASE WHEN NOT given THEN paper END) AS missing, count(given) AS clear
RETURN 'PAIRED_WITH' AS subject_label, o.id + '→' + t.id AS subject,
       CASE WHEN size(missing) > 0 THEN 'gap' WHEN clear < 2 THEN 'unknown' ELSE 'met' END AS verdict, missing

/*
title = { zh = "业委会主任的政治面貌（仅供参考）", en = "Party status of owners' committee directors (information only)" }
phrase = "按照资格条件和法定程序担任业委会主任"
modality = "NORM"

[subjects.OwnersCommittee]
severity = "S4"
rosters = ["people", "posts"]
parts = ["posts:committee_director"]
gap = { zh = "业委会主任不是党员（业委会由业主依法选举，不作为指标）", en = "its director is no Party member (an election, never a target)" }
closes = { zh = "无需整改；换届时可依法推荐党员业主参选", en = "nothing to correct; members may stand at the next election" }
*/
MATCH (w:OwnersCommittee)
OPTIONAL MATCH (p:Person)-[h:HOLDS]->(w) WHERE h.post = 'committee_director'
WITH w, count(p) AS directors, count(p.party_status) AS clear,
     count(CASE WHEN p.party_status = 'none' THEN 1 END) AS outsiders, collect(h.tie) AS decided_by
RETURN w.label AS subject_label, w.id AS subject,
       CASE WHEN outsiders > 0 THEN 'gap'
            WHEN directors = 0 OR clear < directors THEN 'unknown'
            ELSE 'met' END AS verdict, decided_by

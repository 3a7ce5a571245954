/*
title = { zh = "一网格一党建指导员", en = "Every grid has a Party-building instructor" }
phrase = "“一网格一党建指导员”全覆盖"
modality = "GOAL"

[subjects.Grid]
severity = "S1"
rosters = ["posts"]
parts = ["posts:instructor"]
evidence = ["instructors", "shared"]
gap = { zh = "没有党建指导员", en = "nobody is its instructor" }
closes = { zh = "由结对的机关党支部推荐1名党务干部或优秀党员担任", en = "let the paired organ branch recommend a cadre or an outstanding member" }
*/
MATCH (g:Grid)
OPTIONAL MATCH (p:Person)-[h:HOLDS]->(g) WHERE h.post = 'instructor'
OPTIONAL MATCH (p)-[elsewhere:HOLDS]->(other:Grid) WHERE elsewhere.post = 'instructor' AND other.id <> g.id
WITH g, collect(DISTINCT p.id) AS people, collect(DISTINCT h.tie) AS decided_by,
     count(DISTINCT CASE WHEN other.id IS NOT NULL THEN p.id END) AS shared
RETURN g.label AS subject_label, g.id AS subject,
       CASE WHEN size(people) = 0 THEN 'gap' ELSE 'met' END AS verdict,
       size(people) AS instructors, shared, decided_by

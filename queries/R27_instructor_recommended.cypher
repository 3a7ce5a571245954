/*
title = { zh = "机关党支部推荐党建指导员", en = "Organ branches recommend one instructor" }
phrase = "各机关党支部推荐1名…党建指导员"
modality = "MUST"

[subjects.PartyOrg]
severity = "S2"
rosters = ["grids", "posts", "pairings"]
columns = ["recommended_by"]
parts = ["posts:instructor", "pairings:Grid"]
evidence = ["instructors", "paired"]
gap = { zh = "推荐到结对网格的党建指导员没有或不止1人", en = "it did not recommend exactly one instructor to a grid it is paired with" }
closes = { zh = "推荐1名党务干部或优秀党员到结对网格担任党建指导员", en = "recommend one cadre or outstanding member to a paired grid" }
*/
MATCH (o:PartyOrg) WHERE o.kind = 'organ_branch' AND NOT o.is_retired
OPTIONAL MATCH (o)-[w:PAIRED_WITH]->(g:Grid)
OPTIONAL MATCH (p:Person)-[h:HOLDS]->(g) WHERE h.post = 'instructor'
WITH o, collect(DISTINCT g.id) AS paired,
     count(DISTINCT CASE WHEN h.recommended_by = o.id THEN p.id END) AS instructors,
     count(CASE WHEN p.id IS NOT NULL AND h.recommended_by IS NULL THEN 1 END) AS unattributed,
     collect(DISTINCT w.tie) AS pairings, collect(DISTINCT CASE WHEN h.recommended_by = o.id THEN h.tie END) AS posts
RETURN o.label AS subject_label, o.id AS subject,
       CASE WHEN instructors = 1 THEN 'met'
            WHEN instructors = 0 AND unattributed > 0 THEN 'unknown'
            ELSE 'gap' END AS verdict,
       instructors, paired, pairings + posts AS decided_by

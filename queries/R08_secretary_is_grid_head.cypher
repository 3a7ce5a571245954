/*
title = { zh = "网格党支部书记（党小组长）由网格长担任", en = "The secretary of a grid organisation is the grid head" }
phrase = "书记（党小组长）原则上由网格长担任"
modality = "DEFAULT"

[subjects.PartyOrg]
severity = "S3"
rosters = ["grids", "people", "posts"]
columns = ["COVERS"]
parts = ["posts:grid_head", "posts:secretary:grid", "covers:Grid"]
evidence = ["secretary", "head"]
gap = { zh = "书记（党小组长）不是所覆盖网格的网格长", en = "no secretary of it is head of a grid it covers" }
closes = { zh = "由网格长担任书记（党小组长），或说明原因予以豁免", en = "let the grid head be its secretary, or waive it with the reason" }
*/
MATCH (o:PartyOrg) WHERE o.kind IN $grid_organisations
OPTIONAL MATCH (s:Person)-[t:HOLDS]->(o) WHERE t.post = 'secretary'
WITH o, collect(DISTINCT s.id) AS secretary, collect(t.tie) AS secretaries
OPTIONAL MATCH (o)-[:COVERS]->(:Grid)<-[h:HOLDS]-(p:Person) WHERE h.post = 'grid_head'
WITH o, secretary, secretaries, collect(DISTINCT p.id) AS head, collect(DISTINCT h.tie) AS heads,
     count(CASE WHEN p.id IN secretary THEN 1 END) AS serving,
     count(CASE WHEN p.party_status = 'none' THEN 1 END) AS outsiders,
     count(CASE WHEN p.party_status IS NULL AND p.id IS NOT NULL THEN 1 END) AS unclear, count(p) AS held
RETURN o.label AS subject_label, o.id AS subject,
       CASE WHEN size(head) > 0 AND outsiders = held THEN 'exempt'
            WHEN serving > 0 THEN 'met'
            WHEN size(secretary) = 0 OR size(head) = 0 OR unclear > 0 THEN 'unknown'
            ELSE 'gap' END AS verdict,
       secretary, head, secretaries + heads AS decided_by

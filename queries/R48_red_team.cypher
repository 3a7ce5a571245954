/*
title = { zh = "网格红色队伍齐全", en = "The red team of a grid is complete" }
phrase = "红色队伍"
modality = "GOAL"

[subjects.Grid]
severity = "S3"
rosters = ["party_orgs", "people", "posts"]
columns = ["COVERS", "LIVES_IN"]
parts = ["posts:secretary:grid", "posts:instructor", "posts:stairwell_head", "posts:red_steward", "posts:volunteer", "covers:Grid"]
evidence = ["missing"]
gap = { zh = "红色队伍缺人", en = "one of the red team is missing" }
closes = { zh = "配齐书记（党小组长）、党建指导员、党员楼道长、红管家、党员志愿者和业主党员", en = "fill the place that is empty" }
*/
MATCH (g:Grid)
OPTIONAL MATCH (:Person)-[h:HOLDS]->(g)
WITH g, collect(DISTINCT h.post) AS posts, collect(h.tie) AS held
OPTIONAL MATCH (g)<-[:COVERS]-(o:PartyOrg)<-[t:HOLDS]-(:Person)
  WHERE o.kind IN $grid_organisations AND t.post = 'secretary'
WITH g, posts, held, count(t) AS secretaries, collect(DISTINCT t.tie) AS leading
OPTIONAL MATCH (m:Person)-[:LIVES_IN]->(g) WHERE m.party_status IN $members
WITH g, posts, secretaries, held + leading AS decided_by, count(CASE WHEN m.is_owner THEN 1 END) AS owners,
     count(CASE WHEN m.is_owner IS NULL AND m.id IS NOT NULL THEN 1 END) AS perhaps
UNWIND ['secretary', 'instructor', 'stairwell_head', 'red_steward', 'volunteer', 'owner_member'] AS role
WITH g, decided_by, perhaps, owners,
     collect(CASE WHEN (role = 'secretary' AND secretaries = 0) OR (role = 'owner_member' AND owners = 0)
                    OR (NOT role IN ['secretary', 'owner_member'] AND NOT role IN posts) THEN role END) AS missing
RETURN g.label AS subject_label, g.id AS subject,
       CASE WHEN size(missing) = 0 THEN 'met'
            WHEN size(missing) = 1 AND owners = 0 AND perhaps > 0 THEN 'unknown'
            ELSE 'gap' END AS verdict,
       missing, decided_by

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
OPTIONAL MATCH (g)<-[:COVERS]-(o:PartyOrg)<-[t:HOLDS]-(:Person)
  WHERE o.kind IN $grid_organisations AND t.post = 'secretary'
WITH g, count(t) > 0 AS secretary, count(CASE WHEN h.post = 'instructor' THEN 1 END) > 0 AS instructor,
     count(CASE WHEN h.post = 'stairwell_head' THEN 1 END) > 0 AS stairwell_head,
     count(CASE WHEN h.post = 'red_steward' THEN 1 END) > 0 AS red_steward,
     count(CASE WHEN h.post = 'volunteer' THEN 1 END) > 0 AS volunteer, collect(h.tie) + collect(t.tie) AS decided_by
WITH g.label AS subject_label, g.id AS subject, decided_by, secretary, instructor, stairwell_head, red_steward, volunteer,
     EXISTS { MATCH (m:Person)-[:LIVES_IN]->(g) WHERE m.party_status IN $members AND m.is_owner } AS owner,
     EXISTS { MATCH (m:Person)-[:LIVES_IN]->(g) WHERE m.party_status IN $members AND m.is_owner IS NULL } AS perhaps
WITH subject_label, subject, decided_by, owner, perhaps,
     secretary AND instructor AND stairwell_head AND red_steward AND volunteer AS others,
     [CASE WHEN NOT secretary THEN 'secretary' END, CASE WHEN NOT instructor THEN 'instructor' END,
      CASE WHEN NOT stairwell_head THEN 'stairwell_head' END, CASE WHEN NOT red_steward THEN 'red_steward' END,
      CASE WHEN NOT volunteer THEN 'volunteer' END, CASE WHEN NOT owner THEN 'owner_member' END] AS missing
RETURN subject_label, subject,
       CASE WHEN others AND owner THEN 'met' WHEN others AND perhaps THEN 'unknown' ELSE 'gap' END AS verdict,
       missing, decided_by

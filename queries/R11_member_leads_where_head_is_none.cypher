/*
title = { zh = "网格长非党员的，由网格内其他党员骨干担任书记", en = "Where the grid head is no member, another member of the grid is secretary" }
phrase = "网格长非党员的，由网格内在册或在职的其他优秀党员骨干担任"
modality = "MUST"
reading = { zh = "网格有几名网格长时，书记是其中任何一名都算由网格长担任；有几名书记时取最好的一名", en = "where a grid has several heads, a secretary who is any of them counts as the head; of several secretaries the best decides" }

[subjects.Grid]
severity = "S1"
lesser = "S2"
rosters = ["party_orgs", "people", "posts", "registrations"]
columns = ["COVERS", "MEMBER_OF", "LIVES_IN"]
parts = ["posts:grid_head", "posts:secretary:grid", "registrations:Person", "covers:Grid"]
evidence = ["head", "secretary", "reason"]
gap = { zh = "网格长不是党员，书记（党小组长）却由网格长或非党员担任，或不是网格内的党员", en = "the head is no member, and the secretary is a head, no member, or from outside the grid" }
closes = { zh = "由网格内在册或在职的其他优秀党员骨干担任书记（党小组长）", en = "let another outstanding member of the grid be secretary" }
*/
MATCH (g:Grid)
OPTIONAL MATCH (p:Person)-[h:HOLDS]->(g) WHERE h.post = 'grid_head'
OPTIONAL MATCH (g)<-[:COVERS]-(o:PartyOrg)<-[t:HOLDS]-(s:Person)
  WHERE o.kind IN $grid_organisations AND t.post = 'secretary'
OPTIONAL MATCH (s)-[k:HOLDS]->(g) WHERE k.post = 'grid_head'
OPTIONAL MATCH (s)-[l:LIVES_IN]->(g)
OPTIONAL MATCH (s)-[:MEMBER_OF|REGISTERED_WITH]->(b:PartyOrg)-[c:COVERS]->(g) WHERE b.kind IN $grid_organisations
WITH g.label AS subject_label, g.id AS subject, collect(p.id) AS head, collect(h.tie) AS heads,
     collect(s.id) AS secretary, collect(t.tie) AS posts,
     min(CASE WHEN k.tie IS NOT NULL THEN 5
              WHEN s.party_status = 'none' THEN 4
              WHEN l.tie IS NULL AND c.tie IS NULL THEN 3
              WHEN s.party_status IS NULL THEN 2
              ELSE 1 END) AS best,
     count(CASE WHEN p.party_status = 'none' THEN 1 END) AS outsiders,
     count(CASE WHEN p.party_status IS NULL AND p.id IS NOT NULL THEN 1 END) AS unclear
WITH subject_label, subject, head, secretary, heads + posts AS decided_by,
     CASE WHEN size(head) > 0 AND outsiders = 0 AND unclear = 0 THEN 'exempt'
          WHEN size(head) = 0 THEN 'no-head'
          WHEN outsiders = 0 THEN 'head-unclear'
          WHEN size(secretary) = 0 THEN 'no-secretary'
          WHEN best = 1 THEN 'met'
          WHEN best = 2 THEN 'secretary-unclear'
          WHEN best = 3 THEN 'secretary-from-outside'
          WHEN best = 4 THEN 'secretary-not-member'
          ELSE 'secretary-is-head' END AS outcome
RETURN subject_label, subject,
       CASE WHEN outcome IN ['exempt', 'met'] THEN outcome
            WHEN outcome IN ['secretary-from-outside', 'secretary-not-member', 'secretary-is-head'] THEN 'gap'
            ELSE 'unknown' END AS verdict,
       CASE WHEN outcome = 'secretary-from-outside' THEN 'S2' ELSE 'S1' END AS severity,
       head, secretary, CASE WHEN NOT outcome IN ['exempt', 'met'] THEN outcome END AS reason, decided_by

/*
title = { zh = "每个党支部（党小组）有一名党员书记", en = "Every branch has one secretary, a member" }
phrase = { zh = "由文章推定（据 R08、R11）", en = "inferred from the article (from R08 and R11)" }
modality = "MUST"

[subjects.PartyOrg]
severity = "S1"
rosters = ["people", "posts"]
parts_by_kind = { grid_organisations = ["posts:secretary:grid"], body_branches = ["posts:secretary:body"] }
evidence = ["secretaries"]
gap = { zh = "书记（党小组长）没有或不止一名，或不是党员", en = "it has not exactly one secretary, or the one is no member" }
closes = { zh = "明确一名党员担任书记（党小组长）", en = "appoint one member as its secretary" }
*/
MATCH (o:PartyOrg)
  WHERE o.kind IN $own_branches
OPTIONAL MATCH (s:Person)-[t:HOLDS]->(o) WHERE t.post = 'secretary'
WITH o, count(DISTINCT s.id) AS secretaries, count(CASE WHEN s.party_status = 'none' THEN 1 END) AS outsiders,
     count(s.party_status) AS clear, collect(t.tie) AS decided_by
RETURN o.label AS subject_label, o.id AS subject,
       CASE WHEN secretaries <> 1 OR outsiders > 0 THEN 'gap' WHEN clear = 0 THEN 'unknown' ELSE 'met' END AS verdict,
       secretaries, decided_by

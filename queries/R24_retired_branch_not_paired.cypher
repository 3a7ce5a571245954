/*
title = { zh = "离退休党支部不参加结对", en = "Retired members' branches are not paired" }
phrase = "不包括退休党支部"
modality = "MUST"

[subjects.PartyOrg]
severity = "S2"
rosters = ["pairings"]
parts = []
evidence = ["targets"]
gap = { zh = "离退休党支部仍在结对", en = "a retired members' branch holds a pairing" }
closes = { zh = "改由在职党支部结对", en = "hand the pairing to a branch of serving members" }
*/
MATCH (o:PartyOrg) WHERE o.is_retired
OPTIONAL MATCH (o)-[p:PAIRED_WITH]->(t:Community|Compound|Grid)
WITH o, collect(DISTINCT t.id) AS targets, collect(p.tie) AS decided_by
RETURN o.label AS subject_label, o.id AS subject,
       CASE WHEN size(targets) > 0 THEN 'gap' ELSE 'met' END AS verdict, targets, decided_by

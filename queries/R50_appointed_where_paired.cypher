/*
title = { zh = "联街入社、进网入格到结对的地方", en = "Those sent serve where their organisation is paired" }
phrase = "联街入社…进网入格"
modality = "MUST"
reading = { zh = "社区党组织没有所在地时不作判断；在其他党组织任职的，无法结对，视为没有结对", en = "of a community's Party organisation without a seat nothing is said; with any other Party organisation nobody can be paired" }

[subjects.Person]
severity = "S2"
rosters = ["pairings", "posts"]
columns = ["SEATED_IN", "recommended_by"]
parts = ["pairings:Community", "pairings:Grid"]
evidence = ["places"]
gap = { zh = "任职的社区或网格没有与推荐的党组织结对", en = "serves in a place that the recommending organisation is not paired with" }
closes = { zh = "改到推荐党组织结对的社区或网格任职，或补办结对", en = "serve where that organisation is paired, or pair the two" }
*/
MATCH (p:Person)-[h:HOLDS]->(x:Grid|PartyOrg)
  WHERE h.post IN $appointed_posts OR (h.post = 'instructor' AND x.label = 'Grid')
OPTIONAL MATCH (x)-[:SEATED_IN]->(seat:Street|Community)
OPTIONAL MATCH (o:PartyOrg)-[:PAIRED_WITH]->(paired:Community|Grid) WHERE o.id = h.recommended_by
WITH p, x, h, count(seat) AS seats,
     count(CASE WHEN x.kind = 'community' AND paired.label = 'Community' AND paired.id = seat.id THEN 1
                WHEN paired.label = 'Grid' AND x.label = 'Grid' AND paired.id = x.id THEN 1 END) AS pairings
WITH p, x, h, CASE WHEN h.recommended_by IS NULL OR (x.kind = 'community' AND seats = 0) THEN 'unknown'
                   WHEN pairings = 0 THEN 'gap'
                   ELSE 'met' END AS outcome
WITH p, collect(DISTINCT CASE WHEN outcome = 'gap' THEN x.id END) AS places,
     count(CASE WHEN outcome = 'unknown' THEN 1 END) AS unclear, collect(DISTINCT h.tie) AS decided_by
RETURN p.label AS subject_label, p.id AS subject,
       CASE WHEN size(places) > 0 THEN 'gap' WHEN unclear > 0 THEN 'unknown' ELSE 'met' END AS verdict,
       places, decided_by

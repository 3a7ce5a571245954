/*
title = { zh = "小区经常开展议事协商", en = "Compounds hold councils and meetings" }
phrase = "红色议事会、联席会商、三会一课、民情沟通日"
modality = "NORM"
settings = ["window_months"]

[subjects.Compound]
severity = "S4"
rosters = ["grids", "activities"]
gap = { zh = "近期没有开展红色议事会、联席会商、三会一课或民情沟通日", en = "none of the four forms was held there lately" }
closes = { zh = "在小区或网格开展其中一种活动", en = "hold one of the four in the compound or its grids" }
*/
MATCH (c:Compound)
OPTIONAL MATCH (:PartyOrg)-[a:TOOK_PART]->(c)
  WHERE a.activity IN $councils AND a.times > 0
    AND a.month >= $window_from AND a.month <= $window_to
WITH c, collect(a.tie) AS here
OPTIONAL MATCH (:PartyOrg)-[b:TOOK_PART]->(:Grid)-[:PART_OF]->(c)
  WHERE b.activity IN $councils AND b.times > 0
    AND b.month >= $window_from AND b.month <= $window_to
WITH c, here, collect(b.tie) AS inside
RETURN c.label AS subject_label, c.id AS subject,
       CASE WHEN size(here) + size(inside) = 0 THEN 'gap' ELSE 'met' END AS verdict, here + inside AS decided_by

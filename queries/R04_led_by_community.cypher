/*
title = { zh = "网格党组织受社区党组织领导", en = "Grid organisations are led by the community's Party organisation" }
phrase = "受社区党组织领导"
modality = "MUST"

[subjects.PartyOrg]
severity = "S1"
lesser = "S2"
rosters = ["divisions", "compounds", "grids"]
columns = ["COVERS", "LED_BY", "SEATED_IN"]
parts = ["covers:Grid"]
evidence = ["leaders", "reason"]
gap = { zh = "没有明确由所在社区党组织领导", en = "not led by the Party organisation of its own community alone" }
closes = { zh = "明确由所在社区党组织领导", en = "place it under the Party organisation of its community" }
*/
MATCH (o:PartyOrg) WHERE o.kind IN $grid_organisations
OPTIONAL MATCH (o)-[:COVERS]->(:Grid)-[:PART_OF]->(:Compound)-[:PART_OF]->(c:Community)
WITH o, collect(DISTINCT c.id) AS communities
OPTIONAL MATCH (o)-[l:LED_BY]->(k:PartyOrg)
OPTIONAL MATCH (k)-[:SEATED_IN]->(seat:Street|Community)
WITH o, communities, collect(DISTINCT k.id) AS leaders,
     count(CASE WHEN k.kind = 'community' THEN 1 END) AS by_community,
     count(seat) AS seats, count(CASE WHEN seat.id IN communities THEN 1 END) AS own_community,
     collect(DISTINCT l.tie) AS decided_by
WITH o, leaders, decided_by,
     CASE WHEN size(leaders) <> 1 THEN 'not-one'
          WHEN by_community = 0 THEN 'not-community'
          WHEN size(communities) > 0 AND seats > 0 AND own_community = 0 THEN 'other-community'
          WHEN size(communities) = 0 THEN 'community-unknown'
          WHEN seats = 0 THEN 'seat-unknown'
          ELSE 'met' END AS outcome
RETURN o.label AS subject_label, o.id AS subject,
       CASE WHEN outcome = 'met' THEN 'met'
            WHEN outcome IN ['community-unknown', 'seat-unknown'] THEN 'unknown'
            ELSE 'gap' END AS verdict,
       CASE WHEN outcome = 'other-community' THEN 'S2' ELSE 'S1' END AS severity,
       leaders, CASE WHEN outcome <> 'met' THEN outcome END AS reason, decided_by

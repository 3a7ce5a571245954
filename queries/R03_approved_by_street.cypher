/*
title = { zh = "网格党支部由街道党组织批准成立", en = "Grid branches are approved by the street's Party organisation" }
phrase = "由街道党组织批准成立"
modality = "MUST"
reading = { zh = "批准党组织的所在地与网格党支部所在街道都已知时才比较；任一未知时，日期不符仍为缺口", en = "the approver's seat is compared only where both it and a street of the branch are known; a wrong date is a gap even where they are not" }

[subjects.PartyOrg]
severity = "S1"
lesser = "S2"
rosters = ["divisions", "compounds", "grids"]
columns = ["COVERS", "APPROVED_BY", "SEATED_IN"]
parts = ["covers:Grid"]
evidence = ["approvals", "reason"]
gap = { zh = "没有由所在街道党组织批准成立，或批准在成立之后", en = "not approved by the Party organisation of its own street, or approved only after it was founded" }
closes = { zh = "报所在街道党组织批准，并核对批准党组织和日期", en = "obtain the approval of its street's Party organisation, and check approver and dates" }
*/
MATCH (o:PartyOrg) WHERE o.kind IN $grid_organisations
OPTIONAL MATCH (o)-[:COVERS]->(:Grid)-[:PART_OF]->(:Compound)-[:PART_OF]->(:Community)-[:PART_OF]->(t:Street)
WITH o, collect(DISTINCT t.id) AS streets
OPTIONAL MATCH (o)-[a:APPROVED_BY]->(s:PartyOrg)
OPTIONAL MATCH (s)-[:SEATED_IN]->(seat:Street|Community)
WITH o, streets, count(DISTINCT s.id) AS approvals, count(CASE WHEN s.kind = 'street' THEN 1 END) AS by_street,
     count(seat) AS seats, count(CASE WHEN seat.id IN streets THEN 1 END) AS own_street,
     count(CASE WHEN a.approved_on > o.founded_on THEN 1 END) AS late, collect(DISTINCT a.tie) AS decided_by
WITH o, approvals, decided_by,
     CASE WHEN o.kind = 'grid_group' THEN 'exempt'
          WHEN approvals <> 1 THEN 'not-one'
          WHEN by_street = 0 THEN 'not-street'
          WHEN size(streets) > 0 AND seats > 0 AND own_street = 0 THEN 'other-street'
          WHEN late > 0 THEN 'after-founding'
          WHEN size(streets) = 0 THEN 'street-unknown'
          WHEN seats = 0 THEN 'seat-unknown'
          ELSE 'met' END AS outcome
RETURN o.label AS subject_label, o.id AS subject,
       CASE WHEN outcome IN ['exempt', 'met'] THEN outcome
            WHEN outcome IN ['street-unknown', 'seat-unknown'] THEN 'unknown'
            ELSE 'gap' END AS verdict,
       CASE WHEN outcome IN ['not-one', 'not-street'] THEN 'S1' ELSE 'S2' END AS severity,
       approvals, CASE WHEN NOT outcome IN ['exempt', 'met'] THEN outcome END AS reason, decided_by

/*
title = { zh = "社区有足够骨干担任网格长", en = "A community has cadres enough for its grids" }
phrase = "优秀党员骨干不足的情况下"
modality = "NORM"
reading = { zh = "社区有几个社区党组织时，其“两委”成员和书记合并计算", en = "where a community has several Party organisations, their committee members and secretaries are taken together" }

[subjects.Community]
severity = "S2"
rosters = ["compounds", "grids", "party_orgs", "people", "posts"]
columns = ["SEATED_IN", "LIVES_IN"]
parts = ["posts:secretary:community", "posts:committee_member"]
evidence = ["grids", "candidates"]
gap = { zh = "社区“两委”成员和网格内党员骨干少于网格数", en = "it has more grids than committee members and cadres to head them" }
closes = { zh = "由机关党支部“一对一”或“多对一”结对，输送党员骨干", en = "pair organ branches with its grids, which bring cadres" }
*/
MATCH (c:Community)<-[:PART_OF]-(:Compound)<-[:PART_OF]-(g:Grid)
WITH c, count(DISTINCT g.id) AS grids
OPTIONAL MATCH (c)<-[:PART_OF]-(:Compound)<-[:PART_OF]-(:Grid)<-[:LIVES_IN]-(r:Person)
  WHERE r.party_status = 'full' AND (r.is_cadre OR r.is_cadre IS NULL)
    AND NOT EXISTS { MATCH (r)-[t:HOLDS]->(k:PartyOrg)-[:SEATED_IN]->(c)
                     WHERE k.kind = 'community' AND t.post IN $committee_posts }
WITH c, grids, count(DISTINCT CASE WHEN r.is_cadre THEN r.id END) AS cadres,
     count(DISTINCT CASE WHEN r.is_cadre IS NULL THEN r.id END) AS perhaps
OPTIONAL MATCH (c)<-[:SEATED_IN]-(k:PartyOrg)<-[t:HOLDS]-(m:Person)
  WHERE k.kind = 'community' AND t.post = 'committee_member'
OPTIONAL MATCH (m)-[s:HOLDS]->(o:PartyOrg)-[:SEATED_IN]->(c) WHERE o.kind = 'community' AND s.post = 'secretary'
WITH c, grids, perhaps, cadres, count(m) AS committee, collect(t.tie) AS decided_by,
     count(DISTINCT CASE WHEN s.tie IS NULL THEN m.id END) AS officers
WITH c.label AS subject_label, c.id AS subject, grids, perhaps, committee, decided_by, cadres + officers AS candidates
RETURN subject_label, subject,
       CASE WHEN committee = 0 THEN 'unknown'
            WHEN grids <= candidates THEN 'met'
            WHEN grids <= candidates + perhaps THEN 'unknown'
            ELSE 'gap' END AS verdict,
       grids, candidates, decided_by

/*
title = { zh = "名册前后一致", en = "The registers are sound" }
phrase = { zh = "由文章推定", en = "inferred from the article" }
modality = "MUST"
of_registers = true

[subjects."Grid|OwnersCommittee"]
severity = "S2"
rosters = ["posts"]
parts = { Grid = ["posts:grid_head"], OwnersCommittee = ["posts:committee_director"] }
evidence = ["what"]
gap = { zh = "同一职务有两人，或有关系指向已不存在的对象", en = "two people hold the one post, or a tie leads to what is no longer there" }
closes = { zh = "核对任职名册，结束已失效的一条", en = "check the posts and end the row that no longer holds" }

[subjects.Person]
severity = "S2"
rosters = ["registrations"]
columns = ["MEMBER_OF"]
parts = ["registrations:Person"]
evidence = ["what"]
gap = { zh = "组织关系或报到不止一处，或有关系指向已不存在的对象", en = "a member of or registered with two organisations, or a tie leads to what is no longer there" }
closes = { zh = "核对组织关系和报到名册，结束已失效的一条", en = "check membership and registration and end the row that no longer holds" }

[subjects.Community]
severity = "S2"
rosters = ["party_orgs", "posts"]
columns = ["SEATED_IN"]
parts = ["posts:appointee"]
evidence = ["what"]
gap = { zh = "有两名第一书记，或有关系指向已不存在的对象", en = "two first secretaries, or a tie leads to what is no longer there" }
closes = { zh = "核对任职名册，结束已失效的一条", en = "check the posts and end the row that no longer holds" }

[subjects.Compound]
severity = "S2"
rosters = ["owners_committees"]
evidence = ["what"]
gap = { zh = "有两个业主委员会，或有关系指向已不存在的对象", en = "two owners' committees, or a tie leads to what is no longer there" }
closes = { zh = "核对业主委员会名册，结束已换届的一条", en = "check the owners' committees and end the one that was replaced" }
*/
MATCH (x:Grid|OwnersCommittee)
OPTIONAL MATCH (p:Person)-[h:HOLDS]->(x) WHERE h.post IN ['grid_head', 'committee_director']
WITH x, min(p.id) < max(p.id) AS people, collect(h.tie) AS decided_by // not by x.id: two may bear one code
WITH x.label AS subject_label, x.id AS subject, x.loose_ties > 0 AS loose, people, decided_by
RETURN subject_label, subject, CASE WHEN people OR loose THEN 'gap' ELSE 'met' END AS verdict,
       [CASE WHEN people AND subject_label = 'Grid' THEN 'heads' WHEN people THEN 'directors' END,
        CASE WHEN loose THEN 'loose_ties' END] AS what, decided_by
UNION ALL
MATCH (p:Person)
OPTIONAL MATCH (p)-[m:MEMBER_OF]->(:PartyOrg)
OPTIONAL MATCH (p)-[r:REGISTERED_WITH]->(:PartyOrg)
WITH p.label AS subject_label, p.id AS subject, p.loose_ties > 0 AS loose, collect(m.tie) + collect(r.tie) AS decided_by,
     min(m.tie) < max(m.tie) AS memberships, min(r.tie) < max(r.tie) AS registrations
RETURN subject_label, subject, CASE WHEN memberships OR registrations OR loose THEN 'gap' ELSE 'met' END AS verdict,
       [CASE WHEN memberships THEN 'memberships' END, CASE WHEN registrations THEN 'registrations' END,
        CASE WHEN loose THEN 'loose_ties' END] AS what, decided_by
UNION ALL
MATCH (c:Community)
OPTIONAL MATCH (c)<-[:SEATED_IN]-(k:PartyOrg)<-[h:HOLDS]-(p:Person) WHERE k.kind = 'community' AND h.post = 'first_secretary'
WITH c.label AS subject_label, c.id AS subject, c.loose_ties > 0 AS loose, min(p.id) < max(p.id) AS people,
     collect(h.tie) AS decided_by
RETURN subject_label, subject, CASE WHEN people OR loose THEN 'gap' ELSE 'met' END AS verdict,
       [CASE WHEN people THEN 'first_secretaries' END, CASE WHEN loose THEN 'loose_ties' END] AS what, decided_by
UNION ALL
MATCH (c:Compound)
OPTIONAL MATCH (:OwnersCommittee)-[s:SERVES]->(c)
WITH c.label AS subject_label, c.id AS subject, c.loose_ties > 0 AS loose, count(s) > 1 AS committees,
     collect(s.tie) AS decided_by
RETURN subject_label, subject, CASE WHEN committees OR loose THEN 'gap' ELSE 'met' END AS verdict,
       [CASE WHEN committees THEN 'owners_committees' END, CASE WHEN loose THEN 'loose_ties' END] AS what, decided_by

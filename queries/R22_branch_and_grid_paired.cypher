/*
title = { zh = "机关党支部与网格“一对一”或“多对一”结对", en = "Organ branches and grids are paired one to one or many to one" }
phrase = "“一对一”或“多对一”"
modality = "MUST"

[subjects.Grid]
severity = "S1"
rosters = ["party_orgs", "pairings"]
parts = ["pairings:Grid"]
evidence = ["branches"]
gap = { zh = "没有机关党支部结对", en = "no organ branch is paired with it" }
closes = { zh = "安排一个尚未结对的机关党支部与该网格结对", en = "pair an organ branch that has no grid yet with it" }

[subjects.PartyOrg]
severity = "S2"
rosters = ["grids", "pairings"]
parts = ["pairings:Grid"]
evidence = ["grids"]
gap = { zh = "一个机关党支部结对了多个网格", en = "one organ branch is paired with several grids" }
closes = { zh = "保留一个网格，其余网格改由其他机关党支部结对", en = "keep one grid and hand the others to other organ branches" }
*/
MATCH (x:Grid|PartyOrg)
  WHERE x.label = 'Grid' OR (x.kind = 'organ_branch' AND NOT x.is_retired)
OPTIONAL MATCH (o:PartyOrg)-[p:PAIRED_WITH]->(x) WHERE o.kind = 'organ_branch' AND NOT o.is_retired
WITH x, collect(DISTINCT o.id) AS branches, collect(p.tie) AS incoming
OPTIONAL MATCH (x)-[q:PAIRED_WITH]->(g:Grid)
WITH x, branches, incoming, collect(DISTINCT g.id) AS grids, collect(q.tie) AS outgoing
RETURN x.label AS subject_label, x.id AS subject,
       CASE WHEN x.label = 'Grid' AND size(branches) = 0 THEN 'gap'
            WHEN x.label = 'Grid' THEN 'met'
            WHEN size(grids) = 0 THEN 'exempt'
            WHEN size(grids) > 1 THEN 'gap'
            ELSE 'met' END AS verdict,
       branches, grids,
       CASE WHEN x.label = 'Grid' THEN incoming ELSE outgoing END AS decided_by

/*
title = { zh = "网络规模", en = "How large the network is" }
description = { zh = "各类节点的数量", en = "nodes per label" }

[columns]
kind = { zh = "类别", en = "kind" }
nodes = { zh = "数量", en = "number" }
*/
MATCH (n:City|County|Street|Community|Compound|Grid|Household|PartyOrg|OwnersCommittee|PropertyCompany|SocialOrg|Person)
RETURN n.label AS kind, count(*) AS nodes
ORDER BY kind

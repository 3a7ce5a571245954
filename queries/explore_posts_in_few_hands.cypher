/*
title = { zh = "一人担任三个以上职务的，按任职地方计人数", en = "People with three posts or more, counted where they hold them" }
description = { zh = "只有人数，没有姓名；同一个人在几个地方任职，每个地方都计", en = "numbers, no names; who holds posts in several places counts in each" }

[columns]
kind = { zh = "类别", en = "kind" }
code = { zh = "代码", en = "code" }
people = { zh = "人数", en = "people" }
*/
MATCH (p:Person)-[h:HOLDS]->(x:Grid|OwnersCommittee|PropertyCompany|SocialOrg|PartyOrg)
WITH p, count(h) AS posts
WHERE posts >= 3
MATCH (p)-[:HOLDS]->(x:Grid|OwnersCommittee|PropertyCompany|SocialOrg|PartyOrg)
WITH x, count(DISTINCT p.id) AS people // not by x.id: two may bear one code
RETURN x.label AS kind, x.id AS code, people
ORDER BY kind, code

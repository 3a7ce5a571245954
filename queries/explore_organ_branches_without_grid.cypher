/*
title = { zh = "还没有结对网格的机关党支部", en = "Organ branches that are paired with no grid" }
description = { zh = "可用来补 R22、R25 的缺口", en = "where partners for R22 and R25 can still be found" }

[columns]
code = { zh = "代码", en = "code" }
branch = { zh = "机关党支部", en = "organ branch" }
*/
MATCH (o:PartyOrg)
WHERE o.kind = 'organ_branch' AND NOT o.is_retired AND NOT EXISTS { MATCH (o)-[:PAIRED_WITH]->(:Grid) }
RETURN o.id AS code, o.name AS branch
ORDER BY code

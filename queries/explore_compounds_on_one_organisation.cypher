/*
title = { zh = "只与一个机关党组织结对的小区", en = "Compounds that hang on one organ organisation" }
description = { zh = "这个党组织一旦撤出，小区就没有组团", en = "should it leave, no organisation is paired with the compound" }

[columns]
code = { zh = "代码", en = "code" }
compound = { zh = "小区", en = "compound" }
organisation = { zh = "结对的党组织", en = "the one organisation" }
*/
MATCH (o:PartyOrg)-[:PAIRED_WITH]->(c:Compound)
WHERE o.kind IN ['organ_branch', 'organ_committee', 'organ_general_branch', 'other'] AND NOT o.is_retired
WITH c.id AS code, c.name AS compound, collect(DISTINCT o.name) AS names, count(DISTINCT o.id) AS orgs
WHERE orgs = 1
RETURN code, compound, names AS organisation
ORDER BY code

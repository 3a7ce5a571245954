/*
title = { zh = "一个小区的党组织、任职和结对", en = "Party organisations, posts and pairings of one compound" }
description = { zh = "给出小区代码，列出直接联系到该小区及其网格的党组织和岗位", en = "lists the organisations and posts tied to a compound and its grids" }

[parameters]
code = { zh = "小区代码", en = "code of the compound" }

[codes]
code = "Compound"

[columns]
compound = { zh = "小区", en = "compound" }
grid = { zh = "网格", en = "grid" }
party_orgs = { zh = "党组织", en = "Party organisations" }
posts = { zh = "职务", en = "posts" }
*/
MATCH (c:Compound) WHERE c.id = $code
OPTIONAL MATCH (g:Grid)-[:PART_OF]->(c)
OPTIONAL MATCH (o:PartyOrg)-[:COVERS]->(g)
OPTIONAL MATCH (p:Person)-[h:HOLDS]->(g)
RETURN c.name AS compound, g.name AS grid, collect(DISTINCT o.name) AS party_orgs,
       collect(DISTINCT h.post) AS posts
ORDER BY grid

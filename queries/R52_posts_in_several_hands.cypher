/*
title = { zh = "网格职务不集中于一人", en = "The posts of a grid are in several hands" }
phrase = { zh = "由文章推定", en = "inferred from the article" }
modality = "NORM"

[subjects.Grid]
severity = "S3"
rosters = ["party_orgs", "posts"]
columns = ["COVERS"]
parts = ["posts:grid_head", "posts:instructor", "posts:secretary:grid", "covers:Grid"]
evidence = ["posts", "people"]
gap = { zh = "网格及其党组织的职务集中于一人（三个以上或全部）", en = "one person holds three or more of the posts, or all of them" }
closes = { zh = "把部分职务分给其他党员", en = "hand some of the posts to others" }
*/
MATCH (p:Person)-[h:HOLDS]->(x:Grid|PartyOrg)
OPTIONAL MATCH (x)-[:COVERS]->(c:Grid) WHERE x.kind IN $grid_organisations
WITH p, h, CASE WHEN x.label = 'Grid' THEN x.id ELSE c.id END AS grid
WITH grid, p.id AS person, collect(DISTINCT h.tie) AS ties
  WHERE grid IS NOT NULL
UNWIND ties AS tie
WITH grid, size(ties) AS share, person, tie
WITH grid, count(DISTINCT person) AS people, count(tie) AS posts, max(share) AS most, collect(tie) AS decided_by
RETURN 'Grid' AS subject_label, grid AS subject,
       CASE WHEN most >= 3 OR people = 1 THEN 'gap' ELSE 'met' END AS verdict, posts, people, decided_by

/*
title = { zh = "联系户数适当", en = "Nobody contacts too many homes" }
phrase = { zh = "由文章推定", en = "inferred from the article" }
modality = "NORM"
settings = ["max_homes"]

[subjects.Person]
severity = "S3"
rosters = ["households", "household_ties"]
evidence = ["homes"]
gap = { zh = "联系户数超过上限", en = "contacts more homes than one member can" }
closes = { zh = "把超出的联系户分给还有余力的党员", en = "share the surplus with members who can take more" }
*/
MATCH (p:Person)-[:CONTACTS]->(h:Household)
WITH p, count(DISTINCT h.id) AS homes
RETURN p.label AS subject_label, p.id AS subject,
       CASE WHEN homes > $max_homes THEN 'gap' ELSE 'met' END AS verdict, homes

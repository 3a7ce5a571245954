/*
title = { zh = "“五有”标准", en = "Branches have the five haves" }
phrase = "有场所、有设施、有标识、有经费、有制度"
modality = "MUST"

[subjects.PartyOrg]
severity = "S2"
lesser = "S3"
evidence = ["missing", "unknown"]
gap = { zh = "“五有”不全", en = "it lacks one of the five haves" }
closes = { zh = "补齐缺少的项目", en = "provide what it lacks" }
*/
MATCH (o:PartyOrg)
  WHERE o.kind IN $own_branches
UNWIND ['has_venue', 'has_facilities', 'has_signage', 'has_funds', 'has_rules'] AS have
WITH o, have, CASE have WHEN 'has_venue' THEN o.has_venue
                        WHEN 'has_facilities' THEN o.has_facilities
                        WHEN 'has_signage' THEN o.has_signage
                        WHEN 'has_funds' THEN o.has_funds
                        ELSE o.has_rules END AS given
WITH o, collect(CASE WHEN NOT given THEN have END) AS missing, collect(CASE WHEN given IS NULL THEN have END) AS unclear
RETURN o.label AS subject_label, o.id AS subject,
       CASE WHEN size(missing) > 0 THEN 'gap' WHEN size(unclear) > 0 THEN 'unknown' ELSE 'met' END AS verdict,
       CASE WHEN size(missing) = 1 THEN 'S3' ELSE 'S2' END AS severity,
       missing, unclear AS `unknown`

/*
title = { zh = "签订“有礼小区·党员先行”承诺书", en = "Every member of an organ has signed the pledge" }
phrase = "承诺书"
modality = "NORM"

[subjects.PartyOrg]
severity = "S4"
rosters = ["people"]
evidence = ["signed", "members"]
gap = { zh = "已签承诺书少于党员人数", en = "fewer pledges signed than it has members" }
closes = { zh = "组织尚未签订的党员签订承诺书", en = "let the others sign" }
*/
MATCH (m:Person)-[:MEMBER_OF]->(o:PartyOrg)
  WHERE o.kind IN $organ_orgs AND NOT o.is_retired
    AND m.party_status IN $members
WITH o, count(DISTINCT m.id) AS members
RETURN o.label AS subject_label, o.id AS subject,
       CASE WHEN o.pledges_signed < members THEN 'gap' WHEN o.pledges_signed IS NULL THEN 'unknown' ELSE 'met' END AS verdict,
       o.pledges_signed AS signed, members

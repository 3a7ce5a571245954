/*
title = { zh = "签订结对共建协议书", en = "Pairings have a signed agreement" }
phrase = "签订…结对共建协议书"
modality = "MUST"

[subjects.PAIRED_WITH]
severity = "S2"
rosters = ["pairings"]
parts = []
gap = { zh = "没有签订结对共建协议书", en = "no agreement is signed" }
closes = { zh = "签订《构筑红色物业联盟结对共建协议书》并登记日期", en = "sign the agreement and record its date" }
*/
MATCH (o:PartyOrg)-[p:PAIRED_WITH]->(t:Community|Compound|Grid)
RETURN 'PAIRED_WITH' AS subject_label, o.id + '→' + t.id AS subject,
       CASE WHEN NOT p.has_agreement OR p.agreement_signed_on > $as_of THEN 'gap'
            WHEN p.has_agreement IS NULL THEN 'unknown'
            ELSE 'met' END AS verdict

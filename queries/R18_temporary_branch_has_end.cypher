/*
title = { zh = "临时党支部有期限", en = "A temporary branch has an end" }
phrase = { zh = "由文章推定：暂时", en = "inferred from the article: 暂时" }
modality = "MUST"

[subjects.PartyOrg]
severity = "S3"
gap = { zh = "临时党组织没有失效日期", en = "a temporary organisation without a date on which it ends" }
closes = { zh = "填明失效日期，到期撤销或转为正式党组织", en = "state when it ends; then dissolve it or make it permanent" }
*/
MATCH (o:PartyOrg) WHERE o.form = 'temporary'
RETURN o.label AS subject_label, o.id AS subject, CASE WHEN o.valid_to IS NULL THEN 'gap' ELSE 'met' END AS verdict

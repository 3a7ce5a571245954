"""Every case of every rule, as its file tells it: the query and the plain reading say what stands there."""

from collections import Counter

import pytest

from graphmodel.rules import rules
from graphmodel.synthetic.plain import readings
from tests.rules.build import CASES, Case, cases, evidence, judged, verdicts, written
from tests.rules.comparing import differences, plain


@pytest.mark.parametrize("case", [case for case in cases() if case.rule in rules()], ids=str)
def test_a_rule_says_what_its_cases_tell(case: Case) -> None:
    result = judged(case.text, case.rule, without=case.without, settings=case.settings)
    assert verdicts(result) == case.verdicts
    for key, facts in case.evidence.items():
        found = {subject: written(value) for subject, value in evidence(result, key).items()}
        assert found == facts, key
    assert not [*differences(result, plain(result.slice, result.rules, case.settings))]


def test_every_case_of_a_rule_has_a_title_of_its_own() -> None:
    assert not [title for title, count in Counter(map(str, cases())).items() if count > 1]


def test_every_rule_has_its_query_its_plain_reading_and_its_cases() -> None:
    of_rule = {
        "queries/{}_*.cypher": rules().keys(),
        "graphmodel/synthetic/plain/{}.py": readings().keys(),
        "tests/rules/cases/{}.txt": {path.stem for path in CASES.glob("*.txt")},
    }
    missing = [
        file.format(rule.lower() if "plain" in file else rule)
        for rule in sorted({rule for there in of_rule.values() for rule in there})
        for file, there in of_rule.items()
        if rule not in there
    ]
    assert not missing

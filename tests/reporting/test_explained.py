import re

import polars as pl
import pytest

from graphmodel.reporting import explained
from graphmodel.reporting.dossier import Dossier
from graphmodel.rules import Judgement, Settings, rules
from graphmodel.rules.explanation import explain

FILE = re.compile(r"[^\s；（]+\.csv")
FOREIGN = re.compile(r"[a-z_]{2,}|[:,;()]")
"""English words, names of ours, and punctuation of another language."""


@pytest.mark.parametrize("id_", rules())
def test_an_explanation_in_chinese_holds_nothing_english(id_: str, city: Judgement) -> None:
    rule = rules()[id_]
    one_of_each = city.findings.filter(rule=id_).unique(["subject_label", "verdict", "severity"])
    found = [part for subject in one_of_each["subject"] for part in explain(city, rule, subject)]
    for line in explained.in_lines(rule, Settings(), found, Dossier(city).names):
        assert not FOREIGN.findall(FILE.sub("", line)), line
        assert not line.rstrip().endswith("："), line


def test_a_verdict_names_things_and_not_only_their_codes(city: Judgement) -> None:
    met = city.findings.filter(pl.col("rule") == "R25", pl.col("verdict") == "met").row(0, named=True)
    rule = rules()["R25"]
    found = explain(city, rule, met["subject"])
    text = "\n".join(explained.in_lines(rule, Settings(), found, Dossier(city).names))
    assert f"网格 {met['name']}（{met['subject']}）：达标" in text
    assert re.search(rf"任职：\S+→{met['name']}（职务：党建指导员", text)

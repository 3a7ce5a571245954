"""What stands on the screen beside a coverage table."""

from dataclasses import replace

import pytest
import typer
from rich.console import Console

from graphmodel.cli import answers, screen
from graphmodel.reporting.dossier import Dossier
from tests.rules.build import judged

BODIES = """
compounds: id part_of
  c1 k1
owners_committees: id serves eligible
  formed c1 yes
  not-formed c1 yes
  unfit c1 no
  unsaid c1 -
party_orgs: id kind covers
  b1 owners_committee_branch formed
"""


def test_the_ladder_gives_each_rate_its_denominator(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "screen", Console(width=120))
    screen.show_ladder(Dossier(judged(BODIES, "R17")))
    shown = capsys.readouterr()
    rates = [[cell.strip() for cell in line.split("│")[1:-1]] for line in shown.out.splitlines()]
    assert ["owners' committee", "organisation rate (of all)", "1", "4", "0", "25.0%"] in rates
    assert ["owners' committee", "formation rate (of the eligible)", "1", "2", "1", "50.0%"] in rates
    assert "1/2 = 50.0% of the eligible have formed one, 1/4 = 25.0% of all are covered." in shown.err


def test_without_bodies_there_is_no_ladder(capsys: pytest.CaptureFixture[str]) -> None:
    screen.show_ladder(Dossier(judged("compounds: id part_of\n  c1 k1\n", "R17")))
    assert capsys.readouterr() == ("", "")


def test_rules_that_failed_on_either_of_two_days_are_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    whole = judged("compounds: id part_of\n  c1 k1\n", "R17")
    sides = [replace(whole, failed=failed) for failed in ({"R01": "甲"}, {"R01": "甲", "R02": "乙"})]
    with pytest.raises(typer.Exit) as left:
        screen.leave(*sides)
    assert left.value.exit_code == 3
    assert capsys.readouterr().err.splitlines() == ["rule R01 failed: 甲", "rule R02 failed: 乙"]

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graphmodel.pages.shell import Site
from graphmodel.pages.site import write_site
from graphmodel.reporting import addresses, dossier, findings, places
from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.figures import Figures
from graphmodel.rules import Judgement
from graphmodel.workbooks.report import write_report

ROOT = Path(__file__).parents[2] / "graphmodel"


def test_every_form_of_one_run_shows_what_was_worked_out_once(
    city: Judgement, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    def counting(module: object, name: str) -> None:
        work: Callable[..., object] = getattr(module, name)

        def counted(*arguments: object) -> object:
            calls.append(name)
            return work(*arguments)

        monkeypatch.setattr(module, name, counted)

    counting(dossier, "red_thread")
    counting(places, "located")
    counting(addresses, "pictures")
    counting(findings, "names_by_code")
    said = Dossier(city)
    write_report(said, tmp_path / "report.xlsx")
    write_site(lambda: Site(Figures(said)), tmp_path)
    assert sorted(calls) == ["located", "names_by_code", "pictures", "red_thread"]


def forms() -> Iterator[Path]:
    for room in ("workbooks", "pages"):
        yield from (ROOT / room).rglob("*.py")


def test_no_form_reaches_into_a_slice_or_a_judgement() -> None:
    reach = re.compile(r"judgement\.[a-z]|\.slice\b")
    reaching = [path.name for path in forms() if reach.search(path.read_text(encoding="utf-8"))]
    assert reaching == []


def test_a_place_without_any_roster_is_sound_and_yet_counts_as_covered_by_nothing(city: Judgement) -> None:
    said = Dossier(city)
    tables = [said.coverage, *said.coverage_by.values(), said.findings.filter(verdict="met")]
    assert all(table.filter(rule="R51").is_empty() for table in tables)
    communities = city.slice.nodes["Community"].height
    assert said.registers.filter(subject_label="Community")["checked"].item() == communities
    assert city.coverage.filter(rule="R51", subject_label="Community")["met"].item() == communities

import polars as pl

from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.figures import Figures
from graphmodel.reporting.units import page_names
from graphmodel.rules import Judgement
from graphmodel.rules.release import Release
from tests.rules import build

STREETS = """
compounds: id name part_of
  c1 荷苑小区 k1
  c2 菊苑小区 k3
grids: id name part_of
  g1 一网格 c1
  g2 二网格 c2
"""


def names(*units: tuple[str, str]) -> list[str]:
    return page_names(pl.DataFrame(units, schema=["label", "code"], orient="row")).to_list()


def test_a_page_is_called_by_its_code_where_that_can_be_a_files_name_and_stands_for_it_alone() -> None:
    assert names(("Community", "330802007001"), ("Compound", "XQ_1")) == [
        "unit/330802007001.html",
        "unit/XQ_1.html",
    ]


def test_pages_of_other_codes_differ_whatever_the_case_of_letters() -> None:
    codes = [("Compound", code) for code in ("荷苑", "菊苑", "a1", "A1", "con", "x" * 200, "y/z")]
    found = names(("Community", "荷苑"), *codes)
    assert len({name.lower() for name in found}) == len(found)
    for name in found:
        assert name.removeprefix("unit/").isascii()
        assert len(name.removeprefix("unit/")) <= 80
        assert "con.html" not in name


def test_a_scope_leaves_the_units_that_lie_in_it() -> None:
    whole = build.judged(STREETS)
    assert Dossier(whole).units["code"].to_list() == ["w", "s1", "k1", "c1", "s2", "k3", "c2"]
    street = Dossier(whole.within(["s1"])).units
    assert street["code"].to_list() == ["s1", "k1", "c1"]
    assert street["parent"].to_list() == [None, "s1", "k1"]


def test_figures_of_units_are_those_of_their_coverage(city: Judgement) -> None:
    figures = Figures(Dossier(city))
    headlines = Dossier(city).headlines.select("rule", "subject_label").rows()
    for row in figures.choices:
        here = city.coverage_within([row["code"]])
        for (rule, label), counts in zip(
            headlines, figures.headlines[row["label"], row["code"]], strict=True
        ):
            if label:
                told = here.filter(rule=rule, subject_label=label).select("met", "gap", "unknown").row(0)
                assert counts == told, (row["code"], rule)


def test_how_many_people_the_registers_tell_wrongly_is_hidden_from_outside(city: Judgement) -> None:
    inside, outside = (Figures(Dossier(city), for_release=released) for released in (False, True))
    hidden = Release(city).coverage().filter(rule="R51", subject_label="Person").row(0, named=True)
    (told,) = [row for row in outside.registers if row["subject_label"] == "Person"]
    assert [row["rule"] for row in outside.registers] == [row["rule"] for row in inside.registers]
    assert told["amiss"] == hidden["gap"]

"""index.html: the place to start from. The report in short, in one file that opens by double-click.

Every figure leads to the subjects it counts, in the lists at the end or in the workbook beside the page, and every
subject to its picture. The page carries counts and the names of places, bodies and organisations, never people or
homes.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Any, Final, NamedTuple

from graphmodel.language import Text
from graphmodel.ontology.vocabulary import UNITS
from graphmodel.pages import conditions, contents, ladder
from graphmodel.pages.addresses import NETWORK_PAGE, address
from graphmodel.pages.findings import rules_told
from graphmodel.pages.gaplists import gap_lists
from graphmodel.pages.html import render, write_page
from graphmodel.pages.priorities import street_names, where_to_look_first
from graphmodel.pages.wording import NONE, NOWHERE, TITLE, counted
from graphmodel.rules import VERDICTS, Judgement, Rule
from graphmodel.rules.ladder import LEVELS, TRAP

_CLAIMS_AT_MOST: Final = 6
_STREETS_AT_MOST: Final = 5
_STREET_ROWS_AT_MOST: Final = 12
_COMPOUNDS_AT_MOST: Final = 15
_NAMES_AT_MOST: Final = 4
_WAIVERS_AT_MOST: Final = 20


def write_index(judgement: Judgement, path: Path) -> None:
    """Write the page of a judgement; it links to the workbook, the network and ``findings.json`` beside it.

    Raises:
        EnvironmentFailure: it cannot be written, or the disk is full.
    """
    coverage = [_with_bar(row) for row in contents.coverage(judgement).iter_rows(named=True)]
    shown = [row for row in coverage if row["bar"]]
    headlines = [row for row in shown if row["headline"]]
    claims, streets, compounds = _claims(judgement), _streets(judgement, headlines), _compounds(judgement)
    waivers = conditions.waivers(judgement).to_dicts()
    page = render(
        "index.html.j2",
        title=TITLE,
        nowhere=NOWHERE,
        none_=NONE,
        units=UNITS,
        as_of=judgement.slice.as_of,
        scope=contents.scope(judgement),
        snapshot=judgement.snapshot,
        network=NETWORK_PAGE,
        ladders=_ladders(judgement),
        levels=LEVELS,
        trap=TRAP,
        severities=contents.gaps_by_severity(judgement).to_dicts(),
        headlines=headlines,
        coverage=shown,
        without_subjects=sorted({row["rule"] for row in coverage} - {row["rule"] for row in shown}),
        claims=claims[:_CLAIMS_AT_MOST],
        more_claims=len(claims) - _CLAIMS_AT_MOST,
        streets=streets[:_STREET_ROWS_AT_MOST],
        more_streets=len(streets) - _STREET_ROWS_AT_MOST,
        not_supplied=contents.not_supplied(judgement),
        failed=judgement.failed,
        undecided=contents.undecided_thread(judgement),
        compounds=compounds[:_COMPOUNDS_AT_MOST],
        more_compounds=len(compounds) - _COMPOUNDS_AT_MOST,
        unreached=sum(compound.joined == 0 for compound in compounds),
        settings=conditions.settings(judgement).to_dicts(),
        waivers=waivers[:_WAIVERS_AT_MOST],
        more_waivers=len(waivers) - _WAIVERS_AT_MOST,
        lists=gap_lists(judgement),
        in_workbook=rules_told(judgement),
    )
    write_page(page, path)


class _Part(NamedTuple):
    """A part of a bar: what it stands for, and start and width in percent of the bar."""

    verdict: str
    start: float
    width: float


def _bar(counts: dict[str, int], whole: int) -> list[_Part]:
    """Counts by verdict, side by side."""
    parts, start = [], 0
    for verdict, count in counts.items():
        if count:
            parts.append(_Part(verdict, round(100 * start / whole, 3), round(100 * count / whole, 3)))
        start += count
    return parts


def _with_bar(row: dict[str, Any]) -> dict[str, Any]:
    """A row of a coverage table with its bar; the bar is empty when there are no subjects."""
    counts = {verdict: row[verdict] for verdict in VERDICTS}
    return {**row, "bar": _bar(counts, sum(counts.values()))}


class _Ladder(NamedTuple):
    """How far the Party reaches into one kind of body: how many on each level, and the three rates."""

    label: str
    kind: str
    bodies: int
    counts: dict[str, int]
    bar: list[_Part]
    rates: list[dict[str, Any]]


def _ladders(judgement: Judgement) -> list[_Ladder]:
    rates = ladder.rates(judgement).partition_by("subject_label", as_dict=True)
    found = []
    for row in ladder.levels(judgement).iter_rows(named=True):
        counts = {level: row[level] for level in LEVELS}
        label = row["subject_label"]
        bar = _bar(counts, row["bodies"])
        found.append(_Ladder(label, row["kind"], row["bodies"], counts, bar, rates[(label,)].to_dicts()))
    return found


class _Claim(NamedTuple):
    """What one rule asks of one kind of subject, and the streets with most of its gaps."""

    rule: Rule
    label: str
    wrong: Text
    counted: str
    gap: int
    streets: list[dict[str, Any]]
    more: int


def _claims(judgement: Judgement) -> list[_Claim]:
    rules = {rule.id: rule for rule in judgement.rules}
    rows = where_to_look_first(judgement).iter_rows(named=True)
    return [
        _claim(rules[id_], label, list(streets))
        for (id_, label), streets in groupby(rows, key=lambda row: (row["rule"], row["subject_label"]))
    ]


def _claim(rule: Rule, label: str, streets: list[dict[str, Any]]) -> _Claim:
    shown = streets[:_STREETS_AT_MOST]
    longest = max(row["judged"] or row["gap"] for row in shown)
    for row in shown:
        met = (row["judged"] or row["gap"]) - row["gap"]
        row["bar"] = _bar({"gap": row["gap"], "met": met}, longest)
        row["picture"] = None if row["street_code"] is None else address("Street", row["street_code"])
    return _Claim(
        rule,
        label,
        rule.subjects[label].gap,
        counted(rule, label),
        streets[0]["total"],
        shown,
        len(streets) - len(shown),
    )


class _Street(NamedTuple):
    """A street, and its coverage under each headline, null where it has no such subjects."""

    name: str
    county: str | None
    picture: str
    gap: int
    cells: list[dict[str, Any] | None]


def _streets(judgement: Judgement, headlines: list[dict[str, Any]]) -> list[_Street]:
    """The streets that have subjects of the headlines; those with most gaps first, homes apart."""
    keys = [(row["rule"], row["subject_label"]) for row in headlines]
    rows = judgement.coverage_by("Street").join(
        street_names(judgement), left_on="unit_code", right_on="street_code", maintain_order="left"
    )
    cells: dict[str, dict[tuple[str, str], dict[str, Any]]] = {}
    names: dict[str, tuple[str, str | None]] = {}
    for row in rows.iter_rows(named=True):
        key = (row["rule"], row["subject_label"])
        if key in keys and any(row[verdict] for verdict in VERDICTS):
            cells.setdefault(row["unit_code"], {})[key] = _with_bar(row)
            names[row["unit_code"]] = (row["street"], row["county"])
    found = [
        _Street(
            *names[code],
            address("Street", code),
            sum(cell["gap"] for cell in of_street.values() if cell["unit"] == "subjects"),
            [of_street.get(key) for key in keys],
        )
        for code, of_street in cells.items()
    ]
    return sorted(found, key=lambda street: -street.gap)


class _Compound(NamedTuple):
    """What hangs loose in a compound: things by name, people by number."""

    name: str
    picture: str
    place: str | None
    things: list[tuple[str, str]]
    """What they are called, and their pictures; the first few."""
    loose: int
    people: int
    joined: int


def _compounds(judgement: Judgement) -> list[_Compound]:
    """The compounds in which something hangs loose; first those that no Party organisation joins at all."""
    rows = contents.loose(judgement).iter_rows(named=True)
    found = [_compound(list(members)) for _, members in groupby(rows, key=lambda row: row["compound_code"])]
    return sorted(found, key=lambda compound: (compound.joined > 0, -compound.loose, -compound.people))


def _compound(members: list[dict[str, Any]]) -> _Compound:
    first = members[0]
    things = [
        (f"{row['kind']} {row['name'] or row['code']}", row["picture"]) for row in members if row["code"]
    ]
    return _Compound(
        first["compound"] or first["compound_code"],
        first["compound_picture"],
        first["above"],
        things[:_NAMES_AT_MOST],
        len(things),
        sum(row["members"] for row in members if not row["code"]),
        first["joined"],
    )

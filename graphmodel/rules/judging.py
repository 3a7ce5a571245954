"""Judging: every rule gives each of its subjects one verdict, with evidence and the rows it rests on.

Unknown by roster comes first: where a roster or relation column that a rule needs was not supplied, every subject
of it is unknown. A rule that fails stops only itself and is reported as failed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.metadata import version
from itertools import chain
from operator import attrgetter
from typing import Any, Final, NamedTuple

import polars as pl

from graphmodel.alliance import Slice
from graphmodel.alliance.naming import meant, one_each
from graphmodel.alliance.subjects import PAIRING, own_rows, tie_id
from graphmodel.alliance.territory import MAIN_URBAN, PLACE, UNITS, locate, within
from graphmodel.engines import Answer, Engine
from graphmodel.errors import GraphmodelError, UsageError
from graphmodel.language import AND, Text
from graphmodel.ontology.vocabulary import FINDING_KEY, SEVERITIES
from graphmodel.rules.catalogue import Rule, Subject
from graphmodel.rules.columnar import COLUMNAR, Homes, many_homes
from graphmodel.rules.settings import Settings
from graphmodel.rules.waivers import in_force, standing, under_todays_codes, waive

DEFAULTS: Final = Settings()

VERDICTS: Final = ("met", "gap", "unknown", "exempt")

SOURCE: Final[dict[str, pl.DataType]] = {"file": pl.String(), "sheet": pl.String(), "row": pl.Int64()}
"""A row that a finding rests on."""

FINDING: Final[dict[str, pl.DataType]] = {
    "rule": pl.String(),
    "subject_label": pl.String(),
    "subject": pl.String(),
    "name": pl.String(),
    "verdict": pl.String(),
    "severity": pl.String(),
    "evidence": pl.String(),
    "decided_by": pl.List(pl.Int64()),
    **{verdict: pl.Int64() for verdict in VERDICTS},
}
"""One row per rule and subject. ``evidence`` is JSON; ``decided_by`` numbers the ties that decided; the last four
count what the subject adds to each verdict: itself, or its homes."""

_JUDGED: Final = {column: dtype for column, dtype in FINDING.items() if column != "name"}
"""As a rule gives them; names go beside them when all have judged."""

COUNTED: Final[dict[str, pl.DataType]] = {
    column: dtype for column, dtype in FINDING.items() if column in {"rule", "subject_label", *VERDICTS}
}
"""What coverage adds up of findings."""

PIECE: Final = 100_000
"""About how many findings at a time are looked at where all of them might not find room."""

COVERAGE: Final[dict[str, pl.DataType]] = {
    "rule": pl.String(),
    "subject_label": pl.String(),
    "unit": pl.String(),
    **{verdict: pl.Int64() for verdict in VERDICTS},
    "rate": pl.Float64(),
}


class Said(NamedTuple):
    """What is said of some subjects, and where they lie; it may lie where it is kept until somebody asks for it."""

    findings: pl.LazyFrame
    """Columns of :data:`FINDING`, sorted; those of parts have ``sources`` too, the rows they rest on."""
    places: pl.LazyFrame | None = None
    """See :func:`graphmodel.alliance.territory.locate`; None: nobody has worked that out."""
    counts: pl.LazyFrame | None = None
    """See :func:`counted`; None: nobody has counted."""

    @property
    def counted(self) -> pl.LazyFrame:
        """Rows of :data:`COUNTED` that add up to the coverage of these subjects: as few as there are."""
        return (self.findings if self.counts is None else self.counts).select(*COUNTED)


@dataclass(frozen=True)
class Judgement:
    """The verdicts of some rules over one slice."""

    slice: Slice
    snapshot: str
    engine: str
    scope: tuple[str, ...]
    rules: tuple[Rule, ...]
    said: tuple[Said, ...]
    """Of everything in scope; where it was judged part by part, by each of them of its own subjects."""
    failed: dict[str, str]
    """Rules that could not be judged, and why."""
    settings: Settings = DEFAULTS
    """The thresholds that held."""
    waivers: pl.DataFrame = field(default_factory=pl.DataFrame)
    """Every waiver of these rules, whatever the scope, and what it does; see
    :func:`graphmodel.rules.waivers.standing`."""
    whole: Judgement | None = None
    """The same of everything, where this is of a scope."""

    @cached_property
    def rule(self) -> dict[str, Rule]:
        """The rules by id."""
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def told(self) -> pl.LazyFrame:
        """The findings of all, sorted by rule, subject label, subject."""
        if len(self.said) == 1:
            return self.said[0].findings
        return pl.concat(one.findings for one in self.said).sort(FINDING_KEY)

    @cached_property
    def findings(self) -> pl.DataFrame:
        """All of :attr:`told` in memory."""
        return self.told.select(*FINDING).collect()

    def in_pieces(self, chosen: pl.Expr) -> Iterator[pl.DataFrame]:
        """The findings of :attr:`told` for which something holds, in their order, few rules at a time; at least one piece."""
        wanted = self.told.filter(chosen)
        counts = wanted.group_by("rule").len().sort("rule").collect(engine="streaming")
        piece = pl.col("len").cum_sum() // PIECE
        if counts.is_empty():
            yield wanted.head(0).collect()
        for rules in counts.group_by(piece, maintain_order=True).agg("rule")["rule"]:
            yield wanted.filter(pl.col("rule").is_between(pl.lit(rules[0]), pl.lit(rules[-1]))).collect(
                engine="streaming"
            )

    @cached_property
    def coverage(self) -> pl.DataFrame:
        """One row per rule and subject label: counts by verdict, and the rate met / (met + gap)."""
        return _with_rate(counted(pl.concat(one.counted for one in self.said)), self._frame())

    def coverage_by(self, unit_label: str) -> pl.DataFrame:
        """The same for every unit of a label (``County``, ``Street``, ``Community``), with ``unit_code``.

        A subject that lies in two units counts in both; one that lies in none counts in none.
        """
        summed = pl.concat(
            counted(_in_units(one.findings, self._places(one), unit_label), "unit_code") for one in self.said
        )
        units = self.slice.nodes[unit_label].select(unit_code="id").sort("unit_code")
        frame = self._frame().join(units, how="cross")
        return _with_rate(counted(summed.lazy(), "unit_code"), frame)

    def coverage_within(self, scope: Sequence[str]) -> pl.DataFrame:
        """The same for the subjects in a scope: codes of units, or ``main-urban``."""
        return self.within(scope).coverage

    def within(self, scope: Sequence[str]) -> Judgement:
        """The same judgement of the subjects in a scope; empty: of those it is of."""
        if not scope:
            return self
        inside = _in_scope(self.told, self.located, self.slice, scope).collect().lazy()
        whole = self.whole or self
        return replace(self.saying(inside), scope=tuple(scope), whole=whole)

    def saying(self, findings: pl.LazyFrame) -> Judgement:
        """The same with other findings, sorted as :attr:`told`; where everything lies stays."""
        return replace(self, said=(Said(findings, self.located),))

    @cached_property
    def territory(self) -> pl.DataFrame:
        """Where every subject lies; see :func:`graphmodel.alliance.territory.locate`."""
        return self.located.collect()

    @cached_property
    def located(self) -> pl.LazyFrame:
        """The same, where it is kept."""
        if len(self.said) == 1:
            return self._places(self.said[0])
        return pl.concat(map(self._places, self.said)).sort(*PLACE)

    def located_of(self, things: pl.DataFrame, unit_label: str | None = None) -> pl.DataFrame:
        """The same of some subjects, ``label`` and ``id``; of units of a label alone, where one is named."""
        every = [self.located] if len(self.said) == 1 else map(self._places, self.said)
        of_label = pl.lit(value=True) if unit_label is None else pl.col("unit_label") == unit_label
        found = (
            places.filter(of_label).join(things.lazy(), on=["label", "id"], how="semi") for places in every
        )
        return pl.concat(found).sort(*PLACE).collect(engine="streaming")

    def _places(self, said: Said) -> pl.LazyFrame:
        return locate(self.slice).lazy() if said.places is None else said.places

    def _frame(self) -> pl.DataFrame:
        rows = [
            (rule.id, label, rule.unit)
            for rule in self.rules
            if rule.id not in self.failed
            for label in sorted(rule.subjects)
        ]
        return pl.DataFrame(rows, schema=["rule", "subject_label", "unit"], orient="row").cast(pl.String)


def judge(
    slice_: Slice,
    engine: Engine,
    rules: Sequence[Rule],
    *,
    snapshot: str,
    scope: Sequence[str] = (),
    settings: Settings = DEFAULTS,
) -> Judgement:
    """Judge every subject of some rules.

    Args:
        slice_: the alliance on the day in question.
        engine: answers the rules' queries over this slice.
        rules: which rules.
        snapshot: id of the snapshot the slice is of.
        scope: codes of units, or ``main-urban``; it chooses subjects, never facts. Empty: everything.
        settings: the thresholds.
    """
    found, failed = verdicts(slice_, engine, rules, settings)
    judgement = with_waivers(
        slice_, [Said(found.lazy())], failed, rules, snapshot=snapshot, engine=engine.name, settings=settings
    )
    return replace(judgement, said=(Said(judgement.told.collect().lazy()),)).within(scope)


def verdicts(
    slice_: Slice, engine: Engine, rules: Sequence[Rule], settings: Settings = DEFAULTS
) -> tuple[pl.DataFrame, dict[str, str]]:
    """What some rules say of every subject, as if nothing were waived; and the rules that could not be judged, and why.

    Args:
        slice_: the alliance on the day in question, or a part of it.
        engine: answers the rules' queries over this slice.
        rules: which rules.
        settings: the thresholds.

    Returns:
        Columns of :data:`FINDING`, sorted; and reasons by the ids of rules.
    """
    parameters, homes = settings.parameters(slice_.as_of), Homes(slice_)
    findings, failed = [pl.DataFrame(schema=_JUDGED)], {}
    for rule in sorted(rules, key=attrgetter("id")):
        try:
            findings.append(_judge(rule, homes, engine, parameters).sort(FINDING_KEY[1:]))
        except (GraphmodelError, pl.exceptions.PolarsError) as error:
            failed[rule.id] = str(error)
    return _named(pl.concat(findings), slice_), failed


def with_waivers(
    slice_: Slice,
    said: Sequence[Said],
    failed: dict[str, str],
    rules: Sequence[Rule],
    *,
    snapshot: str,
    engine: str,
    settings: Settings = DEFAULTS,
) -> Judgement:
    """The judgement that some verdicts amount to: gaps that are waived are exempt.

    Args:
        slice_: whose waivers.
        said: findings of :func:`verdicts`, as ``failed`` is; of everything, or part by part.
        failed: rules that could not be judged, and why.
        rules: those that were to be judged.
        snapshot: id of the snapshot the slice is of.
        engine: what answered.
        settings: the thresholds.
    """
    judged = [rule for rule in rules if rule.id not in failed]
    told = under_todays_codes(slice_)
    every = tuple(said)
    if in_force(told, slice_.as_of).height:
        every = tuple(Said(waive(one.findings, told, slice_.as_of, judged), one.places) for one in said)
    outcomes = standing(told, [one.findings for one in every], slice_.as_of, judged)
    return Judgement(slice_, snapshot, engine, (), tuple(rules), every, failed, settings, outcomes)


def means(rules: Sequence[Rule], settings: Settings) -> str:
    """A checksum of what judges: the rules, the thresholds and the program that reads them."""
    told = [rule.model_dump_json() for rule in rules]
    told += [settings.model_dump_json(), version("graphmodel"), f"{FINDING}", f"{SOURCE}", f"{COUNTED}"]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def queries_asked(slice_: Slice, rules: Sequence[Rule]) -> list[str]:
    """What judging rules over a slice asks of an engine; of many homes the tables are asked instead."""
    return [rule.query for rule in rules if not _over_tables(rule, slice_)]


def _over_tables(rule: Rule, slice_: Slice) -> bool:
    return rule.id in COLUMNAR and many_homes(slice_)


def _in_units(findings: pl.LazyFrame, places: pl.LazyFrame, unit_label: str) -> pl.LazyFrame:
    """Findings with every unit of a label in which their subject lies, ``unit_code``."""
    units = places.filter(pl.col("unit_label") == unit_label)
    return findings.join(
        units.select(subject_label="label", subject="id", unit_code="unit"), on=["subject_label", "subject"]
    )


def _in_scope(
    findings: pl.LazyFrame, places: pl.LazyFrame, slice_: Slice, scope: Sequence[str]
) -> pl.LazyFrame:
    """Only the findings about subjects in a scope."""
    inside = within(places, slice_, tuple(scope))
    return findings.join(
        inside.rename({"label": "subject_label", "id": "subject"}),
        on=["subject_label", "subject"],
        how="semi",
        maintain_order="left",
    )


def _judge(rule: Rule, homes: Homes, engine: Engine, parameters: Mapping[str, Any]) -> pl.DataFrame:
    slice_ = homes.slice
    if _over_tables(rule, slice_) or (rule.id in COLUMNAR and not engine.homes):
        rows = COLUMNAR[rule.id](homes, parameters)
    else:
        rows = _table(engine.query(rule.query, parameters))
    _check(rule, rows, slice_)
    tables = [pl.DataFrame(schema=_JUDGED)]
    for subject, of_label, missing in _supplied_alike(rule, rows, slice_) if rows.height else ():
        counted = _counted(of_label, unknown=bool(missing)) if rule.unit == "homes" else of_label
        verdict = pl.lit("unknown") if missing else pl.col("verdict")
        said = {
            "rule": pl.lit(rule.id),
            "verdict": verdict,
            "severity": _severity(counted, subject, verdict),
            "evidence": _evidence(counted, rule, subject, missing),
            "decided_by": _decided_by(counted),
        }
        if rule.unit == "subjects":
            said |= {outcome: verdict == outcome for outcome in VERDICTS}
        # in one step: what a step costs is most of what few rows cost
        tables.append(
            counted.select(
                said.get(column, pl.col(column)).cast(dtype).alias(column)
                for column, dtype in _JUDGED.items()
            )
        )
    return pl.concat(tables)


def _named(judged: pl.DataFrame, slice_: Slice) -> pl.DataFrame:
    """The verdicts with the names of those subjects that may be named."""
    names = slice_.names.rename({"label": "subject_label", "id": "subject"})
    named = judged.join(names, on=["subject_label", "subject"], how="left", maintain_order="left")
    return named.select(*FINDING)


def _supplied_alike(
    rule: Rule, rows: pl.DataFrame, slice_: Slice
) -> Iterator[tuple[Subject, pl.DataFrame, list[str]]]:
    """A rule's rows apart by what was not supplied of all it needs for them."""
    for label, subject in rule.subjects.items():
        of_label = rows.filter(pl.col("subject_label") == label)
        if subject.parts_by_kind and slice_.absent_parts:
            kinds = slice_.nodes["PartyOrg"].select("kind", subject="id")
            for (kind,), of_kind in of_label.join(kinds, on="subject").group_by("kind", maintain_order=True):
                yield subject, of_kind.drop("kind"), subject.missing(slice_, kind)
        else:
            yield subject, of_label, subject.missing(slice_)


class WrongRows(UsageError):
    """The rows a rule's query gave are not verdicts on its subjects; names the rule's file, and the column or subjects."""


def _check(rule: Rule, rows: pl.DataFrame, slice_: Slice) -> None:
    """Refuse rows that would be lost, or counted as something they do not say."""
    outcomes = VERDICTS if rule.unit == "homes" else ("verdict",)
    needed = {"subject_label", "subject", *outcomes}
    needed |= {key for subject in rule.subjects.values() for key in subject.evidence}
    allowed = {"subject_label": rule.subjects.keys(), "verdict": VERDICTS, "severity": (*SEVERITIES, None)}
    wrong = {column: ["-"] for column in sorted(needed - set(rows.columns))}
    for column, values in allowed.items():
        if column in rows.columns and (others := set(rows[column].unique()) - set(values)):
            wrong[column] = sorted(map(str, others))
    if not wrong and (twice := rows.filter(pl.struct("subject_label", "subject").is_duplicated())).height:
        wrong["subject"] = twice["subject"].unique().sort().to_list()
        if {*wrong["subject"]} <= _written_alike(slice_):
            raise written_alike(rule, wrong["subject"])
    for column, values in wrong.items():
        raise _wrong_rows(rule, column, values)


def _written_alike(slice_: Slice) -> set[str]:
    """The ids that several pairings have: of one organisation, with things of different labels that bear one code."""
    ids = slice_.ties[PAIRING].select("to_label", id=tie_id()).unique()["id"]
    return {*ids.filter(ids.is_duplicated())}


def twice_in(findings: pl.DataFrame) -> pl.DataFrame:
    """Those of the findings whose subject the same rule judged more than once."""
    return findings.filter(pl.struct(FINDING_KEY).is_duplicated())


def written_alike(rule: Rule, pairings: Sequence[str]) -> WrongRows:
    """What is said of a rule about pairings of which several have one id."""
    return WrongRows(
        Text(
            "{file} 分不清 {pairings}：同一个党组织与代码相同的几个对象结了对；请给其中一个另编代码",
            "{file} cannot tell {pairings} apart: an organisation is paired with several things of one code; "
            "give one of them another code",
        ),
        file=rule.file,
        pairings=str(AND).join(pairings),
    )


def _wrong_rows(rule: Rule, column: str, values: Sequence[str]) -> WrongRows:
    return WrongRows(
        Text(
            "{file} 的查询结果不对：列 {column}：{values}",
            "{file}: the rows of the query are wrong: column {column}: {values}",
        ),
        file=rule.file,
        column=column,
        values=str(AND).join(values),
    )


_MANY: Final = 50
"""Rows from which on it pays to take lists apart."""


def _table(answer: Answer) -> pl.DataFrame:
    """The rows of a query; lists sorted, because their order is no engine's promise."""
    columns = zip(*answer.rows, strict=True) if answer.rows else ((),) * len(answer.columns)
    return pl.DataFrame(map(_column, answer.columns, columns))


def _column(name: str, values: Sequence[Any]) -> pl.Series:
    """One column; many lists are taken apart first, which is ten times faster than handing them over whole."""
    if not isinstance(next((value for value in values if value is not None), None), list):
        return pl.Series(name, values, dtype=_TYPES.get(name))
    kind = pl.Int64() if name == "decided_by" else pl.String()
    if len(values) < _MANY:
        return pl.Series(name, [sorted({*(value or ())} - {None}) for value in values], pl.List(kind))
    lists = [value or (None,) for value in values]
    lengths = pl.Series([*map(len, lists)], dtype=pl.UInt32)
    row = pl.int_range(len(lists), eager=True).repeat_by(lengths).explode()
    items = pl.DataFrame({"row": row, name: pl.Series([*chain.from_iterable(lists)], dtype=kind)})
    sorted_items = items.sort("row", name).group_by("row", maintain_order=True).agg(pl.col(name).drop_nulls())
    return sorted_items[name].list.unique(maintain_order=True)


_TYPES: Final[dict[str, pl.DataType]] = {
    **dict.fromkeys(("subject_label", "subject", "verdict", "severity"), pl.String()),
    "decided_by": pl.List(pl.Int64()),
}


def _counted(rows: pl.DataFrame, *, unknown: bool) -> pl.DataFrame:
    """Counts of homes per grid, and the verdict they amount to."""
    if unknown:
        zero = pl.lit(0, pl.Int64)
        rows = rows.with_columns(unknown=pl.sum_horizontal(VERDICTS), met=zero, gap=zero, exempt=zero)
    verdict = pl.lit("exempt")
    for outcome in ("met", "unknown", "gap"):
        verdict = pl.when(pl.col(outcome) > 0).then(pl.lit(outcome)).otherwise(verdict)
    return rows.with_columns(verdict=verdict)


def _evidence(rows: pl.DataFrame, rule: Rule, subject: Subject, missing: list[str]) -> pl.Expr:
    keys = [*(VERDICTS if rule.unit == "homes" else () if missing else subject.evidence)]
    parts = [pl.col(key).alias(key) for key in keys]
    if missing:
        parts.append(pl.lit(pl.Series([missing])).first().alias("missing_roster"))
    if not parts or rows.is_empty():
        return pl.lit("{}")
    return pl.struct(parts).struct.json_encode()


def _decided_by(rows: pl.DataFrame) -> pl.Expr:
    nothing = pl.lit(None, pl.List(pl.Int64))
    return pl.col("decided_by") if "decided_by" in rows.columns else nothing


def _severity(rows: pl.DataFrame, subject: Subject, verdict: pl.Expr) -> pl.Expr:
    grave = pl.lit(subject.severity)
    if "severity" in rows.columns:
        grave = pl.coalesce("severity", grave)
    return pl.when(verdict == "gap").then(grave)


def counted(findings: pl.LazyFrame, *by: str) -> pl.DataFrame:
    """How much findings add to each verdict, by rule and label of their subjects, and by further columns.

    >>> counted(pl.LazyFrame(schema=FINDING)).schema == pl.Schema(COUNTED)
    True
    """
    summed = findings.group_by("rule", "subject_label", *by).agg(pl.col(VERDICTS).sum())
    return summed.collect(engine="streaming")


def _with_rate(counts: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    keys = [name for name in ("rule", "subject_label", "unit_code") if name in frame.columns]
    judged = pl.col("met") + pl.col("gap")
    table = frame.join(counts, on=keys, how="left", maintain_order="left").with_columns(
        pl.col(VERDICTS).fill_null(0)
    )
    return table.with_columns(
        rate=pl.when(judged > 0).then((pl.col("met") / judged).round(4, mode="half_away_from_zero"))
    ).select(*(["unit_code"] if "unit_code" in keys else []), *COVERAGE)


def with_sources(findings: pl.DataFrame, slice_: Slice) -> pl.DataFrame:
    """Findings with ``sources``, the rows they rest on: the subject's own, then those that decided, none twice.

    Args:
        findings: of a judgement; those that have ``sources`` keep them.
        slice_: the slice that was judged.

    Returns:
        The same findings, in order; ``sources`` is a list of :data:`SOURCE`.
    """
    if "sources" in findings.columns:
        return findings
    numbered = findings.select("subject_label", "subject", tie="decided_by").with_row_index("finding")
    subjects, decisive = numbered.drop("tie"), numbered.select("finding", "tie").explode("tie").drop_nulls()
    where = {name: f"source_{name}" for name in SOURCE}
    own = own_rows(slice_.nodes, slice_.ties).select("subject_label", "subject", **where)
    decides = pl.col("tie").is_in(decisive["tie"].unique().implode())
    ties = pl.concat(table.select("tie", **where).filter(decides) for table in slice_.ties.values())
    own, ties, places = _by_place(own, ties)
    of_subject = subjects.join(own, on=["subject_label", "subject"], how="left", maintain_order="left")
    of_ties = decisive.join(ties, on="tie").select("finding", "at").sort("finding", "at")
    found = pl.concat([of_subject.select("finding", "at"), of_ties]).sort("finding", maintain_order=True)
    pair = found["finding"].cast(pl.UInt64) * 2**32 + found["at"].fill_null(0)
    found = found.filter(pair.is_first_distinct())
    of_each = (
        found.hstack(places.select(pl.all().gather(found["at"] - 1)))
        .group_by("finding", maintain_order=True)
        .agg(sources=pl.struct(*SOURCE).filter(pl.col("at").is_not_null()))
    )
    return findings.hstack(of_each.select("sources"))


def _by_place(own: pl.DataFrame, ties: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Two tables with ``at``, the place of each row of the rosters among all, from 1; and these rows in order.

    A number is told apart and sorted faster than two texts and a number.
    """
    rows = pl.concat(table.select(*SOURCE) for table in (own, ties))
    sheets = rows.select("file", "sheet").unique().sort("file", "sheet").with_row_index("of")
    place = pl.col("of").cast(pl.Int64) * 2**32 + (pl.col("row") + 1).fill_null(0)
    told = rows.join(sheets, on=["file", "sheet"], nulls_equal=True, maintain_order="left")
    told = told.select(*SOURCE, at=place.rank("dense"))
    at, places = told["at"], told.unique("at").sort("at").select(*SOURCE)
    own, ties = (table.drop(*SOURCE) for table in (own, ties))
    return own.hstack([at.head(own.height)]), ties.hstack([at.tail(ties.height)]), places


def sources(findings: pl.DataFrame, slice_: Slice) -> list[list[dict[str, Any]]]:
    """The ``sources`` of :func:`with_sources` for every finding, in order: lists of ``{"file", "sheet", "row"}``."""
    return with_sources(findings, slice_)["sources"].to_list()


def evidence(finding: Mapping[str, Any]) -> dict[str, Any]:
    """The evidence of one finding as values."""
    facts: dict[str, Any] = json.loads(finding["evidence"])
    return facts


def units_meant(slice_: Slice, scope: Sequence[str], *others: Slice) -> tuple[str, ...]:
    """The units that a scope names by code or name, as :func:`graphmodel.alliance.territory.within` takes them.

    Args:
        slice_: in which they are.
        scope: as people write it.
        others: in which a unit may be that this slice has not.

    Raises:
        UsageError: one is no unit anywhere; or several are called so, which are named.
    """
    return tuple(text if text == MAIN_URBAN else _unit_meant([slice_, *others], text) for text in scope)


def _unit_meant(slices: Sequence[Slice], text: str) -> str:
    units = [one.names.filter(pl.col("label").is_in(UNITS)) for one in slices]
    both = list(zip(slices, units, strict=True))
    here, known = next((pair for pair in both if meant(pair[0], [text], pair[1]).height), both[0])
    label, code = one_each(here, [text], known).row(0)
    return code if known.filter(id=code).height == 1 else f"{label}:{code}"

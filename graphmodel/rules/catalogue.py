"""The catalogue: one file in ``queries/`` per rule, a few more for exploring, each with validated front matter.

A file opens with a comment that holds TOML, and the query follows. The file's name gives the rule's id
(``R25_grid_without_instructor.cypher`` is R25). Adding a rule is adding a file. An office adds its own in a folder
of its own, written in the same way, with ids that are none of ours.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)

import graphmodel
from graphmodel.alliance import Slice
from graphmodel.engines import cypher
from graphmodel.errors import UsageError
from graphmodel.language import AND, Text
from graphmodel.ontology import FILLED_IN, GROUP, LABEL, PART, RELATION
from graphmodel.ontology.vocabulary import EVIDENCE
from graphmodel.rules.settings import PARAMETERS, Settings

Severity = Literal["S1", "S2", "S3", "S4"]
Modality = Literal["MUST", "DEFAULT", "GOAL", "NORM"]

_FILE: Final = re.compile(r"/\*\n(?P<front>.*?)\n\*/\n(?P<query>.*)", re.DOTALL)
_GROUP: Final = re.compile(rf"\$({'|'.join(GROUP)})\b")
_RULE_NAME: Final = re.compile(r"(R[0-9]{2})_[a-z0-9_]+")
_OURS: Final = re.compile(r"R[0-9]{2}")
_OWN_RULE_NAME: Final = re.compile(r"([A-Z]{1,4}[0-9]{2,4})(_.+)?")


_Declared = TypeVar("_Declared", "Rule", "Exploration")


def _text(value: object) -> object:
    return Text(**value) if isinstance(value, dict) else value


def _quoted(value: object) -> object:
    return Text(value, value) if isinstance(value, str) else _text(value)


Wording = Annotated[Text, BeforeValidator(_text)]
Quotation = Annotated[Text, BeforeValidator(_quoted)]
"""Words of the article, which stay as they are, or in two wordings what was inferred from it."""


class _FrontMatter(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _parts_of(needed: dict[str, Any]) -> tuple[str, ...]:
    """The parts of the rosters and relation columns that an entry needs."""
    of = {*needed.get("rosters", ()), *needed.get("columns", ())}
    return tuple(part.name for part in PART.values() if part.of in of)


def _every_part(needed: dict[str, Any]) -> tuple[str, ...]:
    return () if needed.get("parts_by_kind") else _parts_of(needed)


class Subject(_FrontMatter):
    """What a rule says of one label: how grave a gap is, what it needs, how it is worded."""

    severity: Severity
    """Of a gap; the gravest where it varies."""
    lesser: Severity | None = None
    """That of lesser gaps, where the query tells two sorts apart row by row."""
    rosters: tuple[str, ...] = ()
    """Without these rosters every subject is unknown."""
    columns: tuple[str, ...] = ()
    """Nor without these relation columns."""
    parts_by_kind: dict[str, tuple[str, ...]] = {}
    """Nor, for Party organisations of a group of kinds, without these parts, where forms supplied rosters in parts."""
    parts: tuple[str, ...] = Field(default_factory=_every_part)
    """Nor, for all, without these; where the file names none at all, without any part of what is needed. In an entry that
    stands for several labels it may be a table by label."""
    evidence: tuple[str, ...] = ()
    gap: Wording
    """What is wrong, in a phrase."""
    closes: Wording
    """What would close it."""

    @property
    def every_part(self) -> tuple[str, ...]:
        """The parts without which all or some are unknown."""
        return (*self.parts, *(part for parts in self.parts_by_kind.values() for part in parts))

    def missing(self, slice_: Slice, kind: str | None = None) -> list[str]:
        """What was not supplied of all this needs.

        Args:
            slice_: the alliance on the day in question.
            kind: of the Party organisation that is judged; None: whatever any subject needs counts.
        """
        of_kind = (
            part for group, parts in self.parts_by_kind.items() if kind in GROUP[group] for part in parts
        )
        parts = self.every_part if kind is None else (*self.parts, *of_kind)
        return slice_.missing(self.rosters, self.columns, parts)

    @field_validator("rosters")
    @classmethod
    def _rosters_exist(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return _known(names, [roster.name for roster in FILLED_IN])

    @field_validator("columns")
    @classmethod
    def _columns_exist(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return _known(names, {*RELATION, "recommended_by"})

    @field_validator("parts_by_kind")
    @classmethod
    def _groups_and_their_parts_exist(
        cls, parts: dict[str, tuple[str, ...]], info: ValidationInfo
    ) -> dict[str, tuple[str, ...]]:
        _known(tuple(parts), GROUP)
        _known(tuple(part for named in parts.values() for part in named), _parts_of(info.data))
        return parts

    @field_validator("parts")
    @classmethod
    def _parts_are_of_what_it_needs(cls, names: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        return _known(names, _parts_of(info.data))

    @field_validator("evidence")
    @classmethod
    def _evidence_has_a_title(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return _known(names, EVIDENCE)


class Rule(_FrontMatter):
    """One rule: what it asks, of whom, on which words of the article, and the query that judges every subject."""

    id: str
    file: str
    """Its name in the folder of queries."""
    title: Wording
    phrase: Quotation
    modality: Modality
    unit: Literal["subjects", "homes"] = "subjects"
    of_registers: bool = False
    """Whether it asks if the registers agree, not how far the work reaches: then it has no part in coverage that people read."""
    settings: tuple[str, ...] = ()
    """The thresholds it depends on."""
    reading: Wording | None = None
    """Which reading of the words was taken, where they allow several."""
    subjects: dict[str, Subject]
    """By label; in the file one entry may stand for several, ``"Grid|SocialOrg"``."""
    query: str

    def can_be_waived(self, severity: str) -> bool:
        """Whether a gap of this rule and severity may be waived, if the rule gives any such gap."""
        given = {of for subject in self.subjects.values() for of in (subject.severity, subject.lesser)}
        protected = self.modality == "GOAL" or (self.modality == "MUST" and severity == "S1")
        return severity in given and not protected

    @field_validator("settings")
    @classmethod
    def _settings_exist(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return _known(names, Settings.model_fields)

    @field_validator("subjects", mode="before")
    @classmethod
    def _one_entry_per_label(cls, subjects: object) -> object:
        if not isinstance(subjects, dict):
            return subjects
        entries = [
            (label, _of_label(subject, label, labels.split("|")))
            for labels, subject in subjects.items()
            for label in labels.split("|")
        ]
        if len(entries) > len(dict(entries)):
            raise ValueError("a label stands there twice")
        return dict(entries)

    @field_validator("subjects")
    @classmethod
    def _labels_exist(cls, subjects: dict[str, Subject]) -> dict[str, Subject]:
        _known(tuple(subjects), {*LABEL, *RELATION})
        return subjects

    @field_validator("query")
    @classmethod
    def _query_only_reads_and_asks_for_its_settings(cls, query: str, info: ValidationInfo) -> str:
        try:
            cypher.check(query)
        except UsageError as error:
            raise ValueError(str(error)) from error
        asked = {*cypher.parameters(query)} - {"as_of"}
        given = [PARAMETERS[setting] for setting in info.data.get("settings", ())]
        if surplus := asked - {parameter for parameters in given for parameter in parameters}:
            raise ValueError(f"no setting gives {', '.join(sorted(surplus))}")
        if unused := [parameters[0] for parameters in given if not asked & {*parameters}]:
            raise ValueError(f"does not ask for {', '.join(unused)}")
        return query


class Exploration(_FrontMatter):
    """A named query for looking around; it judges nothing."""

    name: str
    title: Wording
    description: Wording
    parameters: dict[str, Wording] = {}
    codes: dict[str, str] = {}
    """Which of its parameters are codes, and the label of what bears them: a name will do."""
    columns: dict[str, Wording] = {}
    """What the columns of its answer are called."""
    query: str


class BrokenQueryFile(UsageError):
    """A query file that cannot be used; names the file and the field."""


def queries_folder() -> Path:
    """Where the catalogue lies: inside an installed package, beside it in a checkout."""
    package = Path(graphmodel.__file__).parent
    inside = package / "queries"
    return inside if inside.is_dir() else package.parent / "queries"


@cache
def rules() -> dict[str, Rule]:
    """Every rule of the catalogue by id, in order.

    Raises:
        BrokenQueryFile: a file lacks front matter, or a field of it is missing, unknown or wrong.
    """
    return load_rules(queries_folder())


@cache
def explorations() -> dict[str, Exploration]:
    """The named queries for exploring, by name."""
    return {
        path.stem: _load(path, Exploration, name=path.stem)
        for path in sorted(queries_folder().glob("*.cypher"))
        if not _RULE_NAME.fullmatch(path.stem)
    }


def load_rules(folder: Path) -> dict[str, Rule]:
    """The rules in a folder of query files, by id.

    Raises:
        BrokenQueryFile: as :func:`rules`; also when two files bear the same id.
    """
    named = ((path, _RULE_NAME.fullmatch(path.stem)) for path in sorted(folder.glob("*.cypher")))
    return _by_id((path, name[1]) for path, name in named if name)


def rules_with(own: Path | None) -> dict[str, Rule]:
    """Our rules and those that an office keeps in a folder of its own, by id, in order.

    Every query file of that folder is a rule: a capital letter or several, two to four digits, and whatever its
    author adds behind ``_``. R01 to R99 are ours.

    Raises:
        BrokenQueryFile: as :func:`rules`; also when a file's name gives no id, or one that is ours.
        UsageError: the folder does not exist, or holds no query file.
    """
    if own is None:
        return rules()
    if not own.is_dir():
        raise UsageError(Text("没有规则文件夹 {folder}", "there is no folder of rules {folder}"), folder=own)
    files = sorted(own.glob("*.cypher"))
    if not files:
        raise UsageError(
            Text("文件夹 {folder} 里没有规则文件（.cypher）", "the folder {folder} holds no rules (.cypher)"),
            folder=own,
        )
    return dict(sorted((rules() | _by_id((path, _own_id(path)) for path in files)).items()))


def _own_id(path: Path) -> str:
    name = _OWN_RULE_NAME.fullmatch(path.stem)
    if not name:
        raise BrokenQueryFile(
            Text(
                "{file}：文件名应以规则编号开头，如 X01_缺什么.cypher",
                "{file}: the name begins with the rule's id, as in X01_what_is_missing.cypher",
            ),
            file=path.name,
        )
    if _OURS.fullmatch(name[1]):
        raise BrokenQueryFile(
            Text(
                "{file}：编号 R01–R99 是系统自带规则的，请另取编号，如 X01",
                "{file}: R01 to R99 are the rules that come with graphmodel; take another id, such as X01",
            ),
            file=path.name,
        )
    return name[1]


def _by_id(files: Iterable[tuple[Path, str]]) -> dict[str, Rule]:
    found: dict[str, Rule] = {}
    for path, id_ in files:
        if id_ in found:
            raise BrokenQueryFile(
                Text("{file}：规则编号 {id} 重复", "{file}: another file is {id} too"),
                file=path.name,
                id=id_,
            )
        found[id_] = _load(path, Rule, id=id_, file=path.name)
    return found


def chosen(ids: Sequence[str], own: Path | None = None) -> list[Rule]:
    """The rules with these ids, ours or an office's own, or all of them; in the order of their ids.

    Raises:
        UsageError: there is no such rule; also as :func:`rules_with`.
    """
    known = rules_with(own)
    if unknown := [id_ for id_ in ids if id_ not in known]:
        raise UsageError(
            Text("没有规则 {unknown}；现有 {known}", "there is no rule {unknown}; there are {known}"),
            unknown=str(AND).join(unknown),
            known=str(AND).join(known),
        )
    return [rule for rule in known.values() if not ids or rule.id in ids]


def with_groups(query: str) -> str:
    """A query with the groups of the ontology that it names (``$members``) written out.

    As parameters of the engine they would cost it a third of a gigabyte over all rules of a city core; and what is
    shown of a rule can be run anywhere as it stands.

    >>> with_groups("MATCH (h:Household) WHERE h.status IN $homes_left_out RETURN h.id")
    "MATCH (h:Household) WHERE h.status IN ['vacant', 'opted_out'] RETURN h.id"
    """
    return _GROUP.sub(lambda match: str(list(GROUP[match[1]])), query)


def _load(path: Path, kind: type[_Declared], **identity: str) -> _Declared:
    try:
        match = _FILE.fullmatch(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenQueryFile(
            Text("无法读取规则文件 {file}，应为 UTF-8 文本", "cannot read {file}: it is no text in UTF-8"),
            file=path.name,
        ) from error
    if not match:
        raise BrokenQueryFile(
            Text("{file}：开头没有 /* 说明 */", "{file}: it does not begin with front matter in /* */"),
            file=path.name,
        )
    try:
        return kind.model_validate(
            {**tomllib.loads(match["front"]), **identity, "query": with_groups(match["query"].strip())}
        )
    except tomllib.TOMLDecodeError as error:
        raise BrokenQueryFile(
            Text("{file}：{reason}", "{file}: {reason}"), file=path.name, reason=error
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        raise BrokenQueryFile(
            Text("{file}：字段 {field}：{reason}", "{file}: field {field}: {reason}"),
            file=path.name,
            field=".".join(map(str, first["loc"])) or "?",
            reason=first["msg"].removeprefix("Value error, "),
        ) from error


def _of_label(subject: Any, label: str, labels: Sequence[str]) -> Any:
    """An entry as it holds for one of the labels for which it stands: its own of a table of parts."""
    if not isinstance(subject, dict) or not isinstance(parts := subject.get("parts"), dict):
        return subject
    _known(tuple(parts), labels)
    return subject | {"parts": parts.get(label, ())}


def _known(names: tuple[str, ...], vocabulary: Container[str]) -> tuple[str, ...]:
    if unknown := [name for name in names if name not in vocabulary]:
        raise ValueError(f"unknown: {', '.join(unknown)}")
    return names

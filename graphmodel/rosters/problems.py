"""Problems in rosters as data: what is wrong where, collected in one pass, worded only when shown.

A problem never shows a personal number: :func:`~graphmodel.spreadsheets.personal.masked` stands between every text of a
roster and this table.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import polars as pl

from graphmodel.language import Text
from graphmodel.rosters.shape import shaped
from graphmodel.spreadsheets.personal import masked

Severity = Literal["error", "warning"]
LONGEST_SHOWN: Final = 200
"""Characters of a cell or a heading that a problem shows at most."""

ROW: Final = Text("第 {} 行", "row {}")
"""What a row is called."""

SCHEMA: Final[dict[str, pl.DataType]] = {
    "code": pl.String(),
    "severity": pl.String(),
    "file": pl.String(),
    "sheet": pl.String(),
    "row": pl.Int64(),
    "column": pl.String(),
    "value": pl.String(),
    "expected": pl.String(),
}
"""One row per problem; ``row`` as the spreadsheet shows it, null for a file, sheet or heading."""


BRIEF: Final = {**SCHEMA, "count": pl.Int64()}
"""Of :func:`in_brief`."""


@dataclass(frozen=True)
class Sort:
    """A kind of problem: how grave it is and how it is worded."""

    severity: Severity
    message: Text


def _error(zh: str, en: str) -> Sort:
    return Sort("error", Text(zh, en))


def _warning(zh: str, en: str) -> Sort:
    return Sort("warning", Text(zh, en))


SORTS: Final[dict[str, Sort]] = {
    "unreadable-file": _error("文件无法读取：{expected}", "the file cannot be read: {expected}"),
    "own-answer": _error(
        "这是本程序生成的“{expected}”，不是名册，未读入；需要修改的，请在原来的名册里改，改后再运行一次",
        "this is '{expected}', written by this program; it is no roster and was not read: "
        "mend the rosters themselves and run again",
    ),
    "no-roster": _error(
        "没有找到名册，未读入任何内容；请核对所选的文件是不是名册",
        "no roster was found and nothing was read; check that rosters were given",
    ),
    "unknown-roster": _error(
        "无法判断是哪一种名册，请核对表头；与它最接近的是{expected}",
        "no roster is recognised by these headings; they are most like {expected}",
    ),
    "ambiguous-roster": _error(
        "表头与几种名册都相符：{expected}", "the headings fit several rosters: {expected}"
    ),
    "missing-column": _error(
        "缺少必填列“{column}”（{expected}）", "the required column '{column}' is missing ({expected})"
    ),
    "duplicate-column": _error("“{column}”列重复出现", "the column '{column}' stands there more than once"),
    "dropped-column": _warning("“{column}”列不是名册要的列，未读入", "the column '{column}' is not imported"),
    "too-many-cells": _error(
        "{expected} 列没有表头，却有内容“{value}”", "column {expected} has no heading, yet holds '{value}'"
    ),
    "missing-value": _error("“{column}”不能为空", "'{column}' must not be empty"),
    "too-long": _error("“{column}”超过 {expected} 个字", "'{column}' is longer than {expected} characters"),
    "bad-code": _error(
        "“{column}”的“{value}”不能作代码，应为{expected}",
        "'{value}' in '{column}' is no usable code; expected {expected}",
    ),
    "personal-number": _error(
        "“{column}”里像是身份证号或手机号，请换成本单位编号",
        "'{column}' looks like an ID-card or phone number; use the office's own code",
    ),
    "duplicate-code": _error(
        "代码“{value}”重复，{expected}已有", "the code '{value}' already stands in {expected}"
    ),
    "duplicate-row": _warning("与{expected}重复，只计一次", "repeats {expected}; counted once"),
    "bad-choice": _error(
        "“{column}”不能填“{value}”，可填：{expected}", "'{value}' in '{column}' is not one of: {expected}"
    ),
    "bad-date": _error(
        "“{column}”的“{value}”不是日期，应如{expected}",
        "'{value}' in '{column}' is no date; expected {expected}",
    ),
    "bad-month": _error(
        "“{column}”的“{value}”不是月份，应如{expected}",
        "'{value}' in '{column}' is no month; expected {expected}",
    ),
    "bad-count": _error(
        "“{column}”的“{value}”应为{expected}", "'{value}' in '{column}' should be {expected}"
    ),
    "bad-yes-no": _error(
        "“{column}”的“{value}”应为{expected}", "'{value}' in '{column}' should be {expected}"
    ),
    "unknown-reference": _error(
        "“{column}”的“{value}”在名册里找不到（{expected}）",
        "'{value}' in '{column}' is in no roster ({expected})",
    ),
    "ambiguous-reference": _error(
        "“{column}”的“{value}”不止一个，请写明是哪一个：{expected}",
        "'{value}' in '{column}' may be any of: {expected}",
    ),
    "wrong-kind-of-reference": _error(
        "“{column}”的“{value}”类别不对，应为{expected}",
        "'{value}' in '{column}' is of another kind; expected {expected}",
    ),
    "second-parent": _error(
        "“{column}”只能填一个，现为“{value}”（{expected}）",
        "'{column}' takes one reference, not '{value}' ({expected})",
    ),
    "ends-before-start": _error(
        "“{column}”的“{value}”应晚于开始日期 {expected}",
        "'{value}' in '{column}' is not later than the start, {expected}",
    ),
    "ignored-value": _warning(
        "“{column}”不适用于这一行，未读入（{expected}）",
        "'{column}' does not apply here and was not read ({expected})",
    ),
    "outlives-its-end": _warning(
        "“{column}”的“{value}”只在 {expected} 存续，其余日子不计这条关系",
        "'{value}' in '{column}' exists only {expected}; the tie is left out on other days",
    ),
    "reference-not-supplied": _warning(
        "“{column}”所指的名册未提供：{expected}",
        "the rosters that '{column}' refers to were not supplied: {expected}",
    ),
    "skipped-row": _warning(
        "此行以“{expected}”开头，不是数据，已略过",
        "this row begins with '{expected}', is no data and was passed over",
    ),
    "ambiguous-context": _error(
        "没有“{column}”列，标题、表名、文件名里又不止一个：{expected}",
        "there is no column '{column}', and the titles or names around the table name several: {expected}",
    ),
    "conflicting-value": _error(
        "“{column}”的“{value}”与别处不一致：{expected}",
        "'{value}' in '{column}' contradicts what is said elsewhere: {expected}",
    ),
    "mismatched-lists": _error(
        "“{column}”里的个数与旁边人员的个数对不上",
        "'{column}' lists neither one for all nor one for each of the people beside it",
    ),
    "no-identity": _error(
        "“{column}”的“{value}”分不清是谁（{expected}）",
        "nothing tells who '{value}' in '{column}' is ({expected})",
    ),
    "not-a-name": _error("“{column}”应填名称，不是“{value}”", "'{column}' should hold a name, not '{value}'"),
    "number-conflict": _error(
        "“{column}”里的号码已属于另一个姓名（{expected}）",
        "the number in '{column}' already belongs to another name ({expected})",
    ),
    "count-differs": _warning(
        "“{column}”填的是 {value}，按名册数是 {expected}",
        "'{column}' says {value}; the rosters give {expected}",
    ),
    "identity-used": _warning(
        "“{column}”里的号码只用来认人，不保存",
        "the numbers in '{column}' only tell people apart and are not kept",
    ),
    "made-from-form": _warning(
        "没有区划名单，“{column}”的 {expected} 个由此表建立",
        "there is no official list; the {expected} in '{column}' were made from this table",
    ),
    "person-added": _warning(
        "“{column}”的“{value}”不在人员名册，已补入（{expected}）",
        "'{value}' in '{column}' is in no register of people and was added ({expected})",
    ),
    "map-conflict": _error(
        "对照表里这一行与前面的确认不一致，或者本来就是已知的表头；整份对照表没有采用",
        "this line of the map contradicts an earlier one, or is about a heading that is known; no line was applied",
    ),
    "map-unknown": _error(
        "对照表里确认的“{value}”不是已知的表头、名称或用词；整份对照表没有采用",
        "'{value}', confirmed in the map, is no heading, name or word that is known; no line was applied",
    ),
    "map-stale": _warning(
        "对照表里“{value}”的确认这次没有用到", "what the map confirms of '{value}' was not needed this time"
    ),
    "not-a-list": _error(
        "不是本程序发出的清单，或者这里没有它所依据的数据，没有收",
        "this is no list that was sent out, or the data it was made from is not here; it was not taken in",
    ),
    "superseded-return": _warning(
        "同一份清单交回了几次，以最后保存的“{expected}”为准，这一份没有采用",
        "the same list came back several times; '{expected}', saved last, was taken and not this one",
    ),
    "changed-key": _error(
        "“{column}”是清单给定的（{expected}），不能改成“{value}”",
        "'{column}' was given by the list ({expected}) and cannot become '{value}'",
    ),
    "ask-retired": _warning(
        "名称里有“离退休”，“{column}”却没有填，现按“否”计；请核对",
        "the name says 离退休 (retired), yet '{column}' is empty and counts as 否 (no); is that right?",
    ),
    "empty-roster": _warning(
        "名册“{expected}”只有表头，按未提供处理（确实没有的，在表头下第一格写“无”）",
        "the roster '{expected}' has headings only and counts as not supplied (write 无 if there are none)",
    ),
}


@dataclass
class Problems:
    """All problems met so far. Filled while reading, sorted and worded when shown."""

    divisions: frozenset[str] = frozenset()
    """The supplied divisions, by whose codes some numbers are known not to be personal."""
    _frames: list[pl.DataFrame] = field(default_factory=list)
    _single: list[dict[str, Any]] = field(default_factory=list)

    def add(self, code: str, file: str, sheet: str | None = None, **facts: Any) -> None:
        """Note one problem; ``facts`` are further columns of :data:`SCHEMA`."""
        self._single.append(
            {"code": code, "severity": SORTS[code].severity, "file": file, "sheet": sheet} | facts
        )

    def extend(self, frame: pl.DataFrame) -> None:
        """Note a table of problems; columns of :data:`SCHEMA` that it lacks are filled in."""
        if frame.is_empty():
            return
        if "severity" not in frame.columns:
            severities = {code: sort.severity for code, sort in SORTS.items()}
            frame = frame.with_columns(severity=pl.col("code").replace_strict(severities))
        self._frames.append(shaped(frame, SCHEMA))

    def take(self, others: Problems) -> None:
        """Note problems that were collected apart."""
        self._frames += others._frames
        self._single += others._single

    def take_further(self, others: Problems) -> None:
        """Note problems of a further piece of a table: what is said of the table as a whole only if it was not yet."""
        self._frames += others._frames
        self._single += [problem for problem in others._single if problem not in self._single]

    def table(self) -> pl.DataFrame:
        """Every problem, sorted by file, sheet, row and column; personal numbers masked, long texts cut.

        What several rows out of one cell are told of is told once, and once that a cell lacks what must stand there.
        """
        cell = pl.struct("code", "file", "sheet", "row", "column")
        lacking_again = (pl.col("code") == "missing-value") & ~cell.is_first_distinct()
        return (
            pl.concat([pl.DataFrame(self._single, schema=SCHEMA), *self._frames])
            .filter(pl.col("row").is_null() | (pl.struct(list(SCHEMA)).is_first_distinct() & ~lacking_again))
            .with_columns(masked(pl.col("file", "sheet", "expected"), self.divisions))
            .with_columns(shown(pl.col("column", "value"), self.divisions))
            .sort("file", "sheet", "row", "column", "code", nulls_last=False, maintain_order=True)
        )


def shown(texts: pl.Expr, divisions: Collection[str] = ()) -> pl.Expr:
    """Cells or headings as a person may see them: personal numbers masked, long texts cut."""
    safe = masked(texts, divisions)
    return (
        pl.when(safe.str.len_chars() > LONGEST_SHOWN).then(safe.str.head(LONGEST_SHOWN) + "…").otherwise(safe)
    )


def in_words() -> pl.Expr:
    """Where a row stands, in words: of ``file``, ``sheet`` and ``row``."""
    return pl.concat_str(
        "file", "sheet", pl.format(str(ROW), pl.col("row")), separator=" ", ignore_nulls=True
    )


_KEPT_WHOLE: Final = ("dropped-column", "count-differs")


def in_brief(table: pl.DataFrame) -> pl.DataFrame:
    """How often there is each sort of problem, without what stands in cells; columns not read and counts that differ whole.

    Args:
        table: of :meth:`Problems.table`.

    Returns:
        Columns of :data:`BRIEF`.
    """
    whole = pl.col("code").is_in(_KEPT_WHOLE)
    single = table.filter(whole).with_columns(count=pl.lit(1, pl.Int64))
    sorts = table.filter(~whole).group_by("code", "severity", maintain_order=True)
    counted = sorts.agg(count=pl.len().cast(pl.Int64))
    return pl.concat([pl.DataFrame(schema=BRIEF), single, counted], how="diagonal")


def in_cells() -> pl.Expr:
    """Whether problems stand in a cell of a sheet, headings included."""
    return pl.col("row").is_not_null() | pl.col("column").is_not_null()


def has_errors(table: pl.DataFrame) -> bool:
    """Whether a table of problems holds one that keeps the rosters from being saved."""
    return not table.filter(pl.col("severity") == "error").is_empty()


def message(problem: dict[str, Any]) -> str:
    """One problem in the language that is spoken."""
    facts = {name: "" if problem[name] is None else problem[name] for name in ("column", "value", "expected")}
    of_column = _OF_COLUMNS.get(problem["code"]) if problem["row"] is None and problem["expected"] else None
    of_value = _OF_VALUES.get((problem["code"], problem["value"])) if problem["row"] is not None else None
    of_kind = _KIND_UNTOLD if problem["expected"] in (NO_KIND_TOLD.zh, NO_KIND_TOLD.en) else None
    told = of_column or of_value or of_kind or SORTS[problem["code"]].message
    said = _NOTHING.sub("", told.fill(**facts))
    return said + _odd_letter(facts["value"], facts["expected"])


_OF_COLUMNS: Final = {
    "ignored-value": Text(
        "“{column}”未读入，以“{expected}”名册为准", "'{column}' was not read: the roster '{expected}' says it"
    ),
    "person-added": Text(
        "没有人员名册，“{column}”里的 {expected} 人由此表补入",
        "there is no register of people; the {expected} in '{column}' were added from this table",
    ),
}
"""How it is worded if it is said of a whole column of a form."""
NO_KIND_TOLD: Final = Text(
    "填明“类型”（机关党委、机关党总支或机关党支部），或者写全称（如…机关党委、…党总支、…党支部）",
    "类型 (机关党委, 机关党总支 or 机关党支部), or the name in full, which ends in 党委, 党总支 or 党支部",
)
"""What is expected of an organ organisation whose kind neither its name nor 类型 tells."""
_KIND_UNTOLD: Final = Text(
    "从“{column}”的“{value}”看不出是哪一种党组织，请{expected}",
    "'{value}' in '{column}' does not tell what kind of Party organisation it is; give {expected}",
)
_OF_VALUES: Final = {
    ("bad-code", None): Text(
        "“{column}”里的内容不能用，应为{expected}",
        "what stands in '{column}' is of no use; expected {expected}",
    ),
    ("duplicate-code", None): Text(
        "“{column}”：{expected}已有这一户", "'{column}': this home already stands in {expected}"
    ),
    ("unknown-reference", None): Text(
        "“{column}”里有一户在住户名册里找不到", "a home in '{column}' is in no roster of homes"
    ),
    ("ambiguous-reference", None): Text(
        "“{column}”里有一户分不清是哪一户，请写全楼栋、单元、室号，或者填上网格",
        "a home in '{column}' may be any of several: give building, stairwell and room in full, or the grid",
    ),
    ("map-unknown", "√"): Text(
        "对照表里这一行没有建议，不能用“√”确认，请写明是什么；整份对照表没有采用",
        "this line of the map suggests nothing that '√' could confirm: write what it is; no line was applied",
    ),
}
"""How it is worded of a value of its own, and where the value is never shown."""
_NOTHING: Final = re.compile(r"（）| ?\(\)")
"""What remains of a message where nothing is expected."""
_NOT_THE_SAME: Final = Text(
    "；其中“{ours}”（{our_point}）与“{other}”（{other_point}）不是同一个字",
    "; mind that its '{ours}' ({our_point}) is not '{other}' ({other_point})",
)
_BETWEEN_NAMES: Final = re.compile("[、,，;；:：] ?")
_USUAL: Final = re.compile("[ -~\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]*")
"""Ideographs and ASCII. A letter of another kind in the place of one of these looks like it at best."""


def _odd_letter(value: str, expected: str) -> str:
    """What tells a text from an expected one where only letters stand in the way that look alike: the first of them."""
    for name in _BETWEEN_NAMES.split(expected):
        different = [pair for pair in zip(value, name, strict=False) if pair[0] != pair[1]]
        if len(name) == len(value) > len(different) > 0 and not any(
            map(_USUAL.fullmatch, map("".join, different))
        ):
            ours, other = different[0]
            return _NOT_THE_SAME.fill(
                ours=ours, our_point=f"U+{ord(ours):04X}", other=other, other_point=f"U+{ord(other):04X}"
            )
    return ""


def messages(table: pl.DataFrame) -> Iterable[str]:
    """The wording of every problem of a table, in order."""
    return map(message, table.iter_rows(named=True))

"""Writes docs/rules, one page per rule from the rules' own files, docs/problems.md, and the forms in docs/forms.md.

Each page of a rule shows a gap as it occurs in an invented city with planted gaps; the other names every problem that
rosters can have. A test compares the pages with what this script would write; run it again after changing a rule or the
wording of a problem, or a column of a form.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import forms_reference
import polars as pl

from graphmodel import synthetic
from graphmodel.alliance import Slice, assemble
from graphmodel.engines.embedded import Embedded
from graphmodel.ontology import FORM, LABEL, PART, RELATION, ROSTER
from graphmodel.ontology.vocabulary import MODALITIES, SEVERITIES
from graphmodel.reporting.roster_problems import GRAVITY
from graphmodel.rosters import read_rosters
from graphmodel.rosters.problems import SORTS
from graphmodel.rules import Judgement, Rule, judge, rules
from graphmodel.rules.catalogue import Subject

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "rules"
PROBLEMS = ROOT / "docs" / "problems.md"
MOST_NEIGHBOURS = 8


def pages() -> dict[str, str]:
    """Return every page under its file name."""
    city = _city()
    written = {f"{rule.id}.md": "\n".join(_page(rule, city)) for rule in rules().values()}
    return {"README.md": "\n".join(_contents()), **written}


def main() -> int:
    """Write the pages; return the exit code."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    current = pages()
    for stale in {path.name for path in FOLDER.glob("*.md")} - current.keys():
        (FOLDER / stale).unlink()
    for name, text in current.items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
    PROBLEMS.write_text(problems(), encoding="utf-8", newline="\n")
    for name, text in forms_reference.pages().items():
        (forms_reference.FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
    return 0


def problems() -> str:
    """Return the page of the problems that ``check`` finds, with their codes."""
    return "\n".join(
        [
            "# 名册的问题 · Problems of rosters",
            "",
            "`graphmodel check` 一次列出全部问题。有“错误”的不保存（加 `--keep-going` 则略去有错误的行），“警告”不影响保存。",
            "花括号里是具体的列名、填写的内容和应有的写法；代码用在 JSON 和 CSV 里。",
            "",
            "`graphmodel check` lists all problems at once. What has errors is not saved (with `--keep-going` without the rows",
            "concerned); warnings keep nothing from being saved. Braces stand for the column, what it holds and what is",
            "expected; the codes are those of JSON and CSV.",
            "",
            "| 代码 code | 等级 severity | 中文 | English |",
            "|---|---|---|---|",
            *(
                f"| `{code}` | {GRAVITY[sort.severity].zh} {GRAVITY[sort.severity].en} | {sort.message.zh} | {sort.message.en} |"
                for code, sort in SORTS.items()
            ),
            "",
        ]
    )


def _city() -> Judgement:
    """Judge a tiny invented city in which gaps of every rule are planted."""
    with tempfile.TemporaryDirectory() as folder:
        synthetic.write(synthetic.plant("tiny", 0).rosters, Path(folder), "csv")
        slice_ = assemble(read_rosters([Path(folder)])).at(synthetic.AS_OF)
    with Embedded(slice_) as engine:
        return judge(slice_, engine, list(rules().values()), snapshot="")


def _contents() -> Iterator[str]:
    yield from ("# 规则 · The rules", "", "| | 规则 | rule |", "|---|---|---|")
    for rule in rules().values():
        yield f"| [{rule.id}]({rule.id}.md) | {rule.title.zh} | {rule.title.en} |"
    yield from ("", "## 只有宽表时 · Where there are only forms", "")
    yield "名册整份提供；宽表只提供它有的列。没有下面的列，这些规则对有关对象答“未知”，不算缺口。"
    yield "A roster supplies all it holds, a form only what its columns say. Without one of these columns the rules beside"
    yield from ("it answer “unknown” for the subjects concerned, never a gap.", "")
    yield from ("| 内容 what | 宽表的列 column of a form | 规则 rules |", "|---|---|---|")
    for part in PART.values():
        yield f"| {part.title.zh} · {part.title.en} | {'；'.join(_suppliers(part.name))} | {_needing(part.name)} |"
    yield ""


def _suppliers(part: str) -> Iterator[str]:
    """The columns that supply a part, form by form."""
    for form in FORM.values():
        if columns := [field.title.zh for field in form.fields if part in field.supplies]:
            yield f"{form.title.zh}：{'、'.join(columns)}"


def _needing(part: str) -> str:
    """The rules that look at a part, with the subjects where not all of a rule's need it."""
    needing = []
    for rule in rules().values():
        titles = [LABEL[label].title.zh for label, of in rule.subjects.items() if part in of.every_part]
        some = f"（{'、'.join(titles)}）" if len(titles) < len(rule.subjects) else ""
        needing += [f"[{rule.id}]({rule.id}.md){some}"] if titles else []
    return " ".join(needing)


def _page(rule: Rule, city: Judgement) -> Iterator[str]:
    modality = MODALITIES[rule.modality]
    yield from (f"# {rule.id} {rule.title.zh} · {rule.title.en}", "", f"> {rule.phrase.zh}", "")
    yield from (f"{modality.zh} · {modality.en}", "")
    for label, subject in rule.subjects.items():
        yield from _subject(label, subject)
    if rule.reading:
        yield from (f"理解：{rule.reading.zh}", "", f"Reading: {rule.reading.en}", "")
    yield from _picture(rule, city)
    yield from ("```cypher", rule.query, "```", "")


def _subject(label: str, subject: Subject) -> Iterator[str]:
    title = (LABEL.get(label) or RELATION[label]).title
    severity = SEVERITIES[subject.severity]
    rosters = [ROSTER[name].title for name in subject.rosters]
    columns = "、".join(subject.columns)
    yield from (f"## {title.zh} · {title.en}", "", "| | 中文 | English |", "|---|---|---|")
    yield f"| 缺口 gap | {subject.gap.zh} | {subject.gap.en} |"
    yield f"| 怎样补上 closes | {subject.closes.zh} | {subject.closes.en} |"
    yield f"| 等级 severity | {severity.zh} | {severity.en} |"
    if rosters or columns:
        zh = "、".join([*(title.zh for title in rosters), *subject.columns])
        en = ", ".join([*(title.en for title in rosters), *subject.columns])
        yield f"| 缺了就未知 unknown without | {zh} | {en} |"
    if parts := [PART[name].title for name in subject.every_part]:
        zh, en = "、".join(part.zh for part in parts), ", ".join(part.en for part in parts)
        yield f"| 宽表没有就未知 unknown where forms lack | {zh} | {en} |"
    yield ""


def _picture(rule: Rule, city: Judgement) -> Iterator[str]:
    """Draw the surroundings of the rule's first gap, where the invented city has one."""
    gaps = city.findings.filter((pl.col("rule") == rule.id) & (pl.col("verdict") == "gap"))
    if gaps.is_empty():
        return
    gap = gaps.row(0, named=True)
    yield from ("一个缺口（虚构） · A gap (invented)", "", "```mermaid", "graph LR")
    yield from _drawn(city.slice, gap["subject_label"], gap["subject"])
    yield from ("```", "")


def _drawn(slice_: Slice, label: str, id_: str) -> Iterator[str]:
    ends = id_.split("→") if label == "PAIRED_WITH" else [id_]
    names = {(one, code): name for one, code, name in slice_.names.iter_rows()}
    ties = pl.concat(
        table.select(pl.lit(relation).alias("relation"), "from_label", "from_id", "to_label", "to_id")
        for relation, table in slice_.ties.items()
    )
    if label == "PAIRED_WITH":
        here = (pl.col("from_id") == ends[0]) & (pl.col("to_id") == ends[1])
    else:
        here = ((pl.col("from_label") == label) & (pl.col("from_id") == id_)) | (
            (pl.col("to_label") == label) & (pl.col("to_id") == id_)
        )
    near = ties.filter(here & (pl.col("from_label") != "Household")).sort(pl.all()).head(MOST_NEIGHBOURS)
    nodes: dict[tuple[str, str], str] = {} if label == "PAIRED_WITH" else {(label, id_): "n0"}
    for row in near.iter_rows(named=True):
        for thing in ((row["from_label"], row["from_id"]), (row["to_label"], row["to_id"])):
            nodes.setdefault(thing, f"n{len(nodes)}")
    for thing, node in nodes.items():
        title = LABEL[thing[0]].title
        yield f'  {node}["{title.zh} {title.en}<br>{names.get(thing) or thing[1]}"]'
    for row in near.iter_rows(named=True):
        start, end = nodes[row["from_label"], row["from_id"]], nodes[row["to_label"], row["to_id"]]
        title = RELATION[row["relation"]].title
        yield f'  {start} -->|"{title.zh} {title.en}"| {end}'
    if (label, id_) in nodes:
        yield "  style n0 fill:#c0241b,color:#ffffff"


if __name__ == "__main__":
    sys.exit(main())

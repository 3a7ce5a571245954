"""The part of docs/forms.md and docs/forms.en.md that the ontology says: each form, a picture of it, its columns."""

from collections.abc import Iterator
from pathlib import Path

from graphmodel.language import AND, Language, Text, speaking
from graphmodel.ontology import LABEL, RELATION, ROSTER, FieldKind, Form, FormField, ValueType
from graphmodel.ontology.choices import KINDS, POSTS
from graphmodel.ontology.forms import FORMS, SUB_HEADINGS
from graphmodel.ontology.sent_out import ATTACHMENTS, Attachment

FOLDER = Path(__file__).resolve().parent.parent / "docs"
PAGES: dict[str, Language] = {"forms.md": "zh", "forms.en.md": "en"}
BEGIN, END = "<!-- from the ontology: run scripts/reference.py -->", "<!-- end -->"

_FORM = Text("{title}（一行是{row}）", "{title} (a row is {row})")
_KEYS = Text("认它的列：{keys}。", "Recognised by: {keys}.")
_OR = Text("或", " or ")
_HEADINGS = Text(
    "| 列 | 也可以写作 | 变成什么 |\n|---|---|---|", "| Column | Also called | Becomes |\n|---|---|---|"
)
_LIST = Text("；可填几个", "; a list")
_MAKES = Text("建立{label}", "makes the {label}")
_REFERS = Text("指{label}", "refers to the {label}")
_PLACE = Text("这一行在哪里", "where the row is")
_TIE = Text("{relation}：{ends}", "{relation}: {ends}")
_POST = Text("任职“{post}”，在{at}", "holds the post {post}, at: {at}")
_ANY_POST = Text(
    "任职，职务看姓名后面的括号或旁边的“职务”，在{at}", "holds the post in brackets or beside, at: {at}"
)
_VALUE = Text("{roster}的“{column}”", "{column} of {roster}")
_OF = Text("（{at}的）", " (of: {at})")
_PERIOD = Text("这一行所说的一切从何时起、到何时止", "from when and until when all that the row says holds")
_IDENTITY = Text("只用来认人，不保存", "only tells people apart and is not kept")
_UNIT = Text("用来认人；同名时看它", "tells people apart who share a name")
_ROOM = Text(
    "与网格、楼栋、单元一起编成住户代码，不保存",
    "with grid, building and stairwell it makes the code; it is not kept",
)
_COUNTED = Text("只与名单核对，不作数", "only compared with what is listed")


def pages() -> dict[str, str]:
    """Return both pages with that part as it should be."""
    return {name: _renewed(FOLDER / name, language) for name, language in PAGES.items()}


def _renewed(page: Path, language: Language) -> str:
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    with speaking(language):
        told = "\n".join(line for form in FORMS for line in _form(form))
    return f"{before}{BEGIN}\n\n{told}\n{END}{rest.partition(END)[2]}"


def _form(form: Form) -> Iterator[str]:
    yield from (f"### {_FORM.fill(title=form.title, row=form.description)}", "")
    groups = [str(_OR).join(form.field(name).title.zh for name in names) for names in form.keys]
    yield from (_KEYS.fill(keys=str(AND).join(groups)), "")
    for attachment in ATTACHMENTS:
        if attachment.form == form.name:
            yield from _picture(attachment)
    yield str(_HEADINGS)
    for field in form.fields:
        also = "、".join(field.aliases)
        yield f"| {field.title.zh} | {also} | {_becomes(form, field)} |"
    yield ""


def _picture(attachment: Attachment) -> Iterator[str]:
    """A sheet as it is sent out, with a row filled in."""
    number = ATTACHMENTS.index(attachment) + 1
    yield from (f"附件{number} {attachment.title.zh}", "")
    cells = []
    for field in attachment.fields:
        parts = attachment.parts if field.name == attachment.in_parts else ("",)
        titles = {part.name: part.title.zh for part in SUB_HEADINGS}
        cells += [
            ("/".join(filter(None, (field.title.zh, titles.get(part)))), _sample(field, part))
            for part in parts
        ]
    for row in (
        ["序号", *(heading for heading, _ in cells)],
        ["---"] * (len(cells) + 1),
        ["1", *(told for _, told in cells)],
    ):
        yield f"| {' | '.join(row)} |"
    yield ""


def _sample(field: FormField, part: str) -> str:
    """What a cell may say; all of it is visibly invented."""
    if field.kind is FieldKind.PERSON:
        return "示例局党支部" if part == "unit" else "示例某"
    if field.kind is FieldKind.IDENTITY:
        return "…"
    if field.kind is FieldKind.ADDRESS:
        return "101"
    if field.kind is not FieldKind.VALUE:
        return f"示例{field.title.zh.removeprefix('结对').removeprefix('报到')}"
    roster, name = field.feeds[0]
    column = ROSTER[roster].column(name)
    match column.value_type:
        case ValueType.CHOICE:
            return column.choices[-2 if name == "kind" else 0].title.zh
        case ValueType.YES_NO:
            return "是"
        case ValueType.DATE:
            return "2018-05-21"
        case ValueType.MONTH:
            return "2018-11"
        case ValueType.COUNT:
            return "1"
        case ValueType.REFERENCE:
            return f"示例{'网格' if column.labels == ('Grid',) else '党组织'}"
        case _:
            return "1" if column.opaque else "示例某"


def _becomes(form: Form, field: FormField) -> str:
    said = _said(form, field)
    return f"{said}{_LIST}" if field.many else said


def _said(form: Form, field: FormField) -> str:
    at = str(AND).join(form.field(name).title.zh for name in field.at)
    match field.kind:
        case FieldKind.PERSON if field.relation == "HOLDS":
            posts = {post.value: post.title for post in POSTS}
            return _POST.fill(post=posts[field.post], at=at) if field.post else _ANY_POST.fill(at=at)
        case FieldKind.PERSON:
            return _tie(field, at)
        case FieldKind.IDENTITY:
            return str(_UNIT if field.name == "unit" else _IDENTITY)
        case FieldKind.COUNTED:
            return str(_COUNTED)
        case FieldKind.ADDRESS:
            return _tie(field, at) if field.relation else str(_ROOM)
        case FieldKind.VALUE if not field.feeds:
            return str(_PERIOD)
        case FieldKind.VALUE:
            told = str(AND).join(_column(roster, name) for roster, name in field.feeds)
            return (
                told + _OF.fill(at=at)
                if len(field.at) > 1 or (field.at and form.field(field.at[0]).many)
                else told
            )
    kinds = {kind.value: kind.title for kind in KINDS}
    label = kinds[field.party_kind] if field.party_kind else LABEL[field.labels[0]].title
    made = (_MAKES if field.makes else _REFERS).fill(label=label)
    if field.kind is FieldKind.PLACE and not field.relation:
        return made if field.makes else str(_PLACE)
    return f"{made}{AND}{_tie(field, at)}" if field.relation else made


def _tie(field: FormField, at: str) -> str:
    assert field.relation is not None
    return _TIE.fill(relation=RELATION[field.relation].title, ends=at)


def _column(roster: str, name: str) -> str:
    declared = ROSTER[roster]
    return _VALUE.fill(roster=declared.title, column=declared.column(name).title)

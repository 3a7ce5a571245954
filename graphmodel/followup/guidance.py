"""What a list says of itself: for whom it is, of which day, how it is filled in, what its words mean."""

from __future__ import annotations

from datetime import date
from typing import Final

from graphmodel.followup.worklists import Worklist
from graphmodel.language import Text
from graphmodel.ontology.choices import REPLIES
from graphmodel.ontology.vocabulary import SEVERITIES
from graphmodel.reporting.wording import COLON, number

_TITLES: Final = {
    "whom": Text("给谁", "for whom"),
    "day": Text("哪一天", "of which day"),
    "due": Text("完成时限", "due"),
    "lines": Text("怎样填“整改清单”", "how to fill in the lines"),
    "rows": Text("怎样填“补填”各表", "how to fill in the rows"),
    "proposed": Text("建议", "proposals"),
    "number": Text("编号", "number"),
    "back": Text("怎样寄回", "how to send it back"),
    "states": Text("整改情况", "states"),
    "severities": Text("排列次序", "order"),
    "marked": Text("保密", "confidence"),
}
_WHOM: Final = Text(
    "{name}{code}。共 {lines} 处，补填 {rows} 行。",
    "{name}{code}: {lines} lines, {rows} rows to fill in",
)
_CODE: Final = Text("（{code}）", " ({code})")
_NOT_SET: Final = Text("未定", "not set")
_LINES: Final = Text(
    "一行是一处缺口。请在“整改情况”里选一项，办完的填“完成日期”，要说明的写在“说明”里。其他各列请不要改。",
    "Each row is one gap. Choose 整改情况 (the state), give 完成日期 (the day it was done), and write in 说明 what there is "
    "to say. Leave the other columns as they are.",
)
_ROWS: Final = Text(
    "灰色格是已知的，请不要改；黄色格请填；白色格知道就填，不知道可以不填。人员、党组织、小区、网格写代码或名称都可以，"
    "重名的在前面写上级名称，例如“示例街道/示例社区”。暂时填不了的行空着，不算错，也不算填。可以在表的下面加行，加的行不用填编号。",
    "Grey cells are known: leave them. Fill in the yellow ones, and of the white ones what you know. A code or a name does; "
    "of two that share a name say what is above, as in 示例街道/示例社区. A row that is left empty says nothing. Rows may "
    "be added below, without a number.",
)
_PROPOSED: Final = Text(
    "黄色格里已经有内容的行是建议，须经研究。原样寄回就是同意；不同意的，把这一行的黄色格清空，或改成别的。",
    "Rows whose yellow cells are filled already are proposals, to be considered. Sent back untouched they are agreed to. "
    "To decline one, empty its yellow cells, or change them.",
)
_NUMBER: Final = Text(
    "由规则、对象类别和对象代码组成，请不要改。“补填”各表的一行为哪一处缺口，看编号。",
    "It is made of rule, kind and code; leave it as it is. It says which gap a row to fill in is for.",
)
_BACK: Final = Text(
    "填好后保存，把这个文件寄回。文件名可以改，行可以排序；请不要改表头和表名。",
    "Save the file and send it back. It may be renamed and its rows sorted; leave headings and sheets as they are.",
)
_STATES: Final = {
    "done": Text("已经补上，“补填”各表里也填了该填的", "it is closed, and the rows are filled in"),
    "in_progress": Text("已经在办，还没有办完", "it is under way"),
    "disputed": Text(
        "名册与实际不一致，缺口并不存在；请在“说明”里写明实际情况",
        "the rosters are wrong; say in 说明 how things are",
    ),
    "not_ready": Text("现在办不了；请在“说明”里写明原因", "it cannot be done now; say in 说明 why"),
}
_SEVERITIES: Final = Text("重的在前：{words}。", "the gravest first: {words}")
_MARKED: Final = Text(
    "内部使用，请勿外传。不要填写身份证号、手机号和门牌号。",
    "For internal use only. Never enter ID-card, phone or door numbers.",
)


def instructions(
    one: Worklist, *, conditions: str, due: date | None, proposing: bool
) -> list[tuple[str, str]]:
    """Headings and texts.

    Args:
        one: the list.
        conditions: of which day and data it is.
        due: until when it is to be done; None: that is not set.
        proposing: whether it holds what a plan proposes.
    """
    code = "" if one.unit is None else _CODE.fill(code=one.unit)
    counts = {"lines": number(one.lines.height), "rows": number(one.rows_to_fill)}
    separator = str(Text("；", "; "))
    states = [f"{choice.title.zh}{COLON}{_STATES[choice.value]}" for choice in REPLIES]
    severities = separator.join(str(words) for words in SEVERITIES.values())
    said = {
        "whom": _WHOM.fill(name=one.name, code=code, **counts),
        "day": conditions,
        "due": due.isoformat() if due else str(_NOT_SET),
        "lines": str(_LINES),
        "rows": str(_ROWS),
        **({"proposed": str(_PROPOSED)} if proposing else {}),
        "number": str(_NUMBER),
        "back": str(_BACK),
        "states": separator.join(states),
        "severities": _SEVERITIES.fill(words=severities),
        "marked": str(_MARKED),
    }
    return [(str(_TITLES[name]), text) for name, text in said.items()]

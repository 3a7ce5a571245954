"""The built-in file: what a report looks like, laid out by GB/T 9704—2012, with fields for what it says.

A4 with margins of 37, 35, 28 and 26 mm; title 小标宋 二号, body 仿宋 三号 at 28 points, headings 黑体 and 楷体, page
numbers between dashes, to the right on odd pages and to the left on even ones. Fonts are named, not embedded, each
with those that may take its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from docx import Document
from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

_SMALL_SONG, _FANG_SONG, _HEI, _KAI, _SONG = "方正小标宋简体", "仿宋", "黑体", "楷体", "宋体"
_FONTS: Final = {
    _SMALL_SONG: "方正小标宋_GBK,小标宋体,华文中宋,宋体,Noto Serif CJK SC",
    _FANG_SONG: "仿宋_GB2312,FangSong,方正仿宋简体,华文仿宋,Noto Serif CJK SC",
    _HEI: "SimHei,方正黑体简体,Microsoft YaHei,Noto Sans CJK SC",
    _KAI: "楷体_GB2312,KaiTi,方正楷体简体,华文楷体,Noto Serif CJK SC",
    _SONG: "SimSun,方正书宋简体,Noto Serif CJK SC",
}
"""Each font with those that may take its place."""
_LATIN: Final = "Times New Roman"
_SECOND, _THIRD, _FOURTH, _SMALL_FIFTH = Pt(22), Pt(16), Pt(14), Pt(9)
"""The sizes 二号, 三号, 四号 and 小五."""
_PITCH: Final = Pt(28)
_CELL_MARGIN: Final = Mm(0.5)
_WIDTH: Final = 210 - 28 - 26
"""Of what is printed, in millimetres."""


def blank() -> Word:
    """The built-in file."""
    document = Document()
    _declare_fonts(document)
    _styles(document)
    _page(document)
    _content(document)
    return document


# --- styles ---


def _styles(document: Word) -> None:
    styles = document.styles
    for language in styles.element.xpath("w:docDefaults//w:lang"):
        language.set(qn("w:eastAsia"), "zh-CN")  # or lines are broken as in English
    normal = styles["Normal"]
    _font(normal, _FANG_SONG, _THIRD)
    normal.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    normal.paragraph_format.line_spacing = _PITCH
    normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)
    for name, font, size in (
        ("Title", _SMALL_SONG, _SECOND),
        ("Subtitle", _KAI, _THIRD),
        ("Heading 1", _HEI, _THIRD),
        ("Heading 2", _KAI, _THIRD),
        ("Caption", _HEI, _FOURTH),
        ("Footer", _SONG, _FOURTH),
        ("Body Text", _FANG_SONG, _THIRD),
    ):
        style = styles[name]
        _font(style, font, size)
        _plain(style)
        style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        style.paragraph_format.line_spacing = _PITCH
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    styles["Title"].paragraph_format.line_spacing = Pt(34)
    for name in ("Title", "Subtitle", "Caption"):
        styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    styles["Caption"].paragraph_format.keep_with_next = True
    styles["Body Text"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    for name in ("Heading 1", "Heading 2", "Body Text"):
        _indent(styles[name])
    mark = styles.add_style("标志", WD_STYLE_TYPE.PARAGRAPH)
    mark.base_style = styles["Normal"]
    _font(mark, _HEI, _THIRD)
    for name, font in (("表格", _FANG_SONG), ("表头", _HEI)):
        cell = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        cell.base_style = styles["Normal"]
        _font(cell, font, _SMALL_FIFTH)
        cell.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        cell.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    picture = styles.add_style("图", WD_STYLE_TYPE.PARAGRAPH)
    picture.base_style = styles["Normal"]
    picture.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    picture.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    picture.paragraph_format.keep_with_next = True


def _font(style: Any, font: str, size: Pt) -> None:
    """A font for Chinese and one for Latin letters; the theme's, which python-docx leaves in, would win over them."""
    style.font.size = size
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for script, name in (("ascii", _LATIN), ("hAnsi", _LATIN), ("eastAsia", font), ("cs", _LATIN)):
        fonts.set(qn(f"w:{script}"), name)


def _plain(style: Any) -> None:
    """Black, upright, without the lines and the spacing of letters that the built-in styles have."""
    style.font.bold = style.font.italic = False
    properties = style.element.get_or_add_rPr()
    for tag in ("w:color", "w:spacing", "w:kern"):
        for found in properties.findall(qn(tag)):
            properties.remove(found)
    paragraph = style.element.get_or_add_pPr()
    for tag in ("w:pBdr", "w:contextualSpacing", "w:numPr"):
        for found in paragraph.findall(qn(tag)):
            paragraph.remove(found)


def _indent(style: Any) -> None:
    """Two letters before the first line."""
    indent = style.element.get_or_add_pPr().get_or_add_ind()
    indent.set(qn("w:firstLineChars"), "200")
    indent.set(qn("w:firstLine"), str(2 * _THIRD.twips))


def _declare_fonts(document: Word) -> None:
    """Name each font with those that may take its place."""
    declared = "".join(
        f'<w:font w:name="{font}"><w:altName w:val="{others}"/><w:charset w:val="86"/></w:font>'
        for font, others in _FONTS.items()
    )
    part = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    part._blob = part.blob.replace(b"</w:fonts>", declared.encode() + b"</w:fonts>")


# --- the page ---


def _page(document: Word) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(24)
    document.settings.odd_and_even_pages_header_footer = True
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = side
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = _FOURTH
        paragraph.add_run("— ")
        paragraph._p.append(_page_number())
        paragraph.add_run(" —")


def _page_number() -> Any:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    return field


# --- what it says ---


def _content(document: Word) -> None:
    add = document.add_paragraph
    add("{{ 标志 }}", "标志")
    add("")
    add("{{ 标题 }}", "Title")
    add("（{{ 日期 }}）", "Subtitle")
    add("")
    add("一、总体情况", "Heading 1")
    add("{{ 总体情况 }}", "Body Text")
    _listed(document, "表1 全覆盖目标", "覆盖率表", _RATES)
    _drawn(document, "覆盖率图", "图1 主要指标（括号内和竖线为上次）")
    add("二、与上次相比", "Heading 1")
    add("{{ 与上次相比 }}", "Body Text")
    _listed(document, "表2 各街道一级缺口（处）", "街道表", _AREAS)
    _drawn(document, "街道图", "图2 各街道一级缺口（处；括号内和竖线为上次）")
    add("三、主要问题", "Heading 1")
    add("{%p for 题 in 主要问题 %}")
    add("（{{ 题.序 }}）{{ 题.内容 }}（{{ 题.规则 }}）", "Heading 2")
    add("{{ 题.正文 }}", "Body Text")
    add("{%p else %}")
    add("没有一级缺口。", "Body Text")
    add("{%p endfor %}")
    add("四、下步建议", "Heading 1")
    add("{{ 下步建议 }}", "Body Text")
    add("{%p if 建议表 %}")
    _listed(document, "表3 建议，须经研究：能补上多少", "建议表", _FARES)
    add("{%p endif %}")
    add("{%p if 未补表 %}")
    add("仍然补不上的和原因如下表。", "Body Text")
    _listed(document, "表4 仍然补不上的", "未补表", _OPEN)
    add("{%p endif %}")
    add("{%p if 不作建议 %}")
    add("{{ 不作建议 }}", "Body Text")
    add("{%p endif %}")
    add("五、口径说明", "Heading 1")
    add("{%p for 段 in 口径说明 %}")
    add("{{ loop.index }}. {{ 段 }}", "Body Text")
    add("{%p endfor %}")
    add("")
    add("附件：各街道各规则缺口数", "Body Text")
    add("")
    dated = add("{{ 成文日期 }}")
    dated.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    dated.paragraph_format.right_indent = 4 * _THIRD
    _annex(document)


_RATES: Final = (
    *(("规则", 9), ("内容", 24), ("对象", 15), ("应", 15), ("已", 15), ("缺", 14), ("未知", 11)),
    *(("不适用", 13), ("率", 14), ("上次", 14), ("增减", 12)),
)
_AREAS: Final = (("街道", 60), ("现在", 30), ("上次", 30), ("增减", 30))
_FARES: Final = (
    *(("规则", 12), ("内容", 56), ("对象", 24), ("措施", 16), ("现有", 16), ("补上", 16), ("仍缺", 16)),
)
_OPEN: Final = (("规则", 14), ("对象", 30), ("原因", 90), ("数目", 20))
"""The columns of each table, and how wide they are in millimetres."""


def _listed(document: Word, caption: str, field: str, columns: Sequence[tuple[str, int]]) -> None:
    """A table with a row for each of a field's; its headings stand on every page it reaches."""
    document.add_paragraph(caption, "Caption")
    table = _table(document, caption, [width for _, width in columns])
    _row(table, [name for name, _ in columns], "表头", repeated=True)
    _row(table, [f"{{%tr for 行 in {field} %}}"], "表格")
    _row(table, [f"{{{{ 行.{name} }}}}" for name, _ in columns], "表格")
    _row(table, ["{%tr endfor %}"], "表格")


def _annex(document: Word) -> None:
    """On pages of its own, a table for every few rules."""
    head = document.add_paragraph("附件", "标志")
    head.paragraph_format.page_break_before = True
    document.add_paragraph("各街道各规则缺口数", "Title")
    document.add_paragraph("")
    document.add_paragraph("{%p for 表 in 附表 %}")
    table = _table(document, "各街道各规则缺口数", 4 * [_WIDTH // 4])
    cells = ["街道", "{%tc for 名 in 表.列 %}", "{{ 名 }}", "{%tc endfor %}"]
    _row(table, cells, "表头", repeated=True)
    _row(table, ["{%tr for 行 in 表.行 %}"], "表格")
    cells = ["{{ 行.街道 }}", "{%tc for 数 in 行.缺口 %}", "{{ 数 }}", "{%tc endfor %}"]
    _row(table, cells, "表格")
    _row(table, ["{%tr endfor %}"], "表格")
    document.add_paragraph("")
    document.add_paragraph("{%p else %}")
    document.add_paragraph("没有缺口。", "Body Text")
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph(
        "注：住户类规则按户计。一个对象在两个街道的，两边都计；不在任何街道的，只计入合计。", "Body Text"
    )


def _drawn(document: Word, field: str, caption: str) -> None:
    document.add_paragraph("")
    document.add_paragraph(f"{{{{ {field} }}}}", "图")
    document.add_paragraph(caption, "Caption").paragraph_format.keep_with_next = False


def _table(document: Word, told: str, widths: Sequence[int]) -> Table:
    """A table without rows, with what it shows for who cannot see it."""
    table: Table = document.add_table(0, len(widths), "Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    margins = OxmlElement("w:tblCellMar")
    for side in ("top", "left", "bottom", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(_CELL_MARGIN.twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), told)
    table._tbl.tblPr.append(caption)
    return table


def _row(table: Table, texts: Sequence[str], style: str, *, repeated: bool = False) -> None:
    row = table.add_row()  # type: ignore[no-untyped-call]
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if repeated:
        properties.append(OxmlElement("w:tblHeader"))
    for place, cell in enumerate(row.cells):
        cell.width = table.columns[place].width
        paragraph: Paragraph = cell.paragraphs[0]
        paragraph.style = style
        paragraph.add_run(texts[place] if place < len(texts) else "")

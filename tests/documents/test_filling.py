"""The Word file: its layout by GB/T 9704, what stands in it, an office's own file, and that an office suite prints it."""

import io
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from graphmodel.alliance import Slice
from graphmodel.documents.built_in import blank
from graphmodel.documents.fields import FIELDS
from graphmodel.documents.filling import Template, write_circular
from graphmodel.engines.embedded import Embedded
from graphmodel.errors import UsageError
from graphmodel.language import speaking
from graphmodel.planning.plan import Plan
from graphmodel.planning.promise import judging_moves
from graphmodel.planning.proposal import Proposal
from graphmodel.reporting.circular import Circular
from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.past import Archive, Past, Then
from graphmodel.rules import Judgement, Settings, judge, rules
from graphmodel.stores import snapshot
from graphmodel.stores.days import Snapshots
from tests.cities import AFTER, BEFORE, TWO_DAYS
from tests.rules import build

Own = Callable[..., Path]


@pytest.fixture(autouse=True)
def _chinese(chinese: None) -> None:
    """A report is in Chinese."""


@pytest.fixture(scope="module")
def circular(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Circular]:
    """A report of a small alliance in which grids are called like markup and formulas."""
    chosen, store = tuple(rules().values()), tmp_path_factory.mktemp("store")
    alliance = build.alliance(TWO_DAYS)
    for day in (BEFORE, AFTER):
        snapshot.save(alliance, store, day)

    def judged(slice_: Slice, id_: str) -> Judgement:
        with Embedded(slice_) as engine:
            return judge(slice_, engine, chosen, snapshot=id_)

    def judged_then(then: Then) -> Judgement:
        return judged(alliance.at(then.day), then.saved.manifest.snapshot)

    archive = Archive(Snapshots(store), chosen, Settings(), judged_then)
    then, told = archive.dated
    with speaking("zh"):
        now = archive.judgement(told)
        after = judging_moves(alliance, now.slice.as_of, partial(judged, id_=now.snapshot))
        plan = Plan(Proposal(alliance, now, ("R25",)), after)
        yield Circular(Dossier(now, past=Past(now, archive, then)), plan)


@pytest.fixture(scope="module")
def report(circular: Circular) -> Document:
    return docx.Document(io.BytesIO(Template().fill(circular)))


@pytest.fixture
def own(tmp_path: Path) -> Own:
    """An office's own file with some paragraphs."""

    def write(*paragraphs: str) -> Path:
        document = docx.Document()
        for paragraph in paragraphs:
            document.add_paragraph(paragraph)
        document.save(str(tmp_path / "own.docx"))
        return tmp_path / "own.docx"

    return write


def text(document: Document) -> str:
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def fonts(document: Document, style: str) -> tuple[str, float]:
    """The font for Chinese and the size of a style."""
    found = document.styles[style]
    return found.element.rPr.rFonts.get(qn("w:eastAsia")), found.font.size.pt


def test_the_page_is_that_of_the_standard(report: Document) -> None:
    (section,) = report.sections
    page = [section.page_width, section.page_height]
    margins = [section.top_margin, section.bottom_margin, section.left_margin, section.right_margin]
    assert [round(length.mm) for length in (*page, *margins) if length] == [210, 297, 37, 35, 28, 26]
    assert fonts(report, "Title") == ("方正小标宋简体", 22)
    assert fonts(report, "Body Text") == ("仿宋", 16)
    assert fonts(report, "Heading 1") == ("黑体", 16)
    assert fonts(report, "Heading 2") == ("楷体", 16)
    assert report.styles["Body Text"].paragraph_format.line_spacing == Pt(28)


def test_pages_are_numbered_between_dashes_odd_ones_to_the_right_even_ones_to_the_left(
    report: Document,
) -> None:
    (section,) = report.sections
    assert report.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, "RIGHT"), (section.even_page_footer, "LEFT")):
        (paragraph,) = footer.paragraphs
        assert [run.text for run in paragraph.runs] == ["— ", " —"]
        assert paragraph._p.xpath("w:fldSimple/@w:instr") == ["PAGE"]
        assert paragraph.alignment is not None
        assert paragraph.alignment.name == side


def test_every_font_names_those_that_may_take_its_place(circular: Circular) -> None:
    with zipfile.ZipFile(io.BytesIO(Template().fill(circular))) as parts:
        declared = parts.read("word/fontTable.xml").decode()
        assert not [name for name in parts.namelist() if "fonts/" in name]
    assert '<w:font w:name="仿宋"><w:altName w:val="仿宋_GB2312,' in declared


def test_headings_are_headings_in_the_order_of_the_contract(report: Document) -> None:
    headings = [
        paragraph.text
        for paragraph in report.paragraphs
        if paragraph.style and paragraph.style.name == "Heading 1"
    ]
    assert headings == ["一、总体情况", "二、与上次相比", "三、主要问题", "四、下步建议", "五、口径说明"]


def test_headings_of_every_table_are_repeated_on_each_page(report: Document) -> None:
    assert len(report.tables) >= 4
    for table in report.tables:
        first, *others = (row._tr.xpath("w:trPr/w:tblHeader") for row in table.rows)
        assert first
        assert not any(others)


def test_two_pictures_tell_in_words_what_they_show(report: Document) -> None:
    rates, streets = report.part.element.xpath("//wp:docPr/@descr")
    assert "一网格一党建指导员25.0%（33.3%）" in rates
    assert "一级缺口" in streets


def test_names_stand_there_as_text_whatever_they_look_like(report: Document) -> None:
    assert "<b>一网格</b>" in text(report)


def test_the_same_report_is_the_same_file_and_says_nothing_of_who_made_it(circular: Circular) -> None:
    filled = Template().fill(circular)
    assert filled == Template().fill(circular)
    properties = docx.Document(io.BytesIO(filled)).core_properties
    assert (properties.category, properties.author, properties.comments) == ("内部使用", "", "")
    assert properties.title == circular.title


def test_an_own_file_is_filled_also_above_and_below_its_pages(circular: Circular, tmp_path: Path) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "{{ 标志 }}"
    document.add_paragraph("{%p for 题 in 主要问题 %}")
    document.add_paragraph("{{ 题.规则 }}：{{ 题.正文 }}")
    document.add_paragraph("{%p endfor %}")
    document.save(str(tmp_path / "own.docx"))
    filled = docx.Document(io.BytesIO(Template(tmp_path / "own.docx").fill(circular)))
    assert filled.sections[0].header.paragraphs[0].text == "内部使用"
    told = [paragraph.text for paragraph in filled.paragraphs if paragraph.text]
    assert any(text.startswith("R25：4个网格中，3个没有党建指导员") for text in told)


def test_the_built_in_file_has_no_field_but_those_declared_and_all_of_them() -> None:
    written = blank().part.element.xml
    unused = [field.name for field in FIELDS if field.name not in written]
    assert unused == ["范围"]  # the title has it; it is for offices' own files


@pytest.mark.parametrize(
    ("written", "named"),
    [("{{ 市长 }}", "市长"), ("{% if 市长 %}{% endif %}", "市长"), ("{{ 范围 }}{{ 市长.名字 }}", "市长")],
)
def test_an_unknown_field_is_named_when_the_file_is_opened(own: Own, written: str, named: str) -> None:
    with pytest.raises(UsageError, match=named):
        Template(own(written))


def test_an_unknown_field_of_a_row_is_named_and_nothing_is_written(
    own: Own, circular: Circular, tmp_path: Path
) -> None:
    template = Template(own("{%p for 题 in 主要问题 %}", "{{ 题.责任人 }}", "{%p endfor %}"))
    with pytest.raises(UsageError, match="责任人"):
        write_circular(circular, tmp_path / "report.docx", template)
    assert not (tmp_path / "report.docx").exists()


@pytest.mark.parametrize(
    "written",
    ["{{ 标题", "{% for 题 in 主要问题 %}", "{{ 标题 | 大写 }}", "{% include 'x' %}", "{{ 标题 / 2 }}"],
)
def test_what_cannot_be_read_between_braces_is_told(own: Own, circular: Circular, written: str) -> None:
    with pytest.raises(UsageError, match=r"own\.docx"):
        Template(own(written)).fill(circular)


@pytest.mark.parametrize("written", ["{{ ().__class__.__bases__ }}", "{{ 标题.__class__ }}"])
def test_a_file_reaches_nothing_but_the_fields(own: Own, circular: Circular, written: str) -> None:
    with pytest.raises(UsageError):
        Template(own(written)).fill(circular)


@pytest.mark.parametrize("content", [b"", b"{\\rtf1 hello}", b"PK\x03\x04 and no archive"])
def test_a_file_that_is_none_of_word_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "own.docx").write_bytes(content)
    with pytest.raises(UsageError, match=r"own\.docx"):
        Template(tmp_path / "own.docx")


def test_a_workbook_under_the_name_of_a_word_file_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "own.docx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(UsageError, match=r"own\.docx"):
        Template(tmp_path / "own.docx")


def test_an_office_suite_opens_and_prints_it(
    circular: Circular, converted: Callable[[Path, str], Path], tmp_path: Path
) -> None:
    write_circular(circular, tmp_path / "通报.docx", Template())
    printed = converted(tmp_path / "通报.docx", "pdf").read_bytes()
    assert (
        printed.count(b"/Type/Page/") + printed.count(b"/Type /Page\n") + printed.count(b"/Type/Page\n") >= 3
    )

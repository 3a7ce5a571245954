"""The pages of a month, from an empty folder to lists that came back: the commands run as they are, in this process."""

import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from graphmodel.console.desk import Desk
from graphmodel.console.door import FILES_AT_MOST, Keys
from graphmodel.drafts import only_writer
from tests.cli.conftest import commands_in
from tests.cli.months import DECEMBER, NOVEMBER
from tests.cli.months import fill_in as fill_in_month
from tests.console.conftest import HERE, PORT, Browser, InThisProcess, said

WRONG = "人员,职务,任职对象\n1,跳舞员<b>,\n"


def hand_in(browser: Browser, folder: Path) -> None:
    """Hand in what is in a folder, file by file, as the script of the page does."""
    for path in sorted(folder.iterdir()):
        with path.open("rb") as content:
            done = browser.send_form(
                "/rosters/files", files={"file": content}, way=f"{folder.name}/{path.name}"
            )
        assert done.status_code == 303, said(done)


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("months")
    for month in (NOVEMBER, DECEMBER):
        fill_in_month(folder / month, month)
    return folder


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, months: Path) -> Browser:
    """A browser at a desk where a month was saved, and the next is handed in."""
    folder = tmp_path_factory.mktemp("console")
    browser = Browser(Desk(folder / "alliance", folder / "scratch", InThisProcess(folder)), Keys(PORT))
    browser.get(browser.keys.address())
    assert browser.send_form("/rosters/folder", folder=str(months / NOVEMBER)).status_code == 303
    loaded = commands_in(folder)("load", browser.desk.rosters.input, "--as-of", "2018-11")
    assert loaded.returncode == 0, loaded.stderr
    browser.send_form("/rosters/clear")
    hand_in(browser, months / DECEMBER)
    return browser


def test_at_an_empty_desk_every_page_says_what_comes_first(browser: Browser) -> None:
    for page in ("/", "/rosters", "/words", "/results", "/lists", "/report", "/months", "/question"):
        shown = browser.get(page)
        assert shown.status_code == 200, page
        assert "放入名册" in said(shown) or "拖到这里" in said(shown)
    refused = browser.send_form("/rosters/check")
    assert refused.status_code == 409
    assert "还没有放入名册" in said(refused)


def test_what_was_checked_is_shown_and_is_not_told_of_other_files(office: Browser, months: Path) -> None:
    office.send_form("/rosters/check")
    assert office.ended == "done", office.job.said
    page = said(office.get("/rosters"))
    assert "没有错误，可以保存" in page
    inside = office.get("/rosters/problems.html")
    assert inside.headers["x-frame-options"] == "SAMEORIGIN"
    assert "2018-12-31/结对.csv" in said(inside)
    files = {"file": ("坏.csv", io.BytesIO(WRONG.encode()))}
    office.send_form("/rosters/files", files=files)
    assert "可以保存" not in said(office.get("/rosters"))
    office.send_form("/rosters/check")
    assert office.ended == "errors"
    assert "有错误，改好后" in said(office.get("/rosters"))
    assert "跳舞员&lt;b&gt;" in office.get("/rosters/problems.html").text
    workbook = office.get("/rosters/problems.xlsx")
    assert "attachment" in workbook.headers["content-disposition"]
    assert zipfile.is_zipfile(io.BytesIO(workbook.content))
    office.send_form("/rosters/save", as_of="2018-12")
    assert office.ended == "errors", "nothing is saved with errors"
    assert len(office.desk.snapshots) == 1
    assert not office.desk.is_saved
    office.send_form("/rosters/clear")
    hand_in(office, months / DECEMBER)


@pytest.fixture(scope="module")
def saved(office: Browser, months: Path) -> Browser:
    office.send_form("/rosters/clear")
    hand_in(office, months / DECEMBER)
    done = office.send_form("/rosters/save", as_of="2018年12月")
    assert done.headers["location"] == "/rosters"
    assert (office.ended, office.job.seen_at) == ("done", "/results"), office.job.said
    return office


def test_saving_is_the_main_job_and_its_pages_stand_in_the_window(saved: Browser) -> None:
    assert [one["as_of"] for one in saved.desk.speaking] == [DECEMBER, NOVEMBER]
    assert {"report.xlsx", "findings.json", "changes.json"} <= {
        one.name for one in saved.desk.results.iterdir()
    }
    assert 'src="/results/pages/index.html"' in saved.get("/results").text
    for page in ("index.html", "changes.html", "network.html", "unit/330.html"):
        answer = saved.get(f"/results/pages/{page}")
        assert answer.status_code == (404 if "330" in page else 200), page
        assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["x-frame-options"] == "SAMEORIGIN"


def test_a_page_of_an_unknown_unit_offers_those_called_like_it(saved: Browser) -> None:
    there = next((saved.desk.results / "unit").glob("*.html"))
    answer = saved.get(f"/results/pages/unit/{there.stem}x.html")
    assert answer.status_code == 404
    assert f"“{there.stem}x”" in said(answer)
    (offered,) = re.findall(rf'<a href="({there.name})">', answer.text)
    assert saved.get(f"/results/pages/unit/{offered}").status_code == 200
    assert "相近" not in saved.get("/results/pages/unit/%3Cb%3E@@.html").text


@pytest.mark.parametrize(
    "way",
    [
        "../alliance/x.html",
        "%2e%2e/secret.html",
        "report.xlsx",
        "findings.json",
        "..%5c..%5cx.html",
        "a%00.html",
    ],
)
def test_nothing_but_pages_of_the_results_is_shown(saved: Browser, way: str) -> None:
    (saved.desk.results.parent / "secret.html").write_text("secret", encoding="utf-8")
    (saved.desk.results / "link.html").unlink(missing_ok=True)
    (saved.desk.results / "link.html").symlink_to(saved.desk.results.parent / "secret.html")
    for address in (f"/results/pages/{way}", "/results/pages/link.html"):
        answer = saved.get(address)
        assert answer.status_code == 404
        assert "secret" not in answer.text.replace("secret.html", "")


def test_lists_go_out_come_back_and_are_merged(saved: Browser) -> None:
    saved.send_form("/lists/make", by="street", due="2019-01-31")
    assert saved.ended == "done", saved.job.said
    page = said(saved.get("/lists"))
    assert "2018-12-31 的清单" in page
    assert "2018-12-31 的数据：写了" in page, "what a command remarks is shown beside its result"
    archive = zipfile.ZipFile(io.BytesIO(saved.get("/lists/all.zip").content))
    names = {
        one["file"] for one in json.loads((saved.desk.results / "lists" / "lists.json").read_text())["lists"]
    }
    assert set(archive.namelist()) == names | {"清单目录.xlsx"}
    for name in names:
        one = saved.get(f"/lists/file/{name}")
        assert one.content == archive.read(name)
        saved.send_form("/lists/returned/files", files={"file": (name, io.BytesIO(one.content))})
    saved.send_form("/lists/collect")
    assert saved.ended == "done", saved.job.said
    page = said(saved.get("/lists"))
    assert "已并入 2018-12-31 的数据" in page
    assert "还没有交回" not in page


@pytest.mark.parametrize("name", ["lists.json/..%2fx", "..%2f..%2fscratch", "...xlsx"])
def test_only_lists_are_handed_out_as_lists(saved: Browser, name: str) -> None:
    for folder in ("file", "returned"):
        assert saved.get(f"/lists/{folder}/{name}").status_code == 404


def test_documents_are_written_and_kept(saved: Browser) -> None:
    assert saved.get("/report/rosters").status_code == 404
    saved.send_form("/report/rosters")
    assert saved.ended == "done", saved.job.said
    kept = saved.get("/report/rosters")
    assert kept.content.startswith(b"PK")
    assert kept.headers["content-disposition"].startswith("attachment")
    assert saved.get("/report/report").content.startswith(b"PK"), "run has written it"
    for unknown in ("nothing", "..%2falliance"):
        assert saved.send_form(f"/report/{unknown}").status_code in {404, 405}


def test_two_months_are_compared_and_one_can_go(saved: Browser) -> None:
    saved.send_form("/months/compare", before=NOVEMBER, after=DECEMBER)
    assert saved.ended == "done", saved.job.said
    assert "紫荆小区" in said(saved.get("/months/differences.html"))
    before = len(saved.desk.snapshots)
    gone = saved.desk.snapshots[-1]
    refused = saved.send_form("/months/drop", saving=f"{gone['snapshot']}@{gone['as_of']}")
    assert refused.status_code == 422, "not without a tick"
    saved.send_form("/months/drop", saving=f"{gone['snapshot']}@{gone['as_of']}", yes="true")
    assert saved.ended == "done", saved.job.said
    assert len(saved.desk.snapshots) == before - 1


def test_a_ready_question_and_one_in_cypher_are_answered_in_a_table(saved: Browser) -> None:
    saved.send_form("/question/ask", name="explore_compound", value="紫荆小区")
    assert saved.ended == "done", saved.job.said
    page = said(saved.get("/question"))
    assert "一网格" in page
    assert "党组织" in page
    saved.send_form("/question/ask", cypher="MATCH (g:Grid) RETURN '<b>' + g.name AS 网格 ORDER BY 网格")
    assert saved.ended == "done", saved.job.said
    shown = saved.get("/question").text
    assert 'src="/question/answer.html"' in shown
    assert "查询的答案" in saved.get("/question/answer.html").text
    assert "<td>&lt;b&gt;一网格</td>" in shown
    assert saved.get("/question/answer.csv").content.decode("utf-8-sig").splitlines()[0] == "网格"
    unsaid = saved.send_form("/question/ask", name="explore_compound", value=" ")
    assert unsaid.status_code == 422, "what the question is of was not said"
    saved.send_form("/question/ask", cypher="MATCH (g) DETACH DELETE g")
    assert saved.ended == "failed"
    assert 'href="/question"' in saved.get("/job").text.partition("<main")[2], (
        "the way back to where one asked"
    )
    assert "只" in said(saved.get("/job"))


def test_a_store_or_folder_that_another_program_holds_is_said_and_stays_as_it_was(saved: Browser) -> None:
    before = saved.desk.snapshots
    with only_writer(saved.desk.results):
        saved.send_form("/rosters/save", as_of="2019-01")
    assert saved.ended == "failed"
    assert "另一个程序" in said(saved.get("/job"))
    assert saved.desk.snapshots == before
    assert saved.get("/results/pages/index.html").status_code == 200


def test_a_question_about_nothing_is_told_why_it_failed(saved: Browser) -> None:
    saved.send_form("/months/compare", before="2018-13", after=DECEMBER)
    assert saved.ended == "failed"
    page = said(saved.get("/job"))
    assert "没有做成" in page
    assert "2018-13 不是日期" in page
    assert "--" not in page, "nobody here types a command"
    assert saved.send_form("/months/compare", before="2018\0", after=DECEMBER).status_code == 422


def test_the_pages_say_nothing_in_english(saved: Browser) -> None:
    for page in ("/", "/rosters", "/results", "/lists", "/report", "/months"):
        shown = re.sub(r"\S*[\\/.]\S*|[0-9a-f]{12}", "", said(saved.get(page)))
        assert set(re.findall("[A-Za-z]{2,}", shown)) <= {"Excel", "WPS", "CSV", "Word"}, page


HOSTILE = "<img src=x onerror=alert(1)>.csv"


def test_a_name_of_a_file_is_a_name_and_leads_nowhere(browser: Browser) -> None:
    for way in (
        HOSTILE,
        "../../outside.csv",
        "/etc/outside.csv",
        "C:\\outside.csv",
        "con.csv",
        "a" * 300 + ".csv",
    ):
        done = browser.send_form("/rosters/files", files={"file": ("x.csv", io.BytesIO(b"a"))}, way=way)
        assert done.status_code == 303
    place = browser.desk.scratch
    assert all(path.is_relative_to(place) for path in place.parent.rglob("*.csv"))
    page = browser.get("/rosters").text
    assert "<img" not in page
    assert (
        browser.send_form("/rosters/files", files={"file": ("x", io.BytesIO(b"a"))}, way="../..").status_code
        == 422
    )


def test_too_large_or_too_many_files_are_refused_and_those_before_stay(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graphmodel.console.handed_in.FILE_AT_MOST", 10)
    monkeypatch.setattr("graphmodel.console.handed_in.FILES_AT_MOST", 2)
    sent = {
        name: browser.send_form("/rosters/files", files={"file": (name, io.BytesIO(b"x" * size))}).status_code
        for name, size in {"a.csv": 10, "b.csv": 11, "c.csv": 1, "d.csv": 1}.items()
    }
    assert sent == {"a.csv": 303, "b.csv": 413, "c.csv": 303, "d.csv": 413}
    assert browser.desk.rosters.files == ["a.csv", "c.csv"]


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # its file closes when it is forgotten
def test_an_upload_that_breaks_off_is_not_taken(browser: Browser) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nhalf'
    headers = {
        "Origin": HERE,
        "X-CSRF-Token": browser.keys.csrf,
        "Content-Type": "multipart/form-data; boundary=x",
    }
    assert browser.post("/rosters/files", content=body, headers=headers).status_code in {400, 422}
    assert browser.desk.rosters.files == []


def test_a_full_disk_is_said_and_leaves_no_half_file(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    browser.send_form("/rosters/files", files={"file": ("a.csv", io.BytesIO(b"x"))})
    monkeypatch.setattr("graphmodel.console.handed_in.shutil.copyfileobj", full)
    refused = browser.send_form("/rosters/files", files={"file": ("b.csv", io.BytesIO(b"x"))})
    assert refused.status_code == 507
    assert "磁盘已满" in said(refused)
    again = browser.send_form("/rosters/files", files={"file": ("a.csv", io.BytesIO(b"y"))})
    assert again.status_code == 507
    assert browser.desk.rosters.files == ["a.csv"], "the old one stays until the new one is whole"


def test_an_address_longer_than_any_name_is_of_no_page(browser: Browser) -> None:
    for folder in ("results/pages", "lists/file"):
        assert browser.get(f"/{folder}/{'长' * 200}.html").status_code == 404


def test_more_files_at_once_than_are_taken_are_too_many(browser: Browser) -> None:
    refused = browser.send_form("/rosters/files", files=[("file", ("a.csv", b"x"))] * (FILES_AT_MOST + 1))
    assert refused.status_code == 413
    assert browser.desk.rosters.is_empty


@pytest.mark.parametrize("folder", ["", "no/such", "/no/such/folder"])
def test_a_folder_that_is_not_there_is_named(browser: Browser, folder: str) -> None:
    refused = browser.send_form("/rosters/folder", folder=folder)
    assert refused.status_code in {409, 422}
    assert folder in said(refused)
    assert browser.desk.rosters.is_empty


WORDS = {
    "区划.csv": "代码,名称,级别,上级代码\n990100000000,示例市,市,\n990102000000,示例区,县,990100000000\n"
    "990102001000,示例街道,街道,990102000000\n990102001001,东风社区,社区,990102001000\n",
    "小区.csv": "小区名称,所属社区,啥性质\n紫荆花园,东风社区,商品房\n",
    "网格.csv": "网格名称,所属小区\n一网格,紫荆园\n",
}


def test_an_own_word_is_confirmed_with_a_click_and_read_so_from_then_on(browser: Browser) -> None:
    for name, text in WORDS.items():
        browser.send_form("/rosters/files", files={"file": (name, io.BytesIO(text.encode()))})
    browser.send_form("/rosters/check")
    assert browser.ended == "errors"
    browser.send_form("/words/ask")
    assert browser.ended == "done", browser.job.said
    lines = browser.desk.words.lines
    unit = next(number for number, line in enumerate(lines) if line["original"][0] == "紫荆园")
    assert lines[unit]["suggested"] == "紫荆花园"
    assert "就是“紫荆花园”" in said(browser.get("/words"))
    done = browser.send_form("/words/confirm", number=unit, said="√")
    assert done.headers["location"] == f"/words#line-{unit}"
    for number, line in enumerate(lines):
        if not line["confirmed"]:
            browser.send_form("/words/confirm", number=number, said="略过")
    assert "都确认了" in said(browser.get("/words"))
    assert not browser.desk.check.is_of(browser.desk.to_read), "what was found before is told no more"
    browser.send_form("/rosters/check")
    assert browser.ended == "done", browser.get("/rosters/problems.html").text
    own = browser.get("/words/own.xlsx")
    assert zipfile.is_zipfile(io.BytesIO(own.content))
    browser.send_form("/words/ask")
    assert any("，" in line["reason"] for line in browser.desk.words.lines), "why it is asked, as it was said"
    assert all(line["confirmed"] for line in browser.desk.words.lines), "confirmed lines are carried over"
    browser.send_form("/words/confirm", number=unit)
    assert "还有 1 行没有确认" in said(browser.get("/words"))
    assert browser.send_form("/words/confirm", number=99, said="√").status_code == 404

"""In Chinese no command prints an English word, an internal name or punctuation of another language."""

import re
import subprocess
from pathlib import Path

import pytest

from graphmodel.cli.commands import COMMANDS
from graphmodel.rules import explorations, rules
from tests.cli.conftest import Run, commands_in
from tests.cli.office import fill_in

ALLOWED = re.compile(
    r"[^\s│、，；：。（）“”]*\.(csv|xlsx|html|json|cypher|txt|docx|toml|args)\b"  # file names
    r"|\b[RSLH][0-9]+\b|\b[0-9a-f]{12,64}\b"  # rules, severities, levels, homes, snapshots
    r"|graphmodel( [a-z-]+)?|--[a-z-]+( (json|csv|xlsx|neo4j|main-urban)\b)?|-o out\b|-[a-z]\b"  # what is typed
    r"|\b(INFO|Sheet|JSON|CSV|TOML|Neo4j|PNG|SET|MATCH|RETURN)\b|\b(GRAPHMODEL|NEO4J)_[A-Z_]+|1\+N"
    r"|\{\{[^{}]*\}\}|\{%[^%]*%\}|\balliance\b(?= 里)"  # fields of a Word template, the folder of the data
)
"""What may be written with Latin letters: names of files, codes, what a person types, names of formats."""
FOREIGN = re.compile(r"[A-Za-z_]{2,}|[\u4e00-\u9fff][,;:!?()]|[,;!?()][\u4e00-\u9fff]")
TYPED = re.compile(
    r"\[(默认|环境变量)：[^\]]*\]|<[a-z0-9|]+>|main-urban|neo4j|rosters|forms|none|csv|xlsx|parquet|Word|\.xlsx"
    r"|\b(DZ|WG|RY)1\b|(?<=[名别格对职册]):=?|,|^ │ [a-z-]+ "
)
"""What help pages name besides: values that are typed, defaults, variables and the marks between them."""
CODE = "code=甲小区"

pytestmark = pytest.mark.usefixtures("asked_here")

CALLS: list[tuple[str, ...]] = [
    ("check", "rosters"),
    ("check", "bad"),
    ("load", "bad"),
    ("run", "bad", "-o", "other"),
    ("coverage",),
    ("coverage", "--by", "street"),
    ("gaps",),
    ("gaps", "--list"),
    ("gaps", "--list", "--verdict", "all"),
    ("gaps", "--scope", "啥"),
    ("gaps", "--store", "没有"),
    ("gaps", "--settings", "没有.toml"),
    ("gaps", "--engine", "neo4j"),
    ("explain", "甲一网格"),
    ("explain", "示例街道"),
    ("explain", "样本局党总支→甲小区"),
    ("explain", "001"),
    ("explain", "啥"),
    ("explain", "R25", "啥"),
    ("diff", "--from", "2018-03-31", "--to", "2018-12-31"),
    ("view", "H1", "-o", "甲.html"),
    ("view", "甲小区", "-o", "甲.html"),
    ("analyse",),
    ("plan",),
    ("plan", "--rule", "R02"),
    ("what-if", "--remove", "001"),
    ("what-if", "--end", "任职:001,党建指导员,甲一网格"),
    ("what-if",),
    ("map", "rosters", "-o", "对照表.xlsx"),
    ("template", "-o", "空白.xlsx"),
    ("synthesise", "-o", "虚构", "--size", "tiny"),
    ("snapshots",),
    ("snapshots", "--drop", "啥"),
    ("history",),
    ("history", "--rule", "R25", "--by", "street"),
    ("history", "--scope", "啥"),
    ("lists", "-o", "清单"),
    ("lists", "-o", "社区清单", "--by", "community", "--due", "2019-01-31", "--plan"),
    ("lists", "-o", "清单", "--due", "啥"),
    ("collect", "下发", "--dry-run"),
    ("collect", "下发", "--lists", "下发"),
    ("collect", "空白.xlsx", "--dry-run"),
    ("collect", "没有", "--dry-run"),
    ("report", "-o", "通报.docx"),
    ("report", "--fields"),
    ("report", "--write-template", "模板.docx"),
    ("report", "-o", "通报.docx", "--template", "没有.docx"),
    ("export", "--format", "rosters", "-o", "名册.xlsx"),
    ("export", "--format", "rosters", "-o", "名册"),
    ("export", "--format", "csv", "-o", "网络"),
    ("export", "--format", "graphml", "-o", "网络.txt", "--as-of", "2017-01-01"),
    ("site", "-o", "网页", "--without-plan"),
    ("site", "-o", "网页", "--as-of", "啥"),
    *(("explain", rule) for rule in rules()),
    *(("query", rule) for rule in ("R01", "R03", "R11", "R26", "R35", "R51")),
    *(("query", name, *(("--param", CODE) if one.codes else ())) for name, one in explorations().items()),
]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """``graphmodel`` where the office's rosters were loaded for two days, and bad ones lie beside them."""
    folder = tmp_path_factory.mktemp("chinese")
    fill_in(folder / "rosters")
    bad = fill_in(folder / "bad")
    (bad / "联户.csv").write_text("人员,户编号\n999,H1\n001,H9\n", encoding="utf-8")
    run = commands_in(folder)
    for day in ("2018-03-31", "2018-12-31"):
        assert run("load", "rosters", "--as-of", day).returncode == 0
    assert run("lists", "-o", "下发").returncode == 0
    return run


def foreign(done: "subprocess.CompletedProcess[str]") -> list[str]:
    lines = (done.stdout + done.stderr).splitlines()
    return [line for line in lines if FOREIGN.search(ALLOWED.sub("", line))]


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_a_command_speaks_chinese_only(call: tuple[str, ...], office: Run) -> None:
    assert foreign(office(*call, lang="zh")) == []


def test_a_table_for_a_spreadsheet_speaks_chinese_only(office: Run) -> None:
    done = office("history", "--rule", "R25", "--format", "csv", lang="zh")
    assert done.returncode == 0
    done.stdout = done.stdout.replace(",", "、")
    assert foreign(done) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_a_help_page_speaks_chinese_only(command: str, office: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    lines = office(command, "--help", lang="zh").stdout.splitlines()
    told = [ALLOWED.sub("", TYPED.sub("", line)) for line in lines if not line.startswith(" 用法：")]
    assert [line for line in told if FOREIGN.search(line)] == []


def test_the_main_job_speaks_chinese_only(office: Run, tmp_path: Path) -> None:
    done = office("run", "rosters", "-o", tmp_path / "out", "--as-of", "2018-12-31", lang="zh")
    done.stdout = done.stdout.replace(str(tmp_path / "out"), "")
    assert foreign(done) == []

"""Every command and every line of Python in the two READMEs is run as it stands there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import commands_in, program_in
from tests.cli.office import INVENTED_DIVISIONS, fill_in

ROOT = Path(__file__).parents[1]
README, ENGLISH = "README.md", "README.en.md"
OF_THE_CHECKOUT = re.compile(r"python3 (scripts/\w+\.py)")


def blocks(readme: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / readme).read_text(encoding="utf-8"), re.DOTALL)


def lines(readme: str) -> list[str]:
    return [line.split("#")[0].strip() for block in blocks(readme, "sh") for line in block.splitlines()]


def office(folder: Path) -> None:
    fill_in(folder / "rosters")
    (folder / "rosters" / "区划名单.csv").unlink()
    (folder / "YOUR_LIST.csv").write_text(INVENTED_DIVISIONS, encoding="utf-8")


def test_the_commands_do_what_they_say(tmp_path: Path) -> None:
    """Once: both show the same commands, as the last test says. Only the first is a program of its own."""
    office(tmp_path)
    run, ran = program_in(tmp_path), 0
    for line in lines(README):
        if script := OF_THE_CHECKOUT.fullmatch(line):
            assert (ROOT / script.group(1)).is_file()
            continue
        program, *arguments = line.split()
        assert program == "graphmodel"
        done = run(*arguments, lang="zh")
        assert done.returncode == 0, (line, done.stderr)
        run, ran = commands_in(tmp_path), ran + 1
    assert ran > 8
    assert (tmp_path / "out" / "index.html").is_file()
    assert (tmp_path / "out" / "report.xlsx").is_file()


@pytest.mark.parametrize("readme", [README, ENGLISH])
def test_the_python_runs(readme: str, tmp_path: Path) -> None:
    office(tmp_path)
    for block in blocks(readme, "python"):
        done = subprocess.run(
            [sys.executable, "-c", block], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode == 0, done.stderr
        assert "甲小区" in done.stdout


def test_both_readmes_show_the_same_commands() -> None:
    assert lines(README) == lines(ENGLISH)
    links = [
        set(re.findall(r"\]\((\w+\.md)\)", (ROOT / readme).read_text(encoding="utf-8")))
        for readme in (README, ENGLISH)
    ]
    assert all((ROOT / name).is_file() for name in links[0] | links[1])

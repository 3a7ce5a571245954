"""What is written about forms for people, in both languages, works as it stands there."""

import re
import shutil
from pathlib import Path

from tests.cli.conftest import commands_in
from tests.rosters.city import write_text
from tests.rosters.test_blank_forms import DIVISIONS, fill_in

DOCS = Path(__file__).parents[2] / "docs"
PAGE, ENGLISH = ((DOCS / name).read_text(encoding="utf-8") for name in ("forms.md", "forms.en.md"))


def commands(page: str) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    return [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]


def test_both_pages_show_the_same_commands() -> None:
    assert commands(PAGE) == commands(ENGLISH)


def test_the_commands_do_what_they_say(tmp_path: Path) -> None:
    graphmodel = commands_in(tmp_path)
    for command in commands(PAGE):
        name, *arguments = command.split()
        assert name == "graphmodel"
        done = graphmodel(*arguments)
        assert done.returncode == 0, (command, done.stderr)
        if arguments[0] == "template":
            back = tmp_path / "收回"
            back.mkdir()
            fill_in(tmp_path / arguments[-1])
            shutil.move(tmp_path / arguments[-1], back)
            write_text(back / "区划.csv", DIVISIONS)
    assert (tmp_path / "out" / "index.html").is_file()

import re
import tomllib
from collections import defaultdict

import environment
import pytest
from packaging.requirements import Requirement

LOCK = environment.LOCK.read_text(encoding="utf-8")
PROJECT = tomllib.loads((environment.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ASKED_FOR = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]
ENTRIES = re.findall(r"^([\w.-]+)==([^\s;]+)((?:.*\\\n)*.*)", LOCK, re.MULTILINE)


def test_every_requirement_is_exact_and_has_hashes() -> None:
    requirements = [line for line in LOCK.splitlines() if line[:1] not in ("", " ", "#")]
    assert len(requirements) == len(ENTRIES) > 0
    assert [name for name, _, rest in ENTRIES if "--hash=sha256:" not in rest] == []


def test_it_names_no_address_and_not_the_project_itself() -> None:
    assert re.findall(r"\S*(?://|--\w*index|--find-links|@)\S*", LOCK) == []
    assert "graphmodel" not in {name for name, *_ in ENTRIES}


@pytest.mark.parametrize("asked_for", ASKED_FOR)
def test_it_keeps_what_the_project_asks_for(asked_for: str) -> None:
    locked = defaultdict(list)
    for name, version, _ in ENTRIES:
        locked[name].append(version)
    requirement = Requirement(asked_for)
    assert locked[requirement.name]
    assert all(map(requirement.specifier.contains, locked[requirement.name]))

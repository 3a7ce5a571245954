import json
import os
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from graphmodel import synthetic
from graphmodel.engines.embedded import Embedded
from graphmodel.rosters import read_rosters
from graphmodel.synthetic import planting
from graphmodel.synthetic.city import invent
from graphmodel.synthetic.plain import readings
from graphmodel.synthetic.planting import Answers, answers
from graphmodel.synthetic.sizes import AREAS
from tests.synthetic.judging import VERDICTS, judged, slice_of

planted_city = cache(synthetic.plant)


def embedded(rosters: dict[str, pl.DataFrame], folder: Path) -> dict[str, Answers]:
    slice_ = slice_of(rosters, folder)
    with Embedded(slice_) as engine:
        return judged(slice_, engine)


def counted(verdicts: Answers) -> Counter[str]:
    total: Counter[str] = Counter()
    for answer in verdicts.values():
        total.update([answer] if isinstance(answer, str) else answer)
    return +total


@pytest.mark.parametrize(("size", "seed"), [("tiny", 0), ("tiny", 1), ("tiny", 2), ("tiny", 3), ("core", 0)])
def test_the_program_finds_exactly_what_the_key_says(size: str, seed: int, tmp_path: Path) -> None:
    planted = planted_city(size, seed)
    for rule, found in embedded(planted.rosters, tmp_path).items():
        assert found == planted.answers.get(rule, found), rule


@pytest.mark.parametrize("seed", range(3))
def test_the_key_is_right_about_a_believable_city_too(seed: int, tmp_path: Path) -> None:
    city = synthetic.synthesise("tiny", seed)
    key = answers(city, synthetic.AS_OF)
    for rule, found in embedded(city, tmp_path).items():
        assert found == key.get(rule, found), rule


@pytest.mark.parametrize("seed", range(8))
def test_before_anything_is_planted_nothing_is_amiss(seed: int) -> None:
    areas = [planting.faultless(area) for area in AREAS["tiny"]]
    key = answers(invent(areas, seed), synthetic.AS_OF)
    for rule, verdicts in key.items():
        assert counted(verdicts).keys() <= {"met", "exempt"}, rule
        assert counted(verdicts)["met"] or rule in {"R11", "R15", "R16"}, rule


def test_before_anything_is_planted_nothing_is_amiss_in_the_published_city() -> None:
    areas = [planting.faultless(area) for area in AREAS["core"]]
    key = answers(invent(areas, 7), synthetic.AS_OF)
    assert all(counted(verdicts).keys() <= {"met", "exempt"} for verdicts in key.values())


def test_every_rule_has_a_planted_gap_and_little_else_is_amiss() -> None:
    planted = planted_city("core", 0)
    assert {plant.rule for plant in planted.plants if plant.verdict == "gap"} == readings().keys()
    assert {plant.rule for plant in planted.plants if plant.verdict == "unknown"} >= {"R26", "R27", "R35"}
    for rule, verdicts in planted.answers.items():
        counts = counted(verdicts)
        assert counts["gap"] + counts["unknown"] < 0.2 * counts.total(), rule


@pytest.mark.parametrize("seed", range(4))
def test_in_a_tiny_city_almost_every_rule_has_a_planted_gap(seed: int) -> None:
    planted = planted_city("tiny", seed)
    assert len({plant.rule for plant in planted.plants if plant.verdict == "gap"}) >= len(readings()) - 2
    for plant in planted.plants:
        answer = planted.answers[plant.rule][plant.subject_label, plant.subject]
        assert answer == plant.verdict or (isinstance(answer, dict) and answer[plant.verdict])


def test_planting_changes_no_more_than_it_says() -> None:
    """Each plant is a change: without it, the subject had another verdict."""
    areas = [planting.faultless(area) for area in AREAS["core"]]
    before = answers(invent(areas, 0), synthetic.AS_OF)
    planted = planted_city("core", 0)
    assert planted.plants
    for plant in planted.plants:
        was = before[plant.rule].get((plant.subject_label, plant.subject))
        assert was != planted.answers[plant.rule][plant.subject_label, plant.subject]


def test_the_key_is_written_beside_the_rosters(tmp_path: Path) -> None:
    planted = planted_city("tiny", 0)
    synthetic.write(planted.rosters, tmp_path, "csv")
    file = synthetic.write_key(planted, tmp_path)
    key = json.loads(file.read_text(encoding="utf-8"))
    assert file.name == "answer_key.json"
    assert key["schema"] == "graphmodel/answer-key/1"
    assert key["as_of"] == "2018-12-31"
    assert key["verdicts"].keys() == readings().keys()
    assert key["planted"][0].keys() == {"rule", "subject_label", "subject", "verdict"}
    grids = planted.rosters["grids"]["id"].to_list()
    assert list(key["verdicts"]["R25"]["Grid"]) == sorted(grids)
    assert set(key["verdicts"]["R35"]["Grid"][grids[0]]) == set(VERDICTS)
    assert read_rosters([tmp_path]).problems.is_empty()


def test_the_same_seed_gives_the_same_key_in_every_process(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib; from graphmodel import synthetic as s; p = s.plant('tiny', 3); "
        "d = pathlib.Path(sys.argv[1]); s.write(p.rosters, d, 'csv'); s.write_key(p, d)"
    )
    written = []
    for hashes in ("1", "2"):
        folder = tmp_path / hashes
        environment = os.environ | {"PYTHONHASHSEED": hashes}
        subprocess.run([sys.executable, "-c", program, folder], check=True, env=environment)
        written.append({file.name: file.read_bytes() for file in folder.iterdir()})
    assert written[0] == written[1]

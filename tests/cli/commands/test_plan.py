"""Proposals, at the terminal and for programs."""

from tests.cli.conftest import Run, answer


def test_people_are_codes_unless_their_names_are_asked_for(loaded: Run) -> None:
    assert "示例丙" not in loaded("plan", "--format", "json").stdout
    document = answer(loaded, "plan", "--with-names")
    assert {"003"} <= {move["row"].get("人员") for move in document["moves"]}
    assert document["names"]["003"] == "示例丙"
    assert "示例丙" in loaded("plan", "--with-names", lang="zh").stdout


def test_what_cannot_be_asked_is_refused(loaded: Run) -> None:
    assert loaded("plan", "--budget", "0").returncode == 2
    assert loaded("plan", "--as-rosters", "rows.csv").returncode == 2
    assert loaded("plan", "--rule", "R99").returncode == 2

from datetime import date
from pathlib import Path

import pytest

from graphmodel.rules.settings import PARAMETERS, TITLES, BrokenSettings, Settings, load_settings


def written(folder: Path, text: str) -> Path:
    path = folder / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_the_defaults_hold() -> None:
    assert load_settings(None) == Settings(window_months=3, max_homes=20, tuesday_share=0.5)


def test_a_file_changes_what_it_names(tmp_path: Path) -> None:
    path = written(tmp_path, "# 标准\nwindow_months = 6\ntuesday_share = 1\n")
    assert load_settings(path) == Settings(window_months=6, max_homes=20, tuesday_share=1.0)


REASONS = {
    "a whole number of at least 1 is expected",
    "a number from 0 to 1 is expected",
    f"there is no such setting; there are {', '.join(Settings.model_fields)}",
}


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("window_months = 0", "window_months"),
        ("window_months = 2.5", "window_months"),
        ('window_months = "3"', "window_months"),
        ("max_homes = 0", "max_homes"),
        ("max_homes = true", "max_homes"),
        ("tuesday_share = 1.01", "tuesday_share"),
        ("tuesday_share = -0.1", "tuesday_share"),
        ("tuesday_share = nan", "tuesday_share"),
        ("max_home = 20", "max_home"),
        ("[rules]\nmax_homes = 20", "rules"),
    ],
)
def test_a_wrong_setting_is_named_with_its_file(tmp_path: Path, text: str, field: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(BrokenSettings) as error:
        load_settings(path)
    assert error.value.facts["reason"] in REASONS
    assert (error.value.facts["file"], error.value.facts["field"]) == (path, field)
    assert error.value.exit_code == 2


def test_what_is_no_settings_file_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.toml", tmp_path, written(tmp_path, "max_homes: 20")):
        with pytest.raises(BrokenSettings, match=path.name):
            load_settings(path)
    (tmp_path / "gbk.toml").write_bytes("# 标准".encode("gbk"))
    with pytest.raises(BrokenSettings, match=r"gbk\.toml"):
        load_settings(tmp_path / "gbk.toml")


@pytest.mark.parametrize(
    ("as_of", "months", "window"),
    [
        (date(2018, 12, 31), 3, ("2018-10", "2018-12")),
        (date(2018, 12, 31), 1, ("2018-12", "2018-12")),
        (date(2019, 2, 1), 3, ("2018-12", "2019-02")),
        (date(2018, 1, 31), 14, ("2016-12", "2018-01")),
        (date(2018, 1, 31), 1_000_000, ("0000-01", "2018-01")),
    ],
)
def test_the_window_ends_with_the_as_of_month(as_of: date, months: int, window: tuple[str, str]) -> None:
    parameters = Settings(window_months=months).parameters(as_of)
    assert (parameters["window_from"], parameters["window_to"]) == window


def test_a_threshold_is_declared_once_and_all_else_follows() -> None:
    parameters = Settings().parameters(date(2018, 12, 31))
    assert TITLES.keys() == PARAMETERS.keys() == Settings.model_fields.keys()
    assert {"as_of", *(name for names in PARAMETERS.values() for name in names)} == parameters.keys()
    assert PARAMETERS["max_homes"] == ("max_homes",)
    assert parameters["max_homes"] == Settings().max_homes

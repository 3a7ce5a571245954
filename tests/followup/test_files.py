from graphmodel.followup.files import file_names


def test_names_keep_letters_of_any_script_and_differ_without_regard_to_case() -> None:
    names = file_names([("a/b·（甲）", "X"), ("A/B·（甲）", "x"), ("é<", None)])
    assert names == ["a_b·（甲）_X.xlsx", "A_B·（甲）_x_2.xlsx", "é_.xlsx"]


def test_long_names_are_cut_and_keep_their_codes() -> None:
    names = file_names([("街" * 100, "330802007"), ("街" * 200, "330802007"), ("街", "码" * 200)])
    assert {len(name) for name in names} == {80}
    assert names[0].endswith("街_330802007.xlsx")
    assert names[1].endswith("_330802007_2.xlsx")

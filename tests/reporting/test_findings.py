import pytest

from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.findings import in_words
from tests.rules.build import judged


def test_evidence_has_titles_and_names() -> None:
    evidence = {"orgs": ["a", "b"], "appointees": 2, "missing": [], "tangible": True, "share": 0.25}
    words = "结对党组织：财政局、b；任职人数：2；缺少：无；党的组织有形覆盖：是；周二走访比例：25.0%"
    assert in_words(evidence, {"a": "财政局"}) == words


def test_homes_are_counted_by_verdict() -> None:
    evidence = {"met": 1200, "gap": 3, "unknown": 0, "exempt": 4}
    assert in_words(evidence, {}) == "达标 1,200 户；缺口 3 户；未知 0 户；不适用 4 户"


def test_what_is_missing_is_named_as_an_analyst_would_look_for_it() -> None:
    missing = {"missing_roster": ["posts", "COVERS", "recommended_by"]}
    words = "未提供的名册：“任职”名册、“党组织”名册的“覆盖对象”列、“任职”名册的“推荐党组织”列"
    assert in_words(missing, {}) == words


@pytest.mark.usefixtures("in_english")
def test_in_english_too() -> None:
    evidence = {"missing": ["has_venue", "secretary"], "missing_roster": ["COVERS"]}
    words = "missing: has a venue, secretary; roster not supplied: the column “覆盖对象” of the roster “Party organisations”"
    assert in_words(evidence, {}) == words


def test_a_code_borne_by_a_person_too_is_not_given_a_name() -> None:
    text = """
    compounds: id part_of
      c1 k1
    grids: id name part_of
      g1 一网格 c1
      g2 一网格 c1
    party_orgs: id name kind
      o1 财政局党支部 organ_branch
      o2 税务局党支部 organ_branch
    people: id
      o2
    pairings: from to
      o1 g1
      o1 g2
    """
    (row,) = (
        Dossier(judged(text, "R22")).findings.filter(verdict="gap", subject_label="PartyOrg").rows(named=True)
    )
    assert row["why"] == "一个机关党支部结对了多个网格；网格：一网格（g1）、一网格（g2）"
    assert row["further"] == "pairings.csv 第2、3行"


def test_a_pairing_is_called_by_its_two_ends() -> None:
    text = """
    compounds: id name part_of
      c1 荷苑小区 k1
    party_orgs: id name kind
      o1 财政局党支部 organ_branch
    pairings: from to agreement_signed_on party_building_list
      o1 c1 2018-05-01 否
    """
    (row,) = Dossier(judged(text, "R44")).findings.rows(named=True)
    assert (row["name"], row["code"]) == ("财政局党支部→荷苑小区", "o1→c1")
    assert row["compound"] == "荷苑小区"

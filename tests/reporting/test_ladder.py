from graphmodel.reporting import ladder
from tests.rules.build import judged

COMMITTEES = """
compounds: id part_of
  c1 k1
people: id
  p1
posts: from post to
owners_committees: id eligible serves
  y1 yes c1
  y2 yes c1
  y3 no c1
party_orgs: id kind form covers
  o1 owners_committee_branch standalone y1
"""


def test_the_caption_shows_the_two_rates_of_this_data_with_their_denominators() -> None:
    said = ladder.caption(judged(COMMITTEES, "R17"))
    assert said.startswith(
        "业主委员会：应建已建 1/2 = 50.0%（占符合条件的），党的组织覆盖 1/3 = 33.3%（占全部）。"
    )
    assert "57" not in said


def test_where_nothing_is_eligible_the_caption_shows_no_rate() -> None:
    said = ladder.caption(judged(COMMITTEES.replace(" yes ", " no "), "R17"))
    assert said == "分母不同，率就不同，引用任何一个率都要连分母一起写。"

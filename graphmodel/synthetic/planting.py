"""A city in which nothing is amiss but what is planted, and the answer key that says what that is.

First a faultless city is invented: every rule is met by every subject, or does not apply to it. Then, for every
rule, a few facts are changed so that chosen subjects become gaps, and some so that they become unknown. One fact
can matter to several rules; the key therefore gives the verdict of every subject of every rule after all changes.
What a rule says, and what is planted for it, is told by its plain reading (:mod:`graphmodel.synthetic.plain`).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

import polars as pl

from graphmodel.drafts import draft
from graphmodel.synthetic.members import TEAM_LEAST
from graphmodel.synthetic.plain import Facts, readings
from graphmodel.synthetic.plain.field import Field, Plant, Rosters
from graphmodel.synthetic.plain.tables import RosterTables
from graphmodel.synthetic.plain.verdicts import Subject
from graphmodel.synthetic.randomness import Dice
from graphmodel.synthetic.sizes import AS_OF, Area, Bodies, Flaws

KEY_FILE: Final = "answer_key.json"
_KEY_SCHEMA: Final = "graphmodel/answer-key/1"

_HOMES_PER_MEMBER: Final = 14
_FEW_HOMES: Final = 1000
_ATTEMPTS: Final = 30

Answers = dict[Subject, str | dict[str, int]]
"""The verdict of every subject of a rule; in rules that count homes, how many have each."""


class Planted(NamedTuple):
    """A planted city: its rosters, what was planted, and the verdict of every subject of every rule."""

    rosters: Rosters
    plants: tuple[Plant, ...]
    answers: dict[str, Answers]


def faultless(area: Area) -> Area:
    """The same area with enough of everything to meet every rule; the published shortages are made good."""
    branches = max(area.branches, area.grids)
    return replace(
        area,
        committees=area.communities,
        paired_communities=area.communities,
        branches=branches,
        linked=branches,
        paired_compounds=area.compounds,
        paired_grids=area.grids,
        two_grid_branches=0,
        appointees=area.communities,
        appointees_unrecommended=0,
        instructors=branches,
        instructors_unrecommended=0,
        homes_unknown=0,
        members=TEAM_LEAST * area.grids + area.homes // _HOMES_PER_MEMBER + area.members_outside,
        members_unplaced=0,
        members_unregistered=0,
        committees_unregistered=0,
        grid_branches=area.compounds - area.grid_groups,
        owners_committees=_all_covered(area.owners_committees),
        property_companies=_all_covered(area.property_companies),
        social_orgs=_all_covered(area.social_orgs),
        faultless=True,
        flaws=Flaws(),
    )


def _all_covered(plan: Bodies) -> Bodies:
    """Half of the bodies with a branch of their own, the others under joint, temporary and mobile ones."""
    standalone = (plan.bodies + 1) // 2
    temporary = (plan.bodies - standalone + 7) // 8
    joint = (plan.bodies - standalone - temporary) // 4
    mobile = plan.bodies - standalone - temporary - 2 * joint
    return Bodies(plan.bodies, standalone, 0, standalone, joint, temporary, mobile, 0)


def answers(
    rosters: Mapping[str, pl.DataFrame], day: date, rules: Collection[str] | None = None
) -> dict[str, Answers]:
    """The verdicts of every rule, as the plain readings work them out.

    Args:
        rosters: every roster, as :func:`graphmodel.synthetic.synthesise` gives them.
        day: the day on which they are asked for.
        rules: the rules to answer; None: all.

    Returns:
        By rule, then by label and code of the subject.
    """
    return answers_of(Facts(RosterTables(rosters, day), day), rules)


def answers_of(facts: Facts, rules: Collection[str] | None = None) -> dict[str, Answers]:
    """The same of facts."""
    return {
        rule: {subject: verdict.answer for subject, verdict in reading.verdicts(facts).items()}
        for rule, reading in readings().items()
        if rules is None or rule in rules
    }


def plant(rosters: Rosters, dice: Dice) -> Planted:
    """Change the rosters of a faultless city so that every rule has something to find, and work out the answer key."""
    sown, plants = sow(rosters, dice)
    verdicts = answers(sown, AS_OF)
    return Planted(sown, borne_out(plants, verdicts), verdicts)


def sow(rosters: Rosters, dice: Dice) -> tuple[Rosters, list[Plant]]:
    """Change the rosters of a faultless city so that every rule has something to find; and what each change is to be.

    Where subjects are few, one change may undo another. There each rule is tried until nothing planted before it is
    lost, and left out if that cannot be. In a large city what is lost is merely not listed.
    """
    few = rosters["households"].height < _FEW_HOMES
    field = Field(rosters, dice.of("plants"))
    planting = [reading for reading in readings().values() if reading.plant]
    for place, reading in enumerate(sorted(planting, key=lambda reading: not reading.needs_room)):
        for attempt in range(_ATTEMPTS if few else 1):
            trial = field.copy(dice.of(f"plant {place} {attempt}"))
            trial.crowded = attempt > _ATTEMPTS // 2
            assert reading.plant
            reading.plant(trial)
            if not few or not _lost(trial.plants, trial.sown()):
                field = trial
                break
    return field.sown(), field.plants


def borne_out(plants: Iterable[Plant], verdicts: dict[str, Answers]) -> tuple[Plant, ...]:
    """The plants that are what they were to become."""
    return tuple(plant for plant in plants if _holds(plant, verdicts))


def _lost(plants: list[Plant], sown: Rosters) -> bool:
    """Whether something that was planted is not what it was to become."""
    verdicts = answers(sown, AS_OF, {plant.rule for plant in plants})
    return not all(_holds(plant, verdicts) for plant in plants)


def _holds(plant: Plant, verdicts: dict[str, Answers]) -> bool:
    answer = verdicts[plant.rule].get((plant.subject_label, plant.subject))
    return bool(answer[plant.verdict]) if isinstance(answer, dict) else answer == plant.verdict


def write_key(planted: Planted, folder: Path) -> Path:
    """Write the answer key beside the rosters, as JSON.

    ``planted`` lists what was planted; ``verdicts`` has, by rule, label and id, the verdict of every subject, or
    for rules that count homes how many homes have each.
    """
    return write_answers(planted.plants, planted.answers, folder / KEY_FILE)


def write_answers(
    plants: Iterable[Plant], answers_: dict[str, Answers], file: Path, part: str | None = None
) -> Path:
    """Write an answer key, as :func:`write_key` does; that of a part of what was planted names it."""
    verdicts: dict[str, dict[str, dict[str, Any]]] = {}
    for rule, subjects in answers_.items():
        of_rule = verdicts.setdefault(rule, {})
        for (label, subject), answer in sorted(subjects.items(), key=lambda item: item[0]):
            of_rule.setdefault(label, {})[subject] = answer
    key = {
        "schema": _KEY_SCHEMA,
        "as_of": AS_OF.isoformat(),
        **({"part": part} if part else {}),
        "planted": [plant._asdict() for plant in plants],
        "verdicts": verdicts,
    }
    text = json.dumps(key, ensure_ascii=False, indent=1) + "\n"
    with draft(file) as place:
        place.write_text(text, encoding="utf-8", newline="\n")
    return file

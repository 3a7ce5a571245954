"""The ontology: what is declared once can be looked up everywhere, and contradicts nothing."""

import re

import pytest

from graphmodel import ontology
from graphmodel.ontology import FORM, LABEL, MAKERS, PART, POST_PLACES, RELATION, ROSTER, Form, ValueType


def test_names_follow_the_conventions_of_the_field() -> None:
    assert all(re.fullmatch(r"(?:[A-Z][a-z]+)+", label) for label in LABEL)
    assert all(re.fullmatch(r"[A-Z]+(?:_[A-Z]+)*", relation) for relation in RELATION)
    columns = [column.name for roster in ROSTER.values() for column in roster.columns]
    assert all(re.fullmatch(r"[a-z]+(?:_[a-z]+)*", name) for name in columns)


@pytest.mark.parametrize("label", LABEL)
def test_every_label_has_a_roster_and_a_table(label: str) -> None:
    assert label in ontology.roster_of(label).makes
    assert list(ontology.node_schema(label))[:2] == ["id", "name"]


@pytest.mark.parametrize("relation", RELATION)
def test_every_relation_is_made_by_a_roster_or_a_reference_column(relation: str) -> None:
    makers = [
        roster.name
        for roster in ROSTER.values()
        if relation in roster.makes
        or any(c.relation == relation and c.value_type is ValueType.REFERENCE for c in roster.columns)
    ]
    assert makers


def test_every_post_has_places_that_a_post_can_be_held_at() -> None:
    posts = {choice.value for choice in ROSTER["posts"].column("post").choices}
    assert posts == POST_PLACES.keys()
    held_at = {end for _, end in RELATION["HOLDS"].pairs}
    assert {place for places in POST_PLACES.values() for place in places} == held_at


def test_a_reference_column_names_only_labels_its_relation_may_join() -> None:
    for roster in ROSTER.values():
        for column in roster.columns:
            if column.value_type is ValueType.REFERENCE and column.relation:
                ends = {end for _, end in RELATION[column.relation].pairs}
                assert set(column.labels) <= ends, (roster.name, column.name)


def test_words_of_a_choice_mean_one_value() -> None:
    for roster in ROSTER.values():
        for column in roster.columns:
            words = [word.lower() for choice in column.choices for word in choice.words]
            assert len(words) - len(set(words)) == sum(
                choice.title.zh.lower() == choice.value for choice in column.choices
            ), column.name


def test_the_place_of_a_second_form_of_a_reference_depends_on_the_row() -> None:
    posts, registrations = ROSTER["posts"], ROSTER["registrations"]
    assert ontology.labels_named_by(posts, posts.column("to"))["secretary"] == ("PartyOrg",)
    assert ontology.labels_named_by(registrations, registrations.column("to")) == {
        "Person": ("PartyOrg",),
        "PartyOrg": ("Community",),
    }


def test_personal_data_is_marked_as_staying_in_the_office() -> None:
    people, homes = ROSTER["people"], ROSTER["households"]
    assert not people.column("name").may_leave
    assert not people.column("id").may_leave
    assert not homes.column("id").may_leave


@pytest.mark.parametrize("form", FORM.values(), ids=FORM)
def test_a_form_says_nothing_the_rosters_could_not(form: Form) -> None:
    fed = {feed for field in form.fields for feed in field.feeds}
    read = {(roster.name, column.name) for roster in ROSTER.values() for column in roster.columns}
    assert fed <= read
    posts = {field.post for field in form.fields} - {None}
    assert posts <= {choice.value for choice in ROSTER["posts"].column("post").choices}


def test_every_label_that_forms_make_has_its_makers() -> None:
    made = {
        (label, form.name)
        for form in FORM.values()
        for field in form.fields
        if field.makes
        for label in field.labels
    }
    assert all((label, forms[0]) in made for label, forms in MAKERS.items())


def test_every_part_is_supplied_by_a_column_of_a_form() -> None:
    supplied = {name for form in FORM.values() for field in form.fields for name in field.supplies}
    assert not PART.keys() - supplied

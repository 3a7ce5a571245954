"""The words in which the ontology is declared: columns, rosters, node labels, relation types.

Declarations are frozen data. What they declare is in the neighbouring modules; what is derived from them (table
schemas, readers, checks, embedded schema, template, texts) is derived where it is used.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict

from graphmodel.language import Text

LIST: Final = "、"
"""What stands between several references or texts in one cell."""


class ValueType(StrEnum):
    """The kind of a cell; it decides how the cell is read, checked and stored."""

    CODE = "code"
    TEXT = "text"
    REFERENCE = "reference"
    YES_NO = "yes-no"
    DATE = "date"
    MONTH = "month"
    COUNT = "count"
    CHOICE = "choice"


class Declaration(BaseModel):
    """Base of every declaration: immutable, and a misspelt field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Choice(Declaration):
    """One value a choice column may hold: stored in English, written in the office's words."""

    value: str
    title: Text
    aliases: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """Everything a cell may say to mean this value."""
        return (self.title.zh, self.value, *self.aliases)


class Group(Declaration):
    """Values that rules speak of together."""

    name: str
    title: Text
    values: tuple[str, ...]


class Property(Declaration):
    """A value that a node or a tie carries."""

    name: str
    title: Text
    value_type: ValueType
    description: Text | None = None
    choices: tuple[Choice, ...] = ()
    default: str | bool | None = None
    """What an empty cell means; None: unknown."""
    may_leave: bool = True
    """Whether the value may stand in what leaves the office."""


class Column(Property):
    """One column of a roster; ``title.zh`` is its heading in the template.

    A value column becomes the property ``name`` of what the roster makes. A reference column becomes ties of type
    ``relation`` from the thing of the row to the things it names, unless it is an end of the tie the row itself makes.
    """

    aliases: tuple[str, ...] = ()
    """Further headings under which the column is recognised."""
    example: str = ""
    """What the template's example row shows, where its kind does not say enough."""
    required: bool = False
    opaque: bool = False
    """TEXT: a code of the office's own, in which personal numbers are looked for."""
    at_most: str | None = None
    """COUNT: the column of the same row that it may not exceed."""
    after: str | None = None
    """DATE: the column of the same row that it must be later than."""
    labels: tuple[str, ...] = ()
    """REFERENCE: the labels the other thing may have; none: it is read as one, and looked up by who knows what it is."""
    many: bool = False
    """REFERENCE: the cell may list several things. TEXT: several texts, stored as one with :data:`LIST` between them."""
    relation: str | None = None
    """REFERENCE: the type of the ties made; on a value column: the relation whose ties carry the value."""
    labels_by: str | None = None
    """REFERENCE: the column of the same row that narrows ``labels``."""
    on: tuple[str, ...] = ()
    """The labels whose nodes carry the value, when not all that the roster makes."""
    only_for: tuple[str, ...] = ()
    """The values of ``only_by`` for which the column is read; empty: all."""
    only_by: str | None = None
    """The column of the same row that decides whether it is read."""
    required_there: bool = False
    """Whether it must be filled where it is read, though a table need not have it."""
    identifies: bool = False
    """On the roster of a relation, or of what ends: rows that differ in it say different things, also at the same time."""
    elsewhere: tuple[str, str] | None = None
    """REFERENCE: a word that names no thing, and the yes/no property it sets."""

    @property
    def becomes(self) -> str:
        """REFERENCE: what it is made into, a relation or a property of one."""
        return self.relation or self.name

    @property
    def guarded(self) -> bool:
        """Whether personal numbers are looked for in its cells."""
        return self.opaque or self.value_type in {ValueType.CODE, ValueType.REFERENCE, ValueType.TEXT}

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading under which the column is recognised."""
        return (self.title.zh, *self.aliases)


class Roster(Declaration):
    """One table an office keeps. ``makes`` says what its rows become."""

    name: str
    title: Text
    description: Text
    makes: tuple[str, ...]
    """Labels (divisions make four), the one relation type, or waivers or endings, which are neither."""
    columns: tuple[Column, ...]
    label_by: str | None = None
    """The choice column that decides which of ``makes`` a row becomes."""
    parent: str | None = None
    """The reference column whose code begins a code filled in for an empty one."""

    def column(self, name: str) -> Column:
        """The column of that name.

        Raises:
            KeyError: no column is called so.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def of_ties(self) -> bool:
        """Whether each row joins one thing to one other: by a tie of its own, or to end such a row."""
        return {"from", "to"} <= {column.name for column in self.columns}

    @property
    def required(self) -> tuple[Column, ...]:
        """The columns a table must have to be this roster."""
        return tuple(column for column in self.columns if column.required)


class Part(Declaration):
    """What some columns of a form supply of a roster, or of the relation that a column of one makes."""

    name: str
    roster: str
    of: str
    """That roster, or the relation type that its column makes."""
    title: Text
    """What rows of it tell of."""


class NodeLabel(Declaration):
    """A kind of node."""

    name: str
    title: Text
    description: Text
    derived: tuple[Property, ...] = ()
    """Properties that no column holds by itself."""
    of_people: bool = False
    """Whether each is a person or a home: never named or drawn, counted on pages, under a pseudonym outside the office."""


class RelationType(Declaration):
    """A kind of tie, with the pairs of labels it may join and the phrase of the article it stands for."""

    name: str
    title: Text
    pairs: tuple[tuple[str, str], ...]
    phrase: str = ""
    derived: tuple[Property, ...] = ()


class FieldKind(StrEnum):
    """What the cells of a column of a form hold."""

    PLACE = "place"
    """The name or code of a street, community, compound or grid."""
    THING = "thing"
    """Names of Party organisations or bodies."""
    PERSON = "person"
    """Mentions of people, always a list."""
    VALUE = "value"
    """What a column of a roster holds: a code, a word, a date, a reference by name."""
    IDENTITY = "identity"
    """What tells people apart and is never kept: unit, phone, ID number."""
    ADDRESS = "address"
    """Homes, by code or address, or the room of one."""
    COUNTED = "counted"
    """How many there are: compared, never believed."""


class SubHeading(Declaration):
    """What stands below, beside or in brackets behind a heading and says which part of it a column holds."""

    name: str
    title: Text
    aliases: tuple[str, ...] = ()

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading under which the part is recognised."""
        return (self.title.zh, *self.aliases)


class FormField(Declaration):
    """One column of a form: what its cells hold and which rows of which rosters they feed."""

    name: str
    title: Text
    kind: FieldKind
    aliases: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    """PLACE, THING: what its cells name."""
    many: bool = False
    """Whether a cell may list several."""
    makes: bool = False
    """Whether it makes what it names, where nothing that goes before it does; else it refers to it."""
    party_kind: str | None = None
    """THING that makes Party organisations: their kind; None: told by the row's ``kind`` or the name's end."""
    relation: str | None = None
    """The tie it makes with what stands in the fields ``at``."""
    post: str | None = None
    """PERSON with HOLDS: the post; None: each one's duty says which."""
    at: tuple[str, ...] = ()
    """The fields whose things hold the post, carry the value or are the other end of the tie: all that are there."""
    feeds: tuple[tuple[str, str], ...] = ()
    """VALUE: rosters and their columns that take what the cell says."""
    counts: str | None = None
    """COUNTED: ``homes``, ``homes_contacted`` or ``members``."""
    supplies: tuple[str, ...] = ()
    """The parts of rosters that are supplied when the column is there."""

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading under which the column is recognised, those the rosters give the same column included."""
        return (self.title.zh, *self.aliases)


class Form(Declaration):
    """A wide table an office keeps, one row per thing, which is read as rows of several rosters."""

    name: str
    title: Text
    description: Text
    """What a row is."""
    makes: str
    """The label of the thing of the row."""
    keys: tuple[tuple[str, ...], ...]
    """The fields by which it is recognised: of every group one."""
    needs: tuple[str, ...] = ()
    """Place fields without which no row is read, unless the place is told elsewhere."""
    fields: tuple[FormField, ...]

    def field(self, name: str) -> FormField:
        """The column of that name.

        Raises:
            KeyError: no column is called so.
        """
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)

"""The words in which the ontology is declared: columns, rosters, node labels, relation types.

Declarations are frozen data. What they declare is in the neighbouring modules; what is derived from them (table
schemas, readers, checks, embedded schema, template, texts) is derived where it is used.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from graphmodel.language import Text


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
    """REFERENCE: the cell may list several things."""
    relation: str | None = None
    """REFERENCE: the type of the ties made; on a value column: the relation whose ties carry the value."""
    labels_by: str | None = None
    """REFERENCE: the column of the same row that narrows ``labels``."""
    on: tuple[str, ...] = ()
    """The labels whose nodes carry the value, when not all that the roster makes."""
    only_for: tuple[str, ...] = ()
    """Kinds of Party organisations for which the column is read; empty: all."""
    identifies: bool = False
    """On the roster of a relation: ties that differ in it are different ties, also at the same time."""
    elsewhere: tuple[str, str] | None = None
    """REFERENCE: a word that names no thing, and the yes/no property it sets."""

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
    """Labels (divisions make four), the one relation type, or waivers, which are neither."""
    columns: tuple[Column, ...]
    label_by: str | None = None
    """The choice column that decides which of ``makes`` a row becomes."""
    former_names: Column | None = None
    """A further column: earlier names of the thing, by which references may call it; not stored in the network."""
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
    def required(self) -> tuple[Column, ...]:
        """The columns a table must have to be this roster."""
        return tuple(column for column in self.columns if column.required)


class Part(Declaration):
    """What some columns of a form supply of a roster, or of the relation that a column of one makes."""

    name: str
    of: str
    """The roster, or the relation type."""
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

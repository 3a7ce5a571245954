"""Where every card stands in the views of places: computed from the hierarchy, the same every time.

A view of a division nests what is below it as blocks: the division above, its parts as blocks within a frame, packed
to the shape of a screen. The views of a community and of a compound are tables whose rows are compounds and whose
columns follow the red thread, so that ties run sideways between neighbours.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, NamedTuple

import polars as pl

from graphmodel.language import Text
from graphmodel.pages.network.content import GROUPS
from graphmodel.reporting.drawing import COUNTS, PLACES, Drawing

DRAWN_AT_MOST: Final = 300
"""What is drawn unless more is asked for."""
SLOW_ABOVE: Final = 1000
REFUSED_ABOVE: Final = 3000

CARD: Final = (148, 42)
"""Width and height of a card with two lines of name, in units in which its letters are 15 high."""
_GAP: Final = (16, 9)
_NESTED_GAP: Final = (10, 7)
_SCREEN: Final = (900, 780)
"""The room for the picture in a window of 1440 × 900; positions are packed to its shape."""
_READABLE: Final = 0.8
"""Drawn smaller than this, letters are less than 12 pixels high."""
_PAD: Final = 8
_HEAD: Final = 28
_DETAILED: Final = (168, 46)
_LINE: Final = 18
_LETTER: Final = 15
_BESIDE_NAME: Final = 54
"""What a card of one line needs beside name and number: the signs of its group and of its verdict."""
_LINES_AT_MOST: Final = 16
_BESIDE_LINES: Final = 34

_TITLES: Final = {
    "County": Text("县", "counties"),
    "Street": Text("街道", "streets"),
    "Community": Text("社区", "communities"),
    "Compound": Text("小区", "compounds"),
    "members": Text("全部成员", "members"),
}
_COLUMN_HEADS: Final = (
    Text("业委会、物业等", "bodies"),
    Text("小区", "compounds"),
    Text("网格", "grids"),
    Text("党支部（党小组）", "branches"),
    Text("结对的机关党组织", "paired organ orgs"),
)


@dataclass(frozen=True)
class View:
    """One drawing of a place: which nodes stand where."""

    depth: str
    """How far down it goes: the lowest label of division, or ``members``; the last part of its address."""
    cards: tuple[Card, ...]
    frames: tuple[Box, ...]
    heads: tuple[tuple[float, float, Text], ...] = ()
    left_out: dict[str, int] = field(default_factory=dict)
    """How many of each group belong here and are not drawn."""
    size: tuple[int, int] = CARD
    """Width and height of its cards."""
    heights: tuple[int, ...] = ()
    """Of each card, where cards tell posts and gaps in lines of their own."""

    @property
    def scale(self) -> float:
        """How large it can be drawn in the nominal screen."""
        right = max(card.x for card in self.cards) - min(card.x for card in self.cards) + self.size[0]
        down = max(card.y for card in self.cards) - min(card.y for card in self.cards) + self.size[1]
        return min(_SCREEN[0] / right, _SCREEN[1] / down)

    def columns(self) -> dict[str, Any]:
        """The view for JSON, in columns of whole numbers."""
        return {
            "depth": self.depth,
            "title": _TITLES[self.depth],
            "size": self.size,
            "nodes": [card.node for card in self.cards],
            "x": [round(card.x) for card in self.cards],
            "y": [round(card.y) for card in self.cards],
            "frames": [[round(side) for side in frame] for frame in self.frames],
            "heads": [[round(x), round(y), text] for x, y, text in self.heads],
            "heights": self.heights,
            "left_out": list(self.left_out.items()),
        }


class Card(NamedTuple):
    """A node and the middle of its card."""

    node: int
    x: float
    y: float


class Box(NamedTuple):
    """A frame: left, top, width, height."""

    x: float
    y: float
    width: float
    height: float


class _Way(NamedTuple):
    """One way of nesting: how large cards are, in how many columns the lowest stand, how wide the blocks between are."""

    size: tuple[int, int]
    leaf_columns: int
    shape: float


class _Block(NamedTuple):
    """A rectangle: a card alone, or blocks that stand in it; where cards stand is only worked out for the best."""

    width: float
    height: float
    node: int | None = None
    parts: tuple[tuple[float, float, _Block], ...] = ()
    framed: bool = False

    @property
    def single(self) -> bool:
        """Whether it is a card alone."""
        return self.node is not None

    def cards(self, x: float = 0, y: float = 0) -> Iterator[Card]:
        """The cards in it, when its corner is put there."""
        if self.node is not None:
            yield Card(self.node, x + self.width / 2, y + self.height / 2)
        for right, down, part in self.parts:
            yield from part.cards(x + right, y + down)

    def frames(self, x: float = 0, y: float = 0) -> Iterator[Box]:
        """The frames in it, the outer before the inner."""
        if self.framed:
            yield Box(x + 3, y + 3, self.width - 6, self.height - 6)
        for right, down, part in self.parts:
            yield from part.frames(x + right, y + down)


def views(drawing: Drawing) -> dict[int, list[View]]:
    """The views of every place by its number; of each, first the one to open."""
    return _Layout(drawing).views()


@dataclass(frozen=True)
class _Layout:
    drawing: Drawing

    def views(self) -> dict[int, list[View]]:
        found = {}
        for label in PLACES:
            for node in self._numbers(label):
                if label == "Compound":
                    found[node] = [self._compound(node)]
                elif label == "Community":
                    found[node] = self._community(node)
                else:
                    found[node] = self._division(node, label)
        return found

    def _numbers(self, label: str) -> list[int]:
        return self.drawing.nodes.filter(pl.col("label") == label)["node"].to_list()

    # --- what is tied to what ---

    @cached_property
    def _groups(self) -> list[str]:
        return self.drawing.nodes["group"].to_list()

    @cached_property
    def _into(self) -> dict[tuple[str, int], list[int]]:
        """What has a tie of a type to a node, in order."""
        into = defaultdict(list)
        for start, end, relation in self.drawing.edges.select("from", "to", "relation").iter_rows():
            into[relation, end].append(start)
        return into

    @cached_property
    def _from(self) -> dict[tuple[str, int], list[int]]:
        """What a node has a tie of a type to, in order."""
        out = defaultdict(list)
        for start, end, relation in self.drawing.edges.select("from", "to", "relation").iter_rows():
            out[relation, start].append(end)
        return out

    def _tied(self, relation: str, nodes: Iterable[int]) -> list[int]:
        return [start for node in nodes for start in self._into.get((relation, node), ())]

    def _parts(self, node: int) -> list[int]:
        """The places right below; communities without compounds are none of the programme's."""
        below = self._into.get(("PART_OF", node), [])
        return [
            part
            for part in below
            if self._groups[part] in PLACES
            and (self._groups[part] != "Community" or ("PART_OF", part) in self._into)
        ]

    def _all_below(self, node: int) -> Iterator[int]:
        for part in self._into.get(("PART_OF", node), ()):
            if self._groups[part] in PLACES:
                yield part
                yield from self._all_below(part)

    # --- divisions: blocks in blocks ---

    def _division(self, node: int, label: str) -> list[View]:
        """A view per level below; to be opened first: the deepest that can be read without moving it."""
        belonging = list(self._all_below(node))
        found: list[View] = []
        for depth, lowest in enumerate(PLACES[PLACES.index(label) + 1 :], 1):
            view = self._nested(node, depth, lowest, belonging)
            if len(view.cards) > REFUSED_ABOVE:
                break
            if found and len(view.cards) == len(found[-1].cards):
                found.pop()
            found.append(view)
        readable = [
            view for view in found if view.scale >= _READABLE and len(view.cards) <= DRAWN_AT_MOST
        ] or found[:1]
        first = readable[-1]
        return [first, *(view for view in found if view is not first)]

    def _nested(self, node: int, depth: int, lowest: str, belonging: list[int]) -> View:
        size = self._size(node, depth)
        ways = (_Way(size, columns, shape) for columns in (1, 2, 3, 4, 6) for shape in (0.6, 1.2, 2.4))
        best = max((self._block(node, depth, way) for way in ways), key=_fit)
        cards = tuple(best.cards())
        drawn = {card.node for card in cards}
        return View(
            lowest,
            cards,
            tuple(best.frames()),
            left_out=self._count(set(belonging) - drawn),
            size=size,
        )

    def _size(self, node: int, depth: int) -> tuple[int, int]:
        """Cards of one line where names are short, of two where they are not."""
        longest = max(map(self._length, self._down_to(node, depth)))
        wide = longest + _BESIDE_NAME
        return (max(wide, 100), 28) if wide <= CARD[0] * 1.2 else CARD

    def _down_to(self, node: int, depth: int) -> Iterator[int]:
        yield node
        for part in self._parts(node) if depth else ():
            yield from self._down_to(part, depth - 1)

    def _length(self, node: int) -> int:
        """About how long a name and the number beside it are."""
        return _long(self._names[node]) + _long(str(self._gaps_within.get(node, "")))

    @cached_property
    def _gaps_within(self) -> dict[int, int]:
        return dict(self.drawing.below.select("node", "S1").iter_rows())

    @cached_property
    def _names(self) -> list[str]:
        return self.drawing.called.to_list()

    def _block(self, node: int, depth: int, way: _Way) -> _Block:
        parts = self._parts(node) if depth else []
        if not parts:
            return _single(node, way.size)
        blocks = [self._block(part, depth - 1, way) for part in parts]
        if all(block.single for block in blocks):
            inner = _packed(blocks, way.leaf_columns)
        else:
            tries = (_packed(blocks, columns) for columns in range(1, len(blocks) + 1))
            inner = max(tries, key=lambda block: min(way.shape / block.width, 1 / block.height))
        return _headed(_single(node, way.size), inner)

    def _count(self, nodes: Iterable[int]) -> dict[str, int]:
        counted = Counter(self._groups[node] for node in nodes)
        return {group: counted[group] for group in GROUPS if counted[group]}

    # --- communities and compounds: rows along the red thread ---

    def _community(self, node: int) -> list[View]:
        compounds = self._parts(node)
        table = _Table()
        leading = self._tied("SEATED_IN", [node])
        organs = [*self._tied("PAIRED_WITH", [node]), *self._tied("REGISTERED_WITH", [node])]
        table.row([[], [node], [], leading, organs])
        heads = table.heads()
        for compound in compounds:
            table.row(self._columns(compound), framed=True)
        whole = View("members", tuple(table.cards), tuple(table.frames), heads)
        if len(whole.cards) <= DRAWN_AT_MOST:
            return [whole]
        block = _headed(_single(node, CARD), _packed([_single(part, CARD) for part in compounds], 5))
        cards = tuple(block.cards())
        left_out = self._count({card.node for card in whole.cards} - {card.node for card in cards})
        short = View("Compound", cards, tuple(block.frames()), left_out=left_out)
        return [short, *([whole] if len(whole.cards) <= REFUSED_ABOVE else [])]

    def _columns(self, compound: int) -> list[list[int]]:
        """The members of a compound's alliance, by column."""
        grids = [part for part in self._into.get(("PART_OF", compound), ()) if self._groups[part] == "Grid"]
        bodies = []
        for body in self._tied("SERVES", [compound]):
            bodies += [body, *self._tied("COVERS", [body])]
        organs = [*self._tied("PAIRED_WITH", grids), *self._tied("PAIRED_WITH", [compound])]
        return [bodies, [compound], grids, self._tied("COVERS", grids), organs]

    def _compound(self, node: int) -> View:
        columns = self._columns(node)
        branches = [org for org in (*columns[0], *columns[3]) if self._groups[org] == "own"]
        above = self._from.get(("PART_OF", node), [])
        leading = [org for branch in branches for org in self._from.get(("LED_BY", branch), ())]
        approving = [org for branch in branches for org in self._from.get(("APPROVED_BY", branch), ())]
        table = _Table(_DETAILED, self._heights)
        table.row([[], above, [], leading, approving])
        table.bottom += 3 * _PAD
        heads = table.heads()
        table.row(columns, framed=True)
        heights = tuple(self._heights[card.node] for card in table.cards)
        return View(
            "members",
            tuple(table.cards),
            tuple(table.frames),
            heads,
            size=_DETAILED,
            heights=heights,
        )

    @cached_property
    def _heights(self) -> list[int]:
        """How high each card is when it tells in lines of its own what is missing, and posts by number."""
        wrong = {
            (rule.id, label): min(2, _lines(f"▲{subject.gap.zh}"))
            for rule in self.drawing.dossier.rules
            for label, subject in rule.subjects.items()
        }
        gaps = self.drawing.findings.filter(pl.col("severity").is_in(("S1", "S2")))
        lines = Counter(self.drawing.loose["node"])
        for node, rule, label in gaps.select("on", "rule", "label").iter_rows():
            lines[node] += wrong[rule, label]
        posts: dict[int, str] = defaultdict(str)
        for node, what, count in self.drawing.posts.iter_rows():
            posts[node] += f"、{COUNTS[what].zh} {count}"
        lines.update({node: min(5, _lines(text[1:])) for node, text in posts.items()})
        numbers = range(self.drawing.nodes.height)
        return [_DETAILED[1] + _LINE * min(lines[node], _LINES_AT_MOST) for node in numbers]


@dataclass
class _Table:
    """Rows of stacks of cards, each node once; every row begins below the one before it."""

    size: tuple[int, int] = CARD
    heights: Sequence[int] | None = None
    cards: list[Card] = field(default_factory=list)
    frames: list[Box] = field(default_factory=list)
    bottom: float = 0
    placed: set[int] = field(default_factory=set)

    @property
    def _width(self) -> int:
        return self.size[0] + _GAP[0]

    def heads(self) -> tuple[tuple[float, float, Text], ...]:
        """A line with the heads of the columns."""
        self.bottom += _HEAD
        return tuple(
            (column * self._width, self.bottom - _HEAD / 2, text) for column, text in enumerate(_COLUMN_HEADS)
        )

    def row(self, columns: Sequence[Sequence[int]], *, framed: bool = False) -> None:
        """Add a row: one stack per column. The last column stands lower, so that its long ties can be told apart."""
        top, lowest = self.bottom, self.bottom
        for column, stack in enumerate(columns):
            last = column == len(columns) - 1
            y = top + (self.size[1] / 2 if last and framed else 0)
            for node in dict.fromkeys(stack):
                if node not in self.placed:
                    self.placed.add(node)
                    height = self.heights[node] if self.heights else self.size[1]
                    self.cards.append(Card(node, column * self._width, y + height / 2))
                    y += height + _GAP[1]
            lowest = max(lowest, y)
        if framed:
            left = -self._width / 2
            self.frames.append(Box(left, top - _PAD / 2, self._width * len(columns), lowest - top + 2))
        self.bottom = lowest + _PAD


def _single(node: int, size: tuple[int, int]) -> _Block:
    """A card by itself, with the gap around it."""
    return _Block(size[0] + _NESTED_GAP[0], size[1] + _NESTED_GAP[1], node)


def _packed(blocks: Sequence[_Block], columns: int) -> _Block:
    """Blocks in columns of one width, each put into the shortest."""
    width = max(block.width for block in blocks)
    heights = [0.0] * min(columns, len(blocks))
    parts = []
    for block in blocks:
        column = heights.index(min(heights))
        parts.append((column * width + (width - block.width) / 2, heights[column], block))
        heights[column] += block.height
    return _Block(width * len(heights), max(heights), parts=tuple(parts))


def _headed(head: _Block, inner: _Block) -> _Block:
    """A block under the card of what it is part of, in a frame."""
    width = max(inner.width, head.width) + _PAD
    parts = (
        ((width - head.width) / 2, _PAD / 2, head),
        ((width - inner.width) / 2, _PAD / 2 + head.height, inner),
    )
    return _Block(width, head.height + inner.height + _PAD, parts=parts, framed=True)


def _long(text: str) -> int:
    """About how long a text is: Chinese letters are as wide as they are high."""
    return round(sum(_LETTER if ord(letter) > 0x2E80 else _LETTER * 0.6 for letter in text))


def _lines(text: str) -> int:
    """About how many lines a text takes in a card that tells more than its name."""
    return -(-_long(text) // (_DETAILED[0] - _BESIDE_LINES))


def _fit(block: _Block) -> float:
    return min(_SCREEN[0] / block.width, _SCREEN[1] / block.height)

"""unit/CODE.html: everything about one county, street, community or compound, on one sheet of A4."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from urllib.parse import quote

import polars as pl

from graphmodel.charts.cards import Card, cards_chart
from graphmodel.charts.chart import Chart
from graphmodel.charts.treemap import steps_in_words
from graphmodel.language import Text
from graphmodel.ontology.vocabulary import SEVERITIES
from graphmodel.pages.network.content import GROUPS
from graphmodel.pages.network.layout import View
from graphmodel.pages.overview import areas_chart
from graphmodel.pages.shell import Page, Site
from graphmodel.reporting.addresses import address
from graphmodel.reporting.drawing import Drawing
from graphmodel.reporting.figures import Unit, above, rate, unit_key
from graphmodel.reporting.wording import label_title
from graphmodel.rules.changes import STATES

ROOT: Final = "../"
_LISTED_AT_MOST: Final = {"County": 10, "Street": 10, "Community": 18, "Compound": 16}
"""Gaps by name, so that the page is printed on one sheet."""
_PAIRED_AT_MOST: Final = 11
_RULES_AT_MOST: Final = 12
_MAP: Final = (540, 260)
_CARD: Final = 30
_CARD_LINE: Final = 15
"""How high a card is, and each line that tells what is missing."""
_THREAD: Final = Text("{name}的红线", "the red thread of {name}")
_KINDS: Final = {
    "S1": "seen1",
    "S2": "seen2",
    "S3": "seen3",
    "unknown": "seenu",
    "met": "seenm",
    "none": "seenn",
}
_TITLE: Final = Text("单位", "Unit")
_STYLES: Final = ("head.css", "page.css", "unit.css")


@dataclass(frozen=True, eq=False)
class UnitPages:
    """The pages of all units of a site, with what they share worked out once."""

    site: Site

    def pages(self) -> Iterator[tuple[Page, dict[str, Any]]]:
        """Every page and what it shows."""
        for row in self._units:
            file = self.site.page(row["label"], row["code"])
            if file is not None:
                yield Page(file, _TITLE, lambda _: {}, styles=_STYLES), self._content(row)

    def _content(self, row: dict[str, Any]) -> dict[str, Any]:
        key, figures = unit_key(row), self.site.figures
        units_above = list(self._above(row))
        things = figures.things_of.get(key, [])
        most = _LISTED_AT_MOST[row["label"]]
        rules = figures.rules_of.get(key, [])
        pairings = figures.pairings_of.get(key, [])
        scope = quote(row["code"] if row["label"] != "Compound" else row["parent"] or "", safe="")
        within = f"&q={quote(row['name'])}" if row["label"] == "Compound" else ""
        return {
            "unit": row,
            "label": label_title(row["label"]),
            "above": units_above,
            "columns": [row, *reversed(units_above)],
            "figures": self._beside(row, units_above),
            "severities": figures.severities_of.get(key, [0] * len(SEVERITIES)),
            "things": things[:most],
            "more": max(len(things) - most, 0),
            "rules": rules[:_RULES_AT_MOST],
            "more_rules": max(len(rules) - _RULES_AT_MOST, 0),
            "pairings": pairings[:_PAIRED_AT_MOST],
            "more_pairings": max(len(pairings) - _PAIRED_AT_MOST, 0),
            "moved": [(STATES[state], count) for state, count in figures.moved_of[key].items()]
            if figures.then
            else None,
            "then": figures.then,
            "picture": self._picture(row),
            "steps": steps_in_words() if row["label"] != "Compound" else [],
            "network": f"{ROOT}{address(*key)}" if self.site.has("network.html") else None,
            "list": f"{ROOT}gaps.html#scope={scope}{within}" if self.site.has("gaps.html") else None,
            "keep": f"#scope={scope}" if scope else "",
            "root": ROOT,
        }

    @cached_property
    def _units(self) -> list[dict[str, Any]]:
        return self.site.figures.units

    @cached_property
    def _by_key(self) -> dict[Unit, dict[str, Any]]:
        return {unit_key(row): row for row in self._units}

    def _above(self, row: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The units above, from the top down, each with the way to its page."""
        unit = self._by_key.get(above(row))
        if unit is not None:
            yield from self._above(unit)
            page = self.site.page(unit["label"], unit["code"])
            yield {**unit, "address": page and f"{ROOT}{page}"}

    # --- figures beside those of what it is part of ---

    def _beside(self, row: dict[str, Any], units_above: list[dict[str, Any]]) -> list[dict[str, Any]]:
        units = [unit_key(one) for one in (row, *reversed(units_above))]
        counts = [self.site.figures.headlines.get(unit, []) for unit in units]
        return [
            {
                "rule": headline["rule"],
                "title": headline["title"],
                "cells": [rate(of_unit[at]) if of_unit else None for of_unit in counts],
                "whole": rate(self.site.figures.headlines["", ""][at])["rate"],
            }
            for at, headline in enumerate(self.site.dossier.headlines.to_dicts())
        ]

    # --- the picture ---

    def _picture(self, row: dict[str, Any]) -> Chart:
        if row["label"] == "Compound":
            return self._thread(row)
        return areas_chart(self.site, row, root=ROOT, width=_MAP[0], height=_MAP[1])

    def _thread(self, row: dict[str, Any]) -> Chart:
        """The alliance of a compound: its cards as on the page of the network."""
        view = self._views[row["code"]]
        heights = view.heights or (view.size[1],) * len(view.cards)
        place = {
            card.node: (card.x, card.y - height / 2 + _CARD / 2)
            for card, height in zip(view.cards, heights, strict=True)
        }
        cards = []
        for card, height in zip(view.cards, heights, strict=True):
            label, code, name, group = self._nodes[card.node]
            lines = self._wrong.get(card.node, ())
            high = _CARD + _CARD_LINE * len(lines)
            cards.append(
                Card(
                    *(card.x, card.y - height / 2 + high / 2, view.size[0], high),
                    _KINDS[self._statuses.get(card.node, "none")],
                    str(GROUPS[group][1]),
                    name,
                    lines,
                    f"{ROOT}{address(label, code)}" if self.site.has("network.html") else None,
                )
            )
        ties = [
            (place[node], place[end]) for node in place for end in self._ties.get(node, ()) if end in place
        ]
        heads = [(x, y, str(words)) for x, y, words in view.heads]
        return cards_chart(_THREAD.fill(name=row["name"]), cards, ties, heads)

    @cached_property
    def _drawing(self) -> Drawing:
        return self.site.drawing

    @cached_property
    def _views(self) -> dict[str, View]:
        return {
            self._nodes[node][1]: of_node[0]
            for node, of_node in self.site.views.items()
            if self._nodes[node][0] == "Compound"
        }

    @cached_property
    def _nodes(self) -> list[tuple[str, str, str, str]]:
        return self._drawing.nodes.select("label", "id", pl.coalesce("name", "id"), "group").rows()

    @cached_property
    def _statuses(self) -> Mapping[int, str]:
        return dict(self._drawing.statuses.iter_rows())

    @cached_property
    def _ties(self) -> dict[int, list[int]]:
        found = defaultdict(list)
        for start, end in self._drawing.edges.select("from", "to").iter_rows():
            found[start].append(end)
        return found

    @cached_property
    def _wrong(self) -> dict[int, list[str]]:
        wrong = {
            (rule.id, label): f"▲{subject.gap}"
            for rule in self.site.dossier.rules
            for label, subject in rule.subjects.items()
        }
        found = defaultdict(list)
        gaps = self._drawing.findings.filter(pl.col("severity").is_in(("S1", "S2")))
        for on, rule, label in gaps.drop_nulls("on").select("on", "rule", "label").iter_rows():
            found[on].append(wrong[rule, label])
        return found

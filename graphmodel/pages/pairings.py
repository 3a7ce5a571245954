"""pairing.html: who is paired with whom, and who with nobody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, Final

from graphmodel.charts.chart import Chart
from graphmodel.charts.matrix import Line, matrix_chart
from graphmodel.language import Text
from graphmodel.pages.shell import Page, Site
from graphmodel.reporting.addresses import address

_COMMITTEES: Final = Text("机关党委（党总支）× 社区", "Organ committees × communities")
_BRANCHES: Final = Text("机关党支部 × {community}的网格", "Organ branches × grids of {community}")


def _content(site: Site) -> dict[str, Any]:
    figures, names = site.figures, site.dossier.names
    organs, cells, pairing = figures.committees, figures.committee_ties, figures.pairing
    communities = [(row["code"], row["name"]) for row in figures.choices if row["label"] == "Community"]
    rows = [Line(code, name, address=_picture(site, "PartyOrg", code)) for code, name in organs.items()]
    columns = [Line(code, name, address=site.page("Community", code)) for code, name in communities]
    tied_orgs, tied = {org for org, _ in cells}, {target for _, target in cells}
    return {
        "supplied": figures.pairings_supplied,
        "committees": matrix_chart(str(_COMMITTEES), rows, columns, cells),
        "table": [(organs[org], names.get(target, target), count) for (org, target), count in cells.items()],
        "free_committees": [name for code, name in organs.items() if code not in tied_orgs],
        "without": [(name, site.page("Community", code)) for code, name in communities if code not in tied],
        "pairing": pairing,
        "names": names,
        "hall": None
        if pairing is None
        else (_named(pairing.witness_grids, names), _named(pairing.witness_branches, names)),
        "local": dict(_local(site)),
        "above": {
            file: " ".join(figures.above[code])
            for code in figures.above
            if (file := _file(site, code)) is not None
        },
    }


PAGE: Final = Page("pairing.html", Text("结对", "Pairing"), _content, ("pairing.js",))


def _picture(site: Site, label: str, code: str) -> str | None:
    return address(label, code) if site.has("network.html") else None


def _file(site: Site, community: str) -> str | None:
    """The name of the page of a community, without its ending: it is one for pictures too."""
    page = site.page("Community", community)
    return page and PurePosixPath(page).stem


def _named(codes: list[str], names: dict[str, str]) -> list[str]:
    return [names.get(code, code) for code in codes]


def _local(site: Site) -> Iterator[tuple[str, Chart]]:
    """By the file of the page of a community the matrix of its grids and the branches paired with any."""
    figures, names = site.figures, site.dossier.names
    pairing = figures.pairing
    hall = set() if pairing is None else {*pairing.witness_grids, *pairing.witness_branches}
    for community, grids in figures.grids_of.items():
        file = _file(site, community)
        if file is None:
            continue
        cells = {(org, grid): count for grid in grids for org, count in figures.branch_ties.get(grid, ())}
        title = _BRANCHES.fill(community=names.get(community, community))
        rows = [
            Line(org, names.get(org, org), org in hall, _picture(site, "PartyOrg", org))
            for org in sorted({org for org, _ in cells})
        ]
        columns = [
            Line(grid, names.get(grid, grid), grid in hall, _picture(site, "Grid", grid)) for grid in grids
        ]
        yield file, matrix_chart(title, rows, columns, cells)

"""What each rule needs and of what it judges: the two tables at the end of ``rules.md``, and its column Subjects."""

from __future__ import annotations

from typing import Final

_BODIES = ("OwnersCommittee", "PropertyCompany", "SocialOrg")

SUBJECT_LABELS: Final[dict[str, tuple[str, ...]]] = {
    "R01": ("Grid", *_BODIES),
    "R02": ("Grid",),
    "R03": ("PartyOrg",),
    "R04": ("PartyOrg",),
    "R05": ("Compound",),
    "R06": ("PartyOrg",),
    "R07": ("PartyOrg",),
    "R08": ("PartyOrg",),
    "R09": ("Grid",),
    "R10": ("PartyOrg",),
    "R11": ("Grid",),
    "R12": ("PartyOrg",),
    "R13": ("Community",),
    "R14": _BODIES,
    "R15": _BODIES,
    "R16": _BODIES,
    "R17": _BODIES,
    "R18": ("PartyOrg",),
    "R19": ("PartyOrg",),
    "R20": ("Grid", *_BODIES),
    "R21": ("Community",),
    "R22": ("Grid", "PartyOrg"),
    "R23": ("Compound",),
    "R24": ("PartyOrg",),
    "R25": ("Grid",),
    "R26": ("PartyOrg", "Community"),
    "R27": ("PartyOrg",),
    "R28": ("Person",),
    "R29": ("Person",),
    "R30": ("Person",),
    "R31": ("PartyOrg", "Person"),
    "R32": ("Person",),
    "R33": ("Person", "PartyOrg"),
    "R34": ("Person",),
    "R35": ("Grid",),
    "R36": ("Grid",),
    "R37": ("Person",),
    "R38": ("Person",),
    "R39": ("PartyOrg",),
    "R40": ("Grid",),
    "R41": ("PartyOrg",),
    "R42": ("PartyOrg",),
    "R43": ("PAIRED_WITH",),
    "R44": ("PAIRED_WITH",),
    "R45": ("PAIRED_WITH",),
    "R46": ("Compound",),
    "R47": ("OwnersCommittee",),
    "R48": ("Grid",),
    "R49": ("PartyOrg",),
    "R50": ("Person",),
    "R51": ("Grid", "Person", "Community", "OwnersCommittee", "Compound"),
    "R52": ("Grid",),
}

ROSTERS: Final[dict[tuple[str, ...], tuple[str, ...]]] = {
    ("R01", "R15", "R16", "R17"): ("party_orgs", "posts"),
    ("R02", "R14"): ("party_orgs",),
    ("R03", "R04", "R07"): ("divisions", "compounds", "grids"),
    ("R05",): ("grids", "party_orgs"),
    ("R06",): ("compounds", "grids"),
    ("R08",): ("grids", "people", "posts"),
    ("R09",): ("divisions", "compounds", "party_orgs", "posts"),
    ("R10",): ("grids", "posts"),
    ("R11",): ("party_orgs", "people", "posts", "registrations"),
    ("R12", "R47"): ("people", "posts"),
    ("R13",): ("compounds", "grids", "party_orgs", "people", "posts"),
    ("R20",): ("party_orgs", "activities"),
    ("R21",): ("party_orgs", "pairings"),
    ("R22 Grid", "R23"): ("party_orgs", "pairings"),
    ("R22 PartyOrg",): ("grids", "pairings"),
    ("R24", "R43", "R44"): ("pairings",),
    ("R25",): ("posts",),
    ("R26 PartyOrg",): ("divisions", "posts", "pairings"),
    ("R26 Community",): ("party_orgs", "posts"),
    ("R27",): ("grids", "posts", "pairings"),
    ("R28", "R29"): ("party_orgs", "posts"),
    ("R30", "R31 Person"): ("party_orgs", "registrations"),
    ("R31 PartyOrg",): ("divisions", "registrations"),
    ("R32",): ("grids", "party_orgs", "registrations"),
    ("R33",): ("registrations",),
    ("R34",): ("registrations", "households", "household_ties"),
    ("R35", "R36"): ("household_ties",),
    ("R38",): ("households", "household_ties"),
    ("R37",): ("grids", "party_orgs", "registrations", "households", "household_ties"),
    ("R39", "R40", "R41"): ("activities",),
    ("R42", "R45"): ("pairings", "activities"),
    ("R46",): ("grids", "activities"),
    ("R48",): ("party_orgs", "people", "posts"),
    ("R49",): ("people",),
    ("R50",): ("pairings", "posts"),
    ("R51 Grid", "R51 OwnersCommittee"): ("posts",),
    ("R51 Person",): ("registrations",),
    ("R51 Community", "R52"): ("party_orgs", "posts"),
    ("R51 Compound",): ("owners_committees",),
}

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "COVERS": (
        *("R01", "R02", "R03", "R04", "R05", "R06", "R07", "R08", "R11", "R14", "R15", "R16", "R17"),
        *("R20", "R32", "R37", "R48", "R52"),
    ),
    "APPROVED_BY": ("R03",),
    "LED_BY": ("R04",),
    "SEATED_IN": ("R03", "R04", "R09", "R13", "R26", "R50", "R51 Community"),
    "MEMBER_OF": ("R11", "R29", "R51 Person"),
    "LIVES_IN": ("R11", "R13", "R32", "R37", "R48"),
    "recommended_by": ("R26 PartyOrg", "R27", "R29", "R50"),
}


def rosters_needed(rule: str, label: str) -> set[str]:
    """The rosters without which every subject of a rule, of one label, is unknown."""
    return {name for rules, names in ROSTERS.items() if _meant(rules, rule, label) for name in names}


def columns_needed(rule: str, label: str) -> set[str]:
    """The relation columns without which every subject of a rule, of one label, is unknown."""
    return {column for column, rules in COLUMNS.items() if _meant(rules, rule, label)}


def _meant(rules: tuple[str, ...], rule: str, label: str) -> bool:
    return rule in rules or f"{rule} {label}" in rules

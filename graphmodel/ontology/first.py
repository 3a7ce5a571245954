"""What every table held when snapshots got their ids and Neo4j graphs their first loads. It is never changed.

An id counts these columns always and later ones only where they say something, so that the same values keep their id
when the ontology grows; and a graph that does not tell what it was loaded with was loaded with these.
"""

from __future__ import annotations

from typing import Final

_TABLES: Final = {
    "City": "id name valid_from valid_to",
    "County": "id name valid_from valid_to",
    "Street": "id name valid_from valid_to",
    "Community": "id name in_main_urban valid_from valid_to",
    "Compound": "id name valid_from valid_to",
    "Grid": "id name valid_from valid_to",
    "Household": "id name building stairwell status valid_from valid_to",
    "PartyOrg": "id name kind form is_retired founded_on has_venue has_facilities has_signage has_funds has_rules pledges_signed valid_from valid_to",
    "OwnersCommittee": "id name eligible valid_from valid_to",
    "PropertyCompany": "id name eligible valid_from valid_to",
    "SocialOrg": "id name eligible valid_from valid_to",
    "Person": "id name party_status is_cadre is_owner lives_outside valid_from valid_to",
    "PART_OF": "from_label from_id to_label to_id valid_from valid_to",
    "SEATED_IN": "from_label from_id to_label to_id valid_from valid_to",
    "COVERS": "from_label from_id to_label to_id valid_from valid_to",
    "APPROVED_BY": "from_label from_id to_label to_id approved_on valid_from valid_to",
    "LED_BY": "from_label from_id to_label to_id valid_from valid_to",
    "SERVES": "from_label from_id to_label to_id valid_from valid_to",
    "PAIRED_WITH": "from_label from_id to_label to_id agreement_signed_on party_building_list governance_list has_agreement valid_from valid_to",
    "MEMBER_OF": "from_label from_id to_label to_id valid_from valid_to",
    "LIVES_IN": "from_label from_id to_label to_id valid_from valid_to",
    "REGISTERED_WITH": "from_label from_id to_label to_id claims valid_from valid_to",
    "HOLDS": "from_label from_id to_label to_id post recommended_by valid_from valid_to",
    "CONTACTS": "from_label from_id to_label to_id last_contact_month valid_from valid_to",
    "TOOK_PART": "from_label from_id to_label to_id activity month times times_on_tuesday valid_from valid_to",
    "Waiver": "rule subject reason approver starts ends valid_from valid_to",
}

FIRST_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    name: tuple(columns.split()) for name, columns in _TABLES.items()
}
"""By label, relation type, and waivers: the names of the columns, without provenance."""

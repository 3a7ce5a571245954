"""A whole city's places and organisations, judged."""

import pytest

from graphmodel.pages.network.layout import View, views
from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.drawing import Drawing
from graphmodel.rules import Judgement
from graphmodel.synthetic import synthesise
from tests.cities import judged

KEPT = (
    "divisions",
    "compounds",
    "grids",
    "party_orgs",
    "owners_committees",
    "property_companies",
    "pairings",
)


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Judgement:
    """A city of the published size; its people and homes are never drawn and are left out."""
    rosters = synthesise("city")
    return judged({name: rosters[name] for name in KEPT}, tmp_path_factory.mktemp("large"))


@pytest.fixture(scope="session")
def large_drawing(large: Judgement) -> Drawing:
    return Drawing(Dossier(large))


@pytest.fixture(scope="session")
def large_laid_out(large_drawing: Drawing) -> dict[int, list[View]]:
    return views(large_drawing)

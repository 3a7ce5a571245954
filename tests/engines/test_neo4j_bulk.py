"""The files for the offline importer, read by the importer itself, make the graph that a push would."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from graphmodel.engines.neo4j import write_bulk
from graphmodel.errors import EnvironmentFailure
from tests.engines.conftest import GIVEN
from tests.engines.importing import Imported, imported_slice
from tests.rules.generate import alliance


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_told(tmp_path: Path) -> None:
    (tmp_path / "PartyOrg.csv").symlink_to("/dev/full")
    with pytest.raises(EnvironmentFailure, match="the disk is full; not written") as caught:
        write_bulk(alliance(3).at(date(2018, 12, 31)), tmp_path, snapshot="s")
    assert caught.value.exit_code == 3


@pytest.mark.every_version
@pytest.mark.skipif(bool(GIVEN), reason="into a server of somebody else's nothing is imported")
def test_the_importer_makes_what_a_push_makes(imported: Imported) -> None:
    orgs = imported_slice().nodes["PartyOrg"]
    assert "push again" in imported.refused
    assert (imported.completed.changed, imported.completed.written) == (False, True)
    assert imported.completed.nodes["PartyOrg"].unchanged == orgs.height
    assert imported.compared == []
    assert not imported.again.written
    assert sorted(imported.names, key=str) == sorted(orgs.select("id", "name").rows(), key=str)
    ties = pl.concat(table.select("tie", "from_id", "to_id") for table in imported_slice().ties.values())
    assert sorted(imported.ties, key=str) == sorted(ties.rows(), key=str)

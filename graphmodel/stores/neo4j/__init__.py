"""A Neo4j server as a store: a slice is pushed into it, and it answers the same queries as the embedded engine.

``pushing`` writes, ``engine`` asks; ``bulk`` writes files for the offline importer instead. ``bolt`` opens a server,
``loaded`` is the node that says what was loaded, ``tables`` and ``difference`` are what is written.
"""

from graphmodel.stores.neo4j.bolt import Connection
from graphmodel.stores.neo4j.bulk import BulkReport, write_bulk
from graphmodel.stores.neo4j.engine import Neo4jEngine
from graphmodel.stores.neo4j.loaded import Load
from graphmodel.stores.neo4j.pushing import Change, Progress, PushReport, TooMuchToRemove, push

__all__ = [
    "BulkReport",
    "Change",
    "Connection",
    "Load",
    "Neo4jEngine",
    "Progress",
    "PushReport",
    "TooMuchToRemove",
    "push",
    "write_bulk",
]

"""A Neo4j server as an engine: a slice is pushed into it, and it answers the same queries as the embedded one.

``pushing`` writes, ``engine`` asks; ``bulk`` writes files for the offline importer instead. ``connection`` says where a
server is, ``bolt`` opens it, ``loaded`` is the node that says what was loaded, ``difference`` what is to be written.
"""

from graphmodel.engines.neo4j.bulk import BulkReport, write_bulk
from graphmodel.engines.neo4j.connection import Connection
from graphmodel.engines.neo4j.engine import Neo4jEngine
from graphmodel.engines.neo4j.loaded import Load
from graphmodel.engines.neo4j.pushing import Change, Progress, PushReport, TooMuchToRemove, push

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

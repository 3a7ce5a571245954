"""Who answers Cypher over a slice of the alliance: in memory, or a Neo4j server.

``engine`` is what they have in common, ``registry`` opens one by its name, ``cypher`` says what a query may be.
"""

from graphmodel.engines.engine import Answer, Engine
from graphmodel.engines.registry import ENGINES, engine_over

__all__ = ["ENGINES", "Answer", "Engine", "engine_over"]

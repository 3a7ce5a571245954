"""How tests are spread over several workers; only imported where pytest-xdist is there."""

import re

from xdist.scheduler import LoadScopeScheduling


class TogetherByServer(LoadScopeScheduling):  # type: ignore[misc]  # it has no types
    """Hands tests to the workers one by one, but all that share a Neo4j server to one worker."""

    def _split_scope(self, nodeid: str) -> str:
        server = re.search(r"\[.*?(neo4j-[0-9a-z.]+)", nodeid)
        return server[1] if server else nodeid

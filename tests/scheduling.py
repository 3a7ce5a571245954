"""How tests are spread over several workers; only imported where pytest-xdist is there."""

import re

from xdist.scheduler import LoadScopeScheduling

SINGLY = ("tests/forms/", "tests/notebooks/", "tests/test_")
"""Where tests share next to nothing, or each takes long: handed out last, they keep every worker busy until the end."""


class TogetherByWhatIsShared(LoadScopeScheduling):  # type: ignore[misc]  # it has no types
    """Hands all tests that share a Neo4j server to one worker, and all of a file, or of the pages, that share set-ups.

    What they share is made once, not by each of the workers.
    """

    def _split_scope(self, nodeid: str) -> str:
        server = re.search(r"\[.*?(neo4j-[0-9a-z.]+)", nodeid)
        if server:
            return server[1]
        if nodeid.startswith(SINGLY):
            return nodeid
        path, _, _ = nodeid.partition("::")
        return path.rpartition("/")[0] if path.startswith("tests/pages/") else path

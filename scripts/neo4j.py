"""Runs a Neo4j server of your own, for the tests and for trying it out: `start`, `status`, `stop`.

Everything is in servers.py; this file only has the name that one looks for. It is never imported: `neo4j` is the
driver.
"""

import sys

import environment


def main(arguments: list) -> int:
    """Set up `.venv` and let its Python do the rest; return its exit code."""
    environment.set_up()
    return environment.run(environment.PYTHON, environment.ROOT / "scripts" / "servers.py", *arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Sets everything up and checks the whole project: formatting, lint, types, tests.

With arguments only the tests run, and the arguments are pytest's (`scripts/test.py tests/rules -k R25`).
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor

import environment
import programs

from graphmodel.language import Text

QUICK = {
    "formatting": ["ruff", "format", "--check"],
    "lint": ["ruff", "check"],
}
ON_EVERY_CORE = ["--numprocesses", str((os.cpu_count() or 1) + 1), "--dist", "loadgroup"]
"""One more than there are cores: a worker that waits for a server, a browser or an office suite leaves its core free."""


def main(arguments: list[str]) -> int:
    """Run the checks, the quick ones first, types beside the tests; return the exit code of the first that fails."""
    environment.set_up()
    os.chdir(environment.ROOT)
    # programs come over the network, and mypy keeps one core busy, no more
    with ThreadPoolExecutor() as beside:
        brought = beside.submit(programs.bring)
        if not arguments:
            for name, command in QUICK.items():
                code = told(name, check(name, command))
                if code:
                    return code
            types = beside.submit(check, "types", ["mypy"])
        os.environ.update(brought.result())
        # else each of the hundreds of Pythons compiles all it imports
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        code = told("tests", check("tests", ["pytest", *(arguments or ON_EVERY_CORE)]))
        return code if arguments else told("types", types.result()) or code


def check(name: str, command: list[str]) -> int:
    """Run one tool of `.venv`; return its exit code."""
    environment.say(Text(f"{name}：{' '.join(command)}", f"{name}: {' '.join(command)}"))
    return environment.run(environment.PYTHON, "-m", *command)


def told(name: str, code: int) -> int:
    """Say so if an exit code is not 0; return it."""
    if code:
        environment.say(Text(f"{name}：未通过。", f"{name} failed."))
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Writes requirements.lock anew from pyproject.toml: exact versions with hashes, for every system and Python.

Versions stay as they are unless pyproject.toml asks for others. `--upgrade` takes the newest of all of them,
`--upgrade-package NAME` of one; these and any other options are `uv pip compile`'s.
"""

import os
import sys

import environment


def main(options: list[str]) -> int:
    """Resolve the project, its extras and its dev group; return uv's exit code."""
    os.chdir(environment.ROOT)
    return environment.run(
        environment.uv(),
        *("pip", "compile", "--quiet", "--universal", "--generate-hashes", "--all-extras", "--group", "dev"),
        *("--custom-compile-command", "python3 scripts/lock.py"),
        *("--output-file", "requirements.lock", "pyproject.toml"),
        *options,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Sets up what running needs and runs `graphmodel demo`; further arguments are its own (`scripts/demo.py -o OUT`)."""

import sys

import environment

from graphmodel.language import current


def main(arguments: list[str]) -> int:
    """Run the demo in the language of the scripts; return its exit code."""
    environment.set_up(everything=False)
    command = (environment.PROGRAMS / "graphmodel", "--lang", current(unset="zh"), "demo")
    return environment.run(*command, *arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

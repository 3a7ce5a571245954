"""Sets everything up and runs `graphmodel demo`; further arguments are its own (`scripts/demo.py -o OUT`)."""

import sys

import environment


def main(arguments: list[str]) -> int:
    """Run the demo; return its exit code."""
    environment.set_up()
    return environment.run(environment.PROGRAMS / "graphmodel", "demo", *arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

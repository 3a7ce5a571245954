"""How long `graphmodel --help` takes beside a bare typer application (goal: at most 1.5 times)."""

import sys
import tempfile
from pathlib import Path

from measuring import PROGRAM, program_seconds

BARE = "import typer\napp = typer.Typer()\n@app.command()\ndef one(): pass\n@app.command()\ndef two(): pass\napp()\n"


def main() -> None:
    """Print both times and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE, encoding="utf-8")
        typer = program_seconds([sys.executable, str(bare), "--help"])
    ours = program_seconds([*PROGRAM, "--help"])
    print(
        f"bare typer application  {typer:.3f} s\ngraphmodel --help       {ours:.3f} s\nratio {ours / typer:.2f}"
    )


if __name__ == "__main__":
    main()

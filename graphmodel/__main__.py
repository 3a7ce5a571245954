"""``python -m graphmodel``."""

from graphmodel.cli import main

main()

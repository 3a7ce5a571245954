"""The hand-made office as a slice."""

from tests.alliance.conftest import office

__all__ = ["office"]

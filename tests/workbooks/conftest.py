"""Workbooks, as openpyxl and an office suite read them."""

import pytest


@pytest.fixture(autouse=True)
def _chinese(chinese: None) -> None:
    """What is said is looked at in Chinese."""

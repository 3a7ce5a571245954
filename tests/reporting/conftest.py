"""What is said, without a form."""

import pytest


@pytest.fixture(autouse=True)
def _chinese(chinese: None) -> None:
    """What is said is looked at in Chinese."""

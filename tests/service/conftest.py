"""Fixtures of all tests of the service."""

from collections.abc import Iterator

import pytest

from tests.service.as_described import answers_as_described


@pytest.fixture(autouse=True)
def described() -> Iterator[None]:
    """Hold every answer of a service in this process to its description."""
    with answers_as_described():
        yield

"""The compiled kernel measures edits as arrays do (`test_meter` runs by either)."""

import os

import pytest

from benchmarks.kernel import MOST, compare
from layers import Plan, kernel
from tests.searching import examples

DEEP = bool(os.environ.get("ZONEWRIGHT_DEEP"))


@pytest.mark.skipif(not kernel.is_on() and not DEEP, reason="there is no compiled kernel here")
def test_random_edits_of_china_are_measured_alike(china_plan: Plan) -> None:
    found = compare(china_plan, edits=300 if DEEP else examples(15).max_examples)
    assert max(found.people, found.land, found.gateways) <= MOST

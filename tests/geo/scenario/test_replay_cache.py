"""A draft that grows edit by edit is what its edits make, from whatever is remembered."""

import threading
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import pytest
from conftest import regions_frame, square, zones_frame
from geopandas.testing import assert_geodataframe_equal
from hypothesis import example, given
from hypothesis import strategies as st

from geo import Scenario
from geo.edits import Expand
from geo.scenario.replay import apply
from geo.scenario.replay_cache import ReplayCache
from layers import Plan
from layers.errors import ScenarioError
from tests.searching import examples

EDITS: list[dict[str, Any]] = [
    {"expand": {"zone": "W", "by_km": 0.1}},
    {"shrink": {"zone": "E", "by_km": 0.1}},
    {"move": {"zone": "W", "dx_km": 0.2, "dy_km": 0}},
    {"set": {"zone": "E", "published_area_km2": 1}},
    {"set": {"zone": "E", "published_area_km2": True}},
    {"remove": {"zone": "E"}},
]


def draft(plan: Plan, edits: list[dict[str, Any]], name: str = "draft") -> Scenario:
    document = {"scenario": name, "title": name, "baseline": plan.baseline, "edits": edits}
    return Scenario.from_document(document)


TWO_ZONES = Plan(
    {
        "zones": zones_frame(("W", "F", square(0)), ("E", "F", square(10))),
        "regions": regions_frame(("330101", square(-5, -5, 11)), ("330102", square(6, -5, 11))),
    }
)


def outcome(work: Callable[[], gpd.GeoDataFrame]) -> tuple[str, list[object]]:
    """Return what comes of edits, every cell with its type and every digit; or what is wrong."""
    try:
        frame = work()
    except ScenarioError as error:
        return "refused", list(error.lines)
    cells = [[(type(cell), str(cell)) for cell in frame[name]] for name in frame]
    return "made", [list(frame.columns), *cells]


@given(st.lists(st.lists(st.sampled_from(EDITS), max_size=4), min_size=1, max_size=6))
@example([EDITS[3:4], EDITS[4:5]])
@examples(20)
def test_any_drafts_one_after_the_other_are_what_their_edits_make(
    replay_cache: list[list[dict[str, Any]]],
) -> None:
    known = ReplayCache(TWO_ZONES)
    for edits in replay_cache:
        scenario = draft(TWO_ZONES, edits)
        expected = outcome(lambda scenario=scenario: apply(TWO_ZONES, scenario))
        assert outcome(lambda scenario=scenario: known.replay(scenario).zones) == expected


def test_only_the_edits_that_were_not_there_before_are_made(
    two_zones: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[float | None] = []
    once = Expand.apply

    def counted(edit: Expand, *rest: Any) -> Any:
        made.append(edit.by_km)
        return once(edit, *rest)

    monkeypatch.setattr(Expand, "apply", counted)
    replay_cache, edits = ReplayCache(two_zones), []
    for by_km in (0.1, 0.2, 0.3):
        edits.append({"expand": {"zone": "W", "by_km": by_km}})
        replay_cache.replay(draft(two_zones, edits))
    assert made == [0.1, 0.2, 0.3]


def test_threads_share_what_is_remembered(two_zones: Plan) -> None:
    replay_cache, expected = ReplayCache(two_zones), apply(two_zones, draft(two_zones, EDITS[:3]))
    wrong: list[Exception] = []

    def ask() -> None:
        try:
            for count in (1, 3, 2, 3):
                made = replay_cache.replay(draft(two_zones, EDITS[:count])).zones
            assert_geodataframe_equal(made, expected)
        except Exception as error:  # noqa: BLE001  whatever it is, the test tells it
            wrong.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []

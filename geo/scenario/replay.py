"""Replay: apply a scenario's edits to its plan, with the same result on every machine.

A saved scenario has a record: the hash of the resulting zones (that of the plan written by
`scenario apply`), and the outline of each touched zone. Replay applies the edits again. **The same
result** means: the same hash, so the same coordinates to the last digit and the same attributes.
Another library version or processor may give another last digit: then the recorded outlines are
used, if they give the recorded hash, and the notice states this and by how much the two differ. A
record is valid only for the edits that it was made from: if the scenario changed since, its edits
are applied, and the notice states that the record is out of date.

A record of an earlier version may lack the hash of its edits (`made_from`). Then the result
decides: the record is used if each outline given by the edits lies within 1e-6° (0.1 m) of the
recorded one, the largest difference between library versions. Otherwise it is unknown whether the
edits changed, so they are applied, and the notice states by how much they differ.
"""

import hashlib
import json
from collections.abc import Hashable
from dataclasses import dataclass, replace
from functools import partial

import geopandas as gpd
import pyproj
import shapely

from geo.edits import Edit, EditContext, apply_edits, write_edit
from geo.scenario.model import Recorded, Scenario
from geo.validation import check_types
from geo.zone import Outline, alike, multi, outlines, same_outline
from layers.errors import ScenarioError
from layers.messages import Message
from layers.plan.hashing import layer_hash
from layers.plan.plan import Plan
from layers.runtime.arguments import checked_call
from layers.runtime.cache import Cache
from layers.schema.layer_schema import LAYERS

_LAST_DIGITS_DEG = 1e-6
"""The largest difference, about 0.1 m, between outlines of two library versions."""


@dataclass(frozen=True)
class Replay:
    """The result of a replay.

    `zones` are the zones after all edits. `from_record` states that the recorded outlines were
    used; `difference_km2` is then the largest area by which a zone computed here differs from its
    recorded outline. `notice` is a message to the user about the record, None if absent.
    """

    zones: gpd.GeoDataFrame
    from_record: bool = False
    difference_km2: float | None = None
    notice: Message | None = None


@checked_call(ScenarioError)
def apply(plan: Plan, scenario: Scenario) -> gpd.GeoDataFrame:
    """Return the plan's zones after the scenario; the plan stays unchanged.

    Raises:
        ScenarioError: the scenario has another baseline, or an edit cannot be applied.

    >>> from geo import Remove, Scenario, apply
    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> apply(plan, Scenario.of(plan, [Remove(zone="A")]))["zone_id"].tolist()
    ['B']
    >>> plan.zones["zone_id"].tolist()
    ['A', 'B']
    """
    return replay(plan, scenario).zones


def replay(plan: Plan, scenario: Scenario) -> Replay:
    """Return the plan's zones after the scenario, and whether its record was needed.

    Raises:
        ScenarioError: the scenario has another baseline, or an edit cannot be applied (and no
            record replaces it).
    """
    check_types(ScenarioError, plan=(plan, "Plan"), scenario=(scenario, Scenario))
    if scenario.baseline != plan.baseline:
        raise ScenarioError(
            _in_scenario(
                scenario,
                Message(
                    "scenario-other-baseline",
                    baseline=scenario.baseline,
                    plan=plan.name,
                    plan_baseline=plan.baseline,
                ),
            )
        )
    recorded = scenario.recorded
    try:
        zones = apply_edits(plan.zones, scenario.edits, EditContext.of(plan, scenario.scenario))
    except ScenarioError as error:
        if recorded is None or recorded.made_from != made_from_hash(scenario):
            raise
        recorded_zones = _with_record(plan.zones, recorded)
        if zones_hash(recorded_zones) != recorded.result:
            raise
        failed = Message("scenario-edits-fail-here", problem=error.problems[0])
        return Replay(recorded_zones, from_record=True, notice=_in_scenario(scenario, failed))
    if recorded is None or zones_hash(zones) == recorded.result:
        return Replay(zones)
    return _otherwise_recorded(plan, scenario, recorded, zones)


def _otherwise_recorded(
    plan: Plan, scenario: Scenario, recorded: Recorded, zones: gpd.GeoDataFrame
) -> Replay:
    """Return the replay of a scenario whose record has another result than the edits here."""
    is_current = recorded.made_from == made_from_hash(scenario)
    if not is_current and recorded.made_from is not None:
        outdated = Message("scenario-record-outdated")
        return Replay(zones, notice=_in_scenario(scenario, outdated))
    recorded_zones = _with_record(zones, recorded)
    zone, difference_km2 = _farthest(plan, zones, recorded_zones)
    apart = (
        Message("scenario-differs-in-attributes")
        if zone is None
        else Message("scenario-differs-by", area_km2=difference_km2, zone=zone)
    )
    if zones_hash(recorded_zones) != recorded.result:
        unmet = Message("scenario-record-unmet", difference=apart)
        return Replay(zones, notice=_in_scenario(scenario, unmet))
    if not is_current and not _are_alike(zones, recorded_zones):
        of_others = Message("scenario-record-of-other-edits", difference=apart)
        return Replay(zones, notice=_in_scenario(scenario, of_others))
    notice = _in_scenario(scenario, _result_differs(recorded, apart))
    return Replay(recorded_zones, from_record=True, difference_km2=difference_km2, notice=notice)


def record(plan: Plan, scenario: Scenario) -> Scenario:
    """Return the scenario with its record, for replay anywhere.

    An existing valid record is kept: a saved result stays the same.

    Raises:
        ScenarioError: the scenario has another baseline, or an edit cannot be applied.
    """
    played = replay(plan, scenario)
    if played.from_record:
        return scenario
    shapes = outlines(played.zones)
    touched = sorted({zone for edit in scenario.edits for zone in edit.touched})
    recorded = Recorded(
        result=zones_hash(played.zones),
        made_from=made_from_hash(scenario),
        made_with=libraries(),
        zones={zone: shapes.get(zone) for zone in touched},
    )
    return replace(scenario, recorded=recorded)


def recorded_outlines(scenario: Scenario) -> dict[str, Outline | None]:
    """Return the recorded outline of each touched zone; empty if it was made from other edits.

    If a record does not state its edits, compare the outlines with the result of the edits.
    """
    recorded = scenario.recorded
    if recorded is None or recorded.made_from not in {None, made_from_hash(scenario)}:
        return {}
    return dict(recorded.zones)


def _in_scenario(scenario: Scenario, reason: Message) -> Message:
    return Message("scenario-in-scenario", scenario=scenario.scenario, reason=reason)


def _result_differs(recorded: Recorded, difference: Message) -> Message:
    """Return the message that these libraries, or the program, give a different result."""
    current = libraries()
    if recorded.made_with == current:
        return Message("scenario-result-differs-by-version", difference=difference)
    if recorded.made_with is None:
        return Message("scenario-result-differs", libraries=current, difference=difference)
    return Message(
        "scenario-result-differs-from",
        recorded_with=recorded.made_with,
        libraries=current,
        difference=difference,
    )


def zones_hash(zones: gpd.GeoDataFrame) -> str:
    """Return the content hash of zones: the baseline of a plan with these zones."""
    return layer_hash(LAYERS["zones"], zones)


def libraries() -> str:
    """Return the versions of the geometry libraries."""
    geos = shapely.geos_version_string
    return (
        f"shapely {shapely.__version__}, GEOS {geos}, "
        f"pyproj {pyproj.__version__}, PROJ {pyproj.proj_version_str}"
    )


def made_from_hash(scenario: Scenario) -> str:
    """Return the hash of the inputs of the result: id, baseline and edits."""
    edits = [write_edit(edit) for edit in scenario.edits]
    text = json.dumps([scenario.scenario, scenario.baseline, edits], sort_keys=True)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _with_record(zones: gpd.GeoDataFrame, recorded: Recorded) -> gpd.GeoDataFrame:
    """Return the zones with the recorded outlines, without those recorded as removed."""
    shapes = {**outlines(zones), **recorded.zones}
    remains = [shapes[zone] is not None for zone in zones["zone_id"]]
    remaining = zones[remains].reset_index(drop=True)
    shown = [multi(shape) for zone in remaining["zone_id"] if (shape := shapes[zone]) is not None]
    return remaining.set_geometry(gpd.GeoSeries(shown, crs=zones.crs, name=zones.geometry.name))


def _are_alike(one: gpd.GeoDataFrame, other: gpd.GeoDataFrame) -> bool:
    """Return whether two frames have the same zones, with outlines equal up to the last digits."""
    these, those = outlines(one), outlines(other)
    return these.keys() == those.keys() and all(
        alike(shape, those[zone], _LAST_DIGITS_DEG) for zone, shape in these.items()
    )


def _farthest(
    plan: Plan, one: gpd.GeoDataFrame, other: gpd.GeoDataFrame
) -> tuple[str | None, float]:
    """Return the zone whose two outlines differ most, and by how much; None if none differs."""
    these, those = outlines(one), outlines(other)
    nothing = shapely.MultiPolygon()
    worst: tuple[str | None, float] = (None, 0.0)
    for zone in sorted({*these, *those}):
        if same_outline(these.get(zone), those.get(zone)):
            continue
        apart = shapely.symmetric_difference(these.get(zone, nothing), those.get(zone, nothing))
        area_km2 = float(plan.ellipsoid.area_km2(apart)[0])
        if worst[0] is None or area_km2 > worst[1]:
            worst = zone, area_km2
    return worst


_KEPT = 100


class ReplayCache:
    """Replays scenarios of one plan like `replay`. Thread-safe."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._zones = plan.zones.reset_index(drop=True)
        self._contexts: Cache[str, EditContext] = Cache(_KEPT)
        self._made: Cache[tuple[Hashable, ...], gpd.GeoDataFrame] = Cache(_KEPT)

    def replay(self, scenario: Scenario) -> Replay:
        """Return the plan's zones after the scenario, and whether its record was needed.

        Raises:
            ScenarioError: the scenario has another baseline, or an edit cannot be applied.
        """
        if scenario.recorded is not None or scenario.baseline != self._plan.baseline:
            return replay(self._plan, scenario)
        return Replay(self._zones_after(scenario))

    def context(self, scenario: str) -> EditContext:
        """Return the edit context of a scenario, by its id."""
        return self._contexts.get(scenario, lambda: EditContext.of(self._plan, scenario))

    def _zones_after(self, scenario: Scenario) -> gpd.GeoDataFrame:
        context = self.context(scenario.scenario)
        keys = (scenario.scenario, *map(_key, scenario.edits))
        cached, zones = self._farthest(keys)
        try:
            for count in range(cached, len(scenario.edits)):
                edit = scenario.edits[count : count + 1]
                zones = self._made.get(
                    keys[: count + 2], partial(apply_edits, zones, edit, context)
                )
        except ScenarioError:
            # apply all of them, so that the error names every failing edit by its number
            return apply_edits(self._plan.zones, scenario.edits, context)
        return zones

    def _farthest(self, keys: tuple[Hashable, ...]) -> tuple[int, gpd.GeoDataFrame]:
        """Return how many leading edits are cached, and the zones after them."""
        for count in range(len(keys) - 1, 0, -1):
            zones = self._made.find(keys[: count + 1])
            if zones is not None:
                return count, zones
        return 0, self._zones


def _key(edit: Edit) -> Hashable:
    """Return the key of an edit; 1 and true, equal in Python, differ in `set`."""
    return (edit, repr(edit)) if edit.verb == "set" else edit

"""The edit that merges two or more zones: `merge`."""

from collections.abc import Iterable
from functools import reduce
from typing import Annotated, Any, ClassVar, Self

import geopandas as gpd
import pandas as pd
from pydantic import BeforeValidator, Field, model_validator

from geo.edits.base import (
    Edit,
    EditContext,
    ShortText,
    geometry_of,
    listed,
    numeric_columns,
    of_two_ftzs,
    rewritten,
    row_of,
    row_values,
)
from geo.edits.shared_borders import joined
from layers.errors import ScenarioError
from layers.messages import Message
from layers.schema.lists import join_list, split_list

_WEAKEST_FIRST = ("schematic", "imported", "surveyed")


class Merge(Edit):
    """Merge zones of one FTZ; borders that they share, or that run within 0.1 m, dissolve.

    `into` is the id of the result: one of `zones` (by default the first), or a new one. The zone
    with that id (else the first) provides the names and the user's columns; figures among these
    that differ between the zones become null. Sectors are combined, published areas added (null if
    one is unknown), the result is locked if any was and verified if all were, sources are listed,
    and the weakest boundary source applies: schematic, then imported, then surveyed.

    - merge: {zones: [A, B], into: A}

    >>> from geo import Merge, Scenario, apply
    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> zones = apply(plan, Scenario.of(plan, [Merge(zones=["A", "B"])]))
    >>> zones["zone_id"].tolist(), len(zones.geometry[0].geoms)
    (['A'], 1)
    """

    verb: ClassVar[str] = "merge"
    place: ClassVar[float] = 8

    zones: Annotated[tuple[ShortText, ...], Field(min_length=2), BeforeValidator(listed)]
    into: ShortText | None = None

    @property
    def subject(self) -> Message:
        """Return the zones."""
        zones = tuple(Message("edits-zone", zone=zone) for zone in self.zones)
        return Message("edits-zones", zones=zones)

    @property
    def touched(self) -> frozenset[str]:
        """Return the zones and the result."""
        return frozenset({*self.zones, self._result})

    @property
    def _result(self) -> str:
        return self.into or self.zones[0]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        """Refuse a duplicate zone."""
        for zone in self.zones:
            if self.zones.count(zone) > 1:
                raise ScenarioError(Message("edits-merge-zone-repeated", zone=zone))
        return self

    def edited(self, zones: gpd.GeoDataFrame, context: EditContext) -> gpd.GeoDataFrame:  # noqa: ARG002
        """Return the zones with the result in the row of the zone that provides the names."""
        first = self._result if self._result in self.zones else self.zones[0]
        order = [first, *(zone for zone in self.zones if zone != first)]
        positions = {zone: row_of(zones, zone) for zone in order}
        if self._result not in positions and (zones["zone_id"] == self._result).any():
            raise ScenarioError(Message("edits-merged-zone-taken", zone=self._result))
        ftzs = {zone: zones["ftz_id"].iloc[position] for zone, position in positions.items()}
        other = next((zone for zone in order if ftzs[zone] != ftzs[first]), None)
        if other is not None:
            pair = {zone: ftzs[zone] for zone in (first, other)}
            raise ScenarioError(of_two_ftzs(pair, "edits-merge-other-ftz", "edits-merge-no-ftz"))
        rows = [row_values(zones, position) for position in positions.values()]
        row = _merged(rows, numeric_columns(zones)) | {
            "zone_id": self._result,
            zones.geometry.name: reduce(joined, (geometry_of(zones, zone) for zone in order)),
        }
        dropped = dict.fromkeys(positions.values())
        return rewritten(zones, {**dropped, positions[first]: row})


def _merged(rows: list[dict[str, Any]], figures: frozenset[str]) -> dict[str, Any]:
    """Return the values of a merged zone, by the rules of `Merge`."""
    row = dict(rows[0])
    for name in figures:
        values = pd.Series([each[name] for each in rows])
        row[name] = values[0] if (values == values[0]).all() else None
    published = pd.Series([each["published_area_km2"] for each in rows], dtype=float)
    sources = pd.Series([each["boundary_source"] for each in rows])
    weakest = next((source for source in _WEAKEST_FIRST if (sources == source).any()), None)
    return row | {
        "published_area_km2": published.sum() if published.notna().all() else None,
        "sectors": join_list(
            dict.fromkeys(one for it in rows for one in split_list(it["sectors"]))
        ),
        "locked": any(each["locked"] for each in rows),
        "verified": all(each["verified"] for each in rows),
        "boundary_source": weakest or row["boundary_source"],
        "source": _sources(each["source"] for each in rows),
    }


def _sources(texts: Iterable[Any]) -> str | None:
    """Return the distinct sources of texts separated by semicolons, in order; None if none."""
    return "; ".join(dict.fromkeys(one for text in texts for one in split_list(text))) or None

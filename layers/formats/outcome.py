"""The result of a scenario for an export."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from layers.errors import SourceError
from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd
    from pyproj import CRS

    from layers.messages import Language
    from layers.plan.plan import Plan

BASELINE = "baseline"


@dataclass(frozen=True)
class Outcome:
    """The result of a scenario: its zones, and measures for the formats that support them.

    `tables` are by the names of `layers.schema.export_tables`: `changes` (land gained and lost
    against the baseline: `zone_id`, `change`, `area_km2`), `violations` (`rule`, `level`,
    `message`, …) and `coverage_<level>` (a region each, its figures by radius in columns), each
    with geometry in the plan's CRS. The outcome with the id `baseline` is that of the plan's zones.

    `figures` are tables without geometry, by the sheet names of a workbook; `four_bounds` a draft
    of each zone's four bounds, by id. `revision` is the number of the stored revision and `saved`
    its time, if the scenario is from a store. `crs` is the output CRS, None for the plan's;
    `by` how distances were measured; `language` that of a file for reading.
    """

    scenario: str
    title: str
    zones: gpd.GeoDataFrame
    tables: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict)
    figures: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    four_bounds: Mapping[str, str] = field(default_factory=dict)
    revision: int | None = None
    saved: str | None = None
    crs: CRS | None = None
    by: str = "line"
    language: Language = "en"


def only_outcome(plan: Plan, path: Path, outcomes: Sequence[Outcome]) -> Outcome:
    """Return the outcome for a single-layer format: the scenario's, else the baseline's.

    Raises:
        SourceError: several scenarios are given.
    """
    scenarios = [outcome for outcome in outcomes if outcome.scenario != BASELINE]
    if len(scenarios) > 1:
        names = tuple(outcome.scenario for outcome in scenarios)
        raise SourceError(Message("file-one-scenario", scenarios=names).in_file(path))
    return next(iter([*scenarios, *outcomes]), Outcome(BASELINE, "", plan.zones))

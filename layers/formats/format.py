"""The declaration of a format: suffix, reader, writer, where it is offered; and its contents."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

import geopandas as gpd
import pandas as pd
from pyproj import CRS

from layers.errors import SourceError
from layers.formats.table import ReadOptions, Table
from layers.messages import Language, Message
from layers.plan.plan import Plan
from layers.scenario_id import BASELINE

Reader: TypeAlias = Callable[[Path, str, ReadOptions], Table]


@dataclass(frozen=True)
class Outcome:
    """The result of a scenario: its zones, and measures for the formats that support them.

    `tables` are by the names of `layers.schema.export_tables`: `changes` (land gained and lost
    against the baseline: `zone_id`, `change`, `area_km2`), `violations` (`rule`, `level`,
    `message`, …) and `coverage_<level>` (a region each, its figures by radius in columns), each
    with geometry in the plan's CRS. The outcome with the id `baseline` is that of the plan's zones.

    `figures` are tables without geometry, by the sheet names of a workbook, among them the
    `scorecard`, which a GeoPackage has too; `four_bounds` a draft
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


Part: TypeAlias = Literal["layers", "figures", "four_bounds", "scorecard"]
"""The parts of an outcome besides its zones: `tables`, `figures`, `four_bounds`; its scorecard."""


@dataclass(frozen=True)
class Format:
    """A format by suffix, each in its module of `layers.formats`.

    `place` orders the formats in lists. `read` takes the path, the name of the wanted layer and the
    user's options. `write` takes the plan, the path and the format's one outcome, `write_all` those
    of all scenarios. `parts` are the parts of an outcome that it writes besides the zones; one that
    `takes_crs` writes in any CRS. Output is served as `media_type`, and labelled
    `page-download-as-SUFFIX` on the page.

    `cut` returns a message listing the data that a file of some zones would lack.

    One that is `styled` is a single layer with the plan's columns, beside which a style for QGIS is
    written.

    `content` is the result of `kind_of` for its files, if certain. Files with the suffixes `beside`
    accompany its own. One that `describes` may hold notes on another file instead of data: in an
    archive it counts only if there is nothing else.
    """

    suffix: str
    place: float
    read: Reader | None = None
    write: Callable[[Plan, Path, Outcome], None] | None = None
    write_all: Callable[[Plan, Path, Sequence[Outcome]], None] | None = None
    media_type: str = ""
    parts: tuple[Part, ...] = ()
    content: str | None = None
    beside: tuple[str, ...] = ()
    is_folder: bool = False
    is_archive: bool = False
    describes: bool = False
    takes_crs: bool = False
    styled: bool = False
    cut: Callable[[gpd.GeoDataFrame], Message | None] = lambda _: None

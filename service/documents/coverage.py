"""Coverage and comparison as JSON documents, shared by terminal, file and web.

Columns are those of the tables, in their order. An unknown figure is null, never NaN or infinite;
numbers are plain, geometry is a GeoJSON mapping.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable, Collection, Mapping, Sequence
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray
from shapely.geometry.base import BaseGeometry

from geo.comparison.consensus import Consensus
from geo.comparison.rule_changes import RULE_CHANGES
from geo.comparison.table_diff import KEYS, Changed, changed_rows
from geo.table_frame import Columns
from layers import Plan
from layers.messages import Message

if TYPE_CHECKING:
    from geo import Comparison, Coverage

TABLES = tuple(KEYS)
"""The tables of a measure document, in order."""

_PARTS: Mapping[str, Callable[[Comparison], pd.DataFrame | dict[str, pd.DataFrame]]] = {
    **{name: attrgetter(name) for name in ("zones", "totals", "sectors", "regions")},
    "clusters": lambda it: {"entering": it.clusters_entering, "leaving": it.clusters_leaving},
    "violations": lambda it: (
        {change: it.violations_of(change) for change in RULE_CHANGES}
        | {"new": it.violations_new, "mended": it.violations_mended}
    ),
    "population": lambda it: {"totals": it.population, "zones": it.zone_population},
}
COMPARED = tuple(_PARTS)
"""The tables of a compare document, in order."""


def measure_document(  # noqa: PLR0913  each is a part of the answer
    coverage: Coverage,
    tables: Collection[str] | None = None,
    *,
    before: Coverage | None = None,
    compact: bool = False,
    shape: Callable[[BaseGeometry | None], BaseGeometry | None] | None = None,
    head: bool = True,
) -> dict[str, Any]:
    """Return the document of a coverage: plan (with `head`), scenario and radii, and its tables.

    `tables` names the requested ones (see `TABLES`); the others are neither computed nor in the
    document. If distances are not straight, `by` says how they were measured (`road`, or
    `road_min` in minutes: then `radii_km`, `radius_km` and so on end in `_min`) and
    `network` whose network that was (`plan`, `context`). `access` is one mapping, every other table
    a list of rows, or `compact` (see `compacted`). `targets` is present if there are any, `notice`
    if the replay of the scenario gave a warning.

    With `before`, the tables have only the rows that differ from that coverage's: `against` names
    it, `gone` has by table the keys of removed rows, and `access` is null if unchanged. `shape`
    converts the geometry of a violation, such as simplifying it for a map.

    Raises:
        MeasureError: the two were measured at different radii.
    """
    document: dict[str, Any] = {"plan": plan_document(coverage.plan)} if head else {}
    document |= {
        "scenario": coverage.scenario,
        f"radii_{coverage.unit}": list(coverage.radii_km),
    }
    if coverage.network is not None:
        document |= {"by": coverage.travel.name, "network": coverage.network.source}
    if coverage.notice is not None:
        document["notice"] = str(coverage.notice)
    gone: dict[str, Any] = {}
    for table in TABLES:
        if tables is None or table in tables:
            rows, lost = (
                Changed(coverage.columns(table), {})
                if before is None
                else changed_rows(before, coverage, table)
            )
            if table == "targets" and not (len(rows["target"]) or lost):
                continue
            if table == "violations" and shape is not None:
                rows = {**rows, "geometry": np.array([*map(shape, rows["geometry"])], object)}
            if table == "access":
                document[table] = next(iter(records(rows)), None)
            else:
                document[table] = compacted(rows) if compact else records(rows)
            if lost:
                gone[table] = records(lost)
    return document if before is None else document | {"against": before.scenario, "gone": gone}


def check_document(
    plan: Plan,
    scenario: str,
    violations: pd.DataFrame,
    notice: Message | None = None,
) -> dict[str, Any]:
    """Return the document of a check: the violations of a scenario's zones.

    If `violations` have a `change` against the plan, the mended ones are listed separately.
    `notice` is the warning of the scenario's replay; without `water_known` land may be water.
    """
    document = {
        "plan": plan_document(plan),
        "scenario": scenario,
        "notice": notice and str(notice),
        "water_known": not plan.frame("waters").empty,
        "violations": records(violations),
    }
    if "change" in violations:
        is_mended = violations["change"] == "mended"
        document["violations"] = records(violations[~is_mended])
        document["mended"] = records(violations[is_mended])
    return document


def plan_document(plan: Plan) -> dict[str, Any]:
    """Return the head of a plan: its file, CRS, and hashes of its layers."""
    return {
        "path": None if plan.path is None else str(plan.path),
        "crs": plan.crs.to_string(),
        "baseline": plan.baseline,
        "layers": plan.layers,
    }


def for_others(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document for remote users, with the plan's file name but not its folder.

    >>> for_others({"plan": {"path": "/srv/plans/china-ftz.gpkg"}})
    {'plan': {'path': 'china-ftz.gpkg'}}
    """
    if "plan" not in document:
        return document
    path = document["plan"]["path"]
    return document | {"plan": document["plan"] | {"path": path and Path(path).name}}


def compare_document(
    comparison: Comparison, tables: Collection[str] | None = None
) -> dict[str, Any]:
    """Return the document of a comparison: what `a` changes against `b`.

    `tables` names the requested ones (see `COMPARED`), as in `measure_document`; `targets` is
    present if A or the plan states any, `notices` if the replay of either gave a warning; `by` if
    distances are not straight, with `over_counted` if B's are and no zone changes; `coarse`
    (`zone_id`, `changed_km2`, `point_km2`) if people are known too coarsely for the change of some
    zones.
    """
    document: dict[str, Any] = {"a": comparison.a, "b": comparison.b}
    before, after = comparison.coverages
    if (before.by, after.by) != ("line", "line"):
        document["by"] = {"a": after.travel.name, "b": before.travel.name}
    present: dict[str, pd.DataFrame | None] = {
        "over_counted": comparison.over_counted,
        "targets": comparison.targets if len(comparison.targets) else None,
    }
    document |= {name: records(table) for name, table in present.items() if table is not None}
    notices = [str(each.notice) for each in comparison.coverages if each.notice is not None]
    if notices:
        document["notices"] = notices
    for table in COMPARED if tables is None else [it for it in COMPARED if it in tables]:
        part = _PARTS[table](comparison)
        document[table] = (
            {name: records(frame) for name, frame in part.items()}
            if isinstance(part, dict)
            else records(part)
        )
    document |= {"coarse": records(comparison.coarse)} if len(comparison.coarse) else {}
    return document


def rule_changes_document(comparison: Comparison) -> list[dict[str, Any]]:
    """Return the violations of A that differ from B, and the mended ones, without geometry.

    Each is a violation with its `change`; `said` is the change as a message.
    """
    return [
        {
            "rule": one.rule,
            "subject": one.breach.subject,
            "level": one.level,
            "zone_id": one.breach.zone_id,
            **one.breach.message.to_document(),
            "amount": plain(one.breach.amount),
            "limit": plain(one.breach.limit),
            "unit": one.breach.unit,
            "change": one.change,
            "amount_before": plain(one.amount_before),
            "worse_by": plain(one.worse_by),
            "said": one.message.to_document(),
        }
        for one in comparison.rule_changes
        if one.change != "unchanged"
    ]


def records(table: pd.DataFrame | Columns) -> list[dict[str, Any]]:
    """Return the rows of a table, a frame or by column, as plain mappings, columns in order.

    >>> records(pd.DataFrame({"zone_id": ["A"], "cap_km2": [float("nan")]}))
    [{'zone_id': 'A', 'cap_km2': None}]
    >>> [type(row["verified"]) for row in records({"verified": pd.Series([True]).array})]
    [<class 'bool'>]
    """
    names = [str(name) for name in table]
    if not names or not len(table[names[0]]):
        return []
    columns = [_plain_column(table[name]) for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def compacted(table: pd.DataFrame | Columns) -> dict[str, Any]:
    """Return a table in a compact form for display: a list for each column, no names.

    Persons are integers and areas have two decimals (km²); names are in the layers. A column with
    repeated values, such as the radius, is a mapping: `runs` are the values, each with its count.

    >>> compacted(pd.DataFrame({"adcode": ["A"], "name": ["East"], "population": [1.4]}))
    {'adcode': ['A'], 'population': [1]}
    >>> compacted(pd.DataFrame({"radius_km": [50.0, 50.0, 50.0, 50.0, 100.0]}))
    {'radius_km': {'runs': [[50, 4], [100, 1]]}}
    """
    shown: dict[str, Any] = {}
    for name in map(str, table):
        if name != "name":
            column = table[name]
            if name.endswith("_km2") or "population" in name:
                column = np.round(np.asarray(column, float), 2 if name.endswith("_km2") else 0)
            cells = [_whole(value) for value in _plain_column(column)]
            runs = [[value, len(list(same))] for value, same in itertools.groupby(cells)]
            shown[name] = {"runs": runs} if 2 * len(runs) < len(cells) else cells
    return shown


def _whole(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _plain_column(column: pd.Series | NDArray[Any] | ExtensionArray) -> list[Any]:
    """Return the cells of a column, each `plain`."""
    cells = np.asarray(column)  # its list has Python numbers, unlike an extension array's
    if cells.dtype.kind in "bi" or (cells.dtype.kind == "f" and np.isfinite(cells).all()):
        numbers: list[Any] = cells.tolist()
        return numbers
    return [plain(cell) for cell in cells]


def plain(value: Any) -> Any:  # noqa: ANN401  cells are of any type
    """Return a value as a JSON type: None, bool, int, float, str, list or dict."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [plain(item) for item in value]
    if isinstance(value, BaseGeometry):
        return json.loads(shapely.to_geojson(value))
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if isinstance(value, bool | int | str) else str(value)


def to_json(document: object) -> str:
    """Return a document as JSON text: two-space indent, Chinese unescaped, no NaN."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2)


def consensus_document(consensus: Consensus, scenarios: Sequence[str]) -> dict[str, Any]:
    """Return `scenarios`, `counts` and `ftzs` as in `Consensus`, and `pieces` with geometry."""
    return {
        "scenarios": list(scenarios),
        "counts": records(consensus.counts),
        "ftzs": records(consensus.ftzs),
        "pieces": records(consensus.pieces),
    }

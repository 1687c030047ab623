"""Tables of a coverage as JSON documents: plan and scenario, then the tables."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

from geo import Coverage
from geo.coverage.scope import Scope
from geo.edits.recut import neighbours
from geo.tables import (
    cluster_reach,
    explain,
    explained,
    outside,
    what_would,
    within,
    yields,
    zone_use,
)
from geo.tables.performance import divisible
from geo.validation import shown
from geo.zone import multi, outlines
from layers.errors import UnknownError
from layers.messages import Message
from layers.schema.lists import split_list
from service.documents.coverage import measure_document, plain, records


def table_document(coverage: Coverage, tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """Return the document of tables: `plan`, `scenario`, `radii_km`, the tables, and `outside`.

    `outside` is excluded from the figures of regions: people outside every region, and regions
    without people (see `geo.tables.region_groups`).
    """
    named = {**tables, "outside": outside(coverage)}
    return measure_document(coverage, ()) | {name: records(table) for name, table in named.items()}


def explain_document(
    coverage: Coverage, adcode: str, radius_km: float, weight: str = "population"
) -> dict[str, Any]:
    """Return why a region is covered, and what else would cover it.

    `region` is one mapping, with its nearest zone; `zones` are those that cover it; `would` gives
    the radius, or the single zone, that would cover each share of its people, or of another
    `weight` of the demand.
    """
    tables = {
        "zones": explain(coverage, adcode, radius_km),
        "would": what_would(coverage, adcode, radius_km, weight=weight),
    }
    region = records(explained(coverage, adcode, radius_km))[0]
    return table_document(coverage, tables) | {"region": region, "weight": weight}


_MOST_CLUSTERS = 500


def clusters_document(
    coverage: Coverage, radius_km: float, scope: Scope | None, sector: str | None
) -> dict[str, Any]:
    """Return the clusters of a scope and a sector, the farthest from all zones first.

    The coverage is limited to the scope. `clusters` has 500 rows at most; `left_off` counts the
    rest.

    Raises:
        UnknownError: the plan has no such sector.
    """
    sectors = coverage.plan.clusters["sector"]
    selected = scope.clusters(coverage) if scope else np.ones(len(sectors), bool)
    if sector is not None:
        if sector not in set(sectors):
            raise UnknownError(Message("measure-aim-unknown", given=shown(f"sector:{sector}")))
        selected = selected & (sectors == sector).to_numpy(bool)
    table = cluster_reach(coverage, radius_km, selected)
    rows = records(table.head(_MOST_CLUSTERS))
    return {"clusters": rows, "left_off": max(0, len(table) - _MOST_CLUSTERS)}


def way_document(
    coverage: Coverage, place: tuple[float, float], shape: Callable[[BaseGeometry], BaseGeometry]
) -> dict[str, Any]:
    """Return the way from the nearest zone along the network to a place (lon, lat).

    `zone_id` is the zone, `way_km` the length of the way (`way_min` in minutes) and `line_km` that
    of the straight line from the same zone, `geometry` the way as GeoJSON, converted by `shape`;
    all null if no way leads there.

    Raises:
        MeasureError: the coverage is by the straight line.
    """
    way = coverage.ways.way(*place)
    return {
        "by": coverage.travel.name,
        "place": list(place),
        "zone_id": way and str(coverage.zone_frame["zone_id"].iloc[way.zone]),
        f"way_{coverage.unit}": way and way.way_km,
        "line_km": way and way.line_km,
        "geometry": way and plain(shape(way.line)),
    }


def within_document(
    coverage: Coverage, zone_id: str, radii_km: Sequence[float]
) -> dict[str, Any] | None:
    """Return the places inside and near a zone (`zone`) and its FTZ (`ftz`, null for none).

    Each has `zones`, `area_km2`, `figures` by radius and `land` by district, the zone its
    `neighbours` too, its `use` and the `yields` of which it is the place, if the plan has any. Null
    if the coverage has no such zone.
    """
    zones = coverage.zones.set_index("zone_id")
    if zone_id not in zones.index:
        return None
    ftz_id = zones["ftz_id"].loc[zone_id]
    of_ftz = [] if ftz_id is None else zones.index[zones["ftz_id"] == ftz_id].tolist()

    def described(zone_ids: Collection[str]) -> dict[str, Any]:
        figures, land = within(coverage, zone_ids, radii_km)
        return {
            "zones": list(zone_ids),
            "area_km2": float(zones["area_km2"].loc[list(zone_ids)].sum()),
            "figures": records(figures),
            "land": records(land),
        }

    of_zone = described([zone_id])
    others = {zone: multi(shape) for zone, shape in outlines(coverage.zone_frame).items()}
    beside = [*neighbours(others.pop(zone_id), others)]
    return {
        "zone": of_zone | {"neighbours": beside} | _economy(coverage, zone_id),
        "ftz": (of_zone if of_ftz == [zone_id] else described(of_ftz)) if of_ftz else None,
    }


def _economy(coverage: Coverage, zone_id: str) -> dict[str, Any]:
    """Return the use of a zone's land and its published amounts, if the plan knows any.

    Amounts that are never divided by land are excluded.
    """
    table = coverage.plan.performance
    used = zone_use(coverage)
    use = used[used["zone_id"] == zone_id].dropna(axis="columns", how="all")
    published = {"accepted_share", "built_share", "idle_share", "approved"} & {*use.columns}
    is_here = divisible(table) & table["zone_id"].map(lambda one: zone_id in split_list(one))
    found = yields(coverage)[is_here.to_numpy(bool)] if is_here.any() else table.iloc[:0]
    answer = {"use": records(used[used["zone_id"] == zone_id])[0]} if published else {}
    return answer | ({"yields": records(found)} if len(found) else {})

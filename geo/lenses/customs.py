"""Customs reach: the distance of zones, clusters and people from gateways of customs clearance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo.lenses.lens import Lens, Option
from geo.validation import as_several, shown
from layers.errors import UnknownError
from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from geo.coverage import Coverage
    from geo.coverage.plan_data import PlanData
    from layers.geometry.edges import Floats, Ints

SUBJECTS = ("zones", "clusters", "population")
"""The subjects: zones count one each, clusters by weight, people by number."""


def zone_gateways(coverage: Coverage, kinds: Sequence[str] | str | None = None) -> pd.DataFrame:
    """Return the nearest gateway of each kind for every zone.

    Returns:
        Columns `zone_id`, `ftz_id`, `kind`, `gateway_id`, `name`, `distance_km` (from the nearest
        point of the zone; 0 inside) and `clearance_hours` (null if not given).

    Raises:
        UnknownError: the plan has no gateway of a requested kind.

    >>> from geo import CoverageMeter
    >>> from geo.lenses import zone_gateways
    >>> from layers.example import example_plan
    >>> coverage = CoverageMeter(example_plan(), radii_km=[5, 10]).measure()
    >>> zone_gateways(coverage)[["zone_id", "gateway_id", "distance_km"]].round(2).values.tolist()
    [['A', 'P', 3.86], ['B', 'P', 1.93]]
    """
    requested = _kinds(coverage.plan_data, kinds)
    gateways = coverage.plan.gateways.set_index("gateway_id")
    zones = coverage.zone_frame[["zone_id", "ftz_id"]].itertuples(index=False, name=None)
    near = zip(zones, coverage.figures.gateways, strict=True)
    rows = [
        (*zone, *one.values()) for zone, each in near for one in each if one["kind"] in requested
    ]
    columns = ["zone_id", "ftz_id", "kind", "gateway_id", "distance_km"]
    table = pd.DataFrame(rows, columns=columns)
    table.insert(4, "name", table["gateway_id"].map(gateways["name"]))
    table["clearance_hours"] = table["gateway_id"].map(gateways["clearance_hours"]).astype(float)
    return table


def customs_reach(coverage: Coverage, kinds: Sequence[str] | str | None = None) -> pd.DataFrame:
    """Return the distance of zones, clusters and people from the nearest gateway of each kind.

    Distances are geodesics (of zones, from their nearest point). Clusters and people do not depend
    on the zones: their rows are the same in every scenario.

    Returns:
        Columns `subject` (`zones`, `clusters`, `population`), `kind`, `radius_km`; `total` (number
        of zones, weight of clusters, persons), `within` (the part within the radius of a gateway of
        the kind) and `within_share` (0–1); `mean_km`, the mean distance, weighted like `total`;
        `clearance_known` (the part of the total whose nearest gateway states its clearance time)
        and `mean_clearance_hours` of that part. Nothing is estimated: null without a subject, and
        without a stated time.

    Raises:
        UnknownError: the plan has no gateway of a requested kind.

    >>> from geo import CoverageMeter
    >>> from geo.lenses import customs_reach
    >>> from layers.example import example_plan
    >>> coverage = CoverageMeter(example_plan(), radii_km=[5, 10]).measure()
    >>> table = customs_reach(coverage).query("radius_km == 5")
    >>> table[["subject", "within_share"]].round(2).values.tolist()
    [['zones', 1.0], ['clusters', 0.5], ['population', 0.86]]
    """
    coverage.check_by_line()
    plan, plan_data = coverage.plan, coverage.plan_data
    requested = _kinds(plan_data, kinds)
    zones = zone_gateways(coverage, requested)
    rows = []
    for kind in requested:
        gateways = np.flatnonzero((plan.gateways["kind"] == kind).to_numpy())
        mine = zones[zones["kind"] == kind]
        subjects = (
            (np.ones(len(mine)), mine["distance_km"].to_numpy(), mine["clearance_hours"]),
            (plan.clusters["weight"].to_numpy(), *_to_nearest(plan_data, plan.clusters, gateways)),
            (plan.demand["population"].to_numpy(), *_to_nearest(plan_data, plan.demand, gateways)),
        )
        for subject, (weight, distance_km, hours) in zip(SUBJECTS, subjects, strict=True):
            whole = _means(weight, distance_km, np.asarray(hours, float))
            for radius_km in coverage.radii_km:
                within = float(weight[distance_km <= radius_km].sum())
                reach = {"subject": subject, "kind": kind, "radius_km": radius_km, "within": within}
                rows.append(reach | whole)
    columns = ["subject", "kind", "radius_km", "total", "within", "within_share", "mean_km"]
    table = pd.DataFrame(rows, columns=[*columns, "clearance_known", "mean_clearance_hours"])
    table["within_share"] = table["within"] / table["total"].where(table["total"] > 0)
    table.loc[table["total"].isna(), ["within", "clearance_known"]] = np.nan
    by = [table["subject"].map(SUBJECTS.index), table["kind"], table["radius_km"]]
    return table.iloc[np.lexsort(by[::-1])].reset_index(drop=True)


def _kinds(plan_data: PlanData, kinds: Sequence[str] | str | None) -> list[str]:
    available = [kind for kind, _ in plan_data.gateway_kinds]
    requested = available if kinds is None else as_several(kinds)
    unknown = [kind for kind in requested if kind not in available]
    if unknown:
        raise UnknownError(
            Message(
                "measure-gateway-kind-unknown",
                given=shown(kind),
                known=tuple(available) or Message("list-none"),
            )
            for kind in unknown
        )
    return [kind for kind in available if kind in requested]


def _to_nearest(
    plan_data: PlanData, points: gpd.GeoDataFrame, gateways: Ints
) -> tuple[Floats, Floats]:
    """Return each point's distance to the nearest of some gateways (km), and its clearance hours.

    The nearest is found by chords, which order geodesics up to centimetres at 1,000 km.
    """
    from scipy.spatial import cKDTree  # noqa: PLC0415  slow to load

    shapes = points["geometry"].to_numpy()
    lon, lat = shapely.get_x(shapes), shapely.get_y(shapes)
    if not len(lon):
        return np.empty(0), np.empty(0)
    positions = plan_data.gateway_lon[gateways], plan_data.gateway_lat[gateways]
    tree = cKDTree(plan_data.ellipsoid.cartesian_m(*positions))
    nearest = tree.query(plan_data.ellipsoid.cartesian_m(lon, lat))[1]
    metres: Floats = plan_data.ellipsoid.geod.inv(
        lon, lat, positions[0][nearest], positions[1][nearest]
    )[2]
    hours = plan_data.plan.gateways["clearance_hours"].to_numpy(float)[gateways]
    return metres / 1e3, hours[nearest]


def _means(weight: Floats, distance_km: Floats, hours: Floats) -> dict[str, float]:
    total = float(weight.sum())
    is_stated = np.isfinite(hours)
    stated = float(weight[is_stated].sum())
    return {
        "total": total if len(weight) else np.nan,
        "mean_km": float(weight @ distance_km) / total if total > 0 else np.nan,
        "clearance_known": stated,
        "mean_clearance_hours": float(weight[is_stated] @ hours[is_stated]) / stated
        if stated > 0
        else np.nan,
    }


LENS = Lens(
    "customs",
    4,
    "Show how far zones, clusters and people are from the nearest gateway of each kind.",
    lambda coverage, kind: (customs_reach(coverage, kind), zone_gateways(coverage, kind)),
    {
        "customs": (
            "cli-title-customs",
            "subject kind radius_km within total within_share mean_km mean_clearance_hours",
        ),
        "zones": (
            "cli-title-zone-gateways",
            "zone_id kind gateway_id name distance_km clearance_hours",
        ),
    },
    options=(
        Option("kind", list[str] | None, None, "A kind of gateway; may be repeated.", longest=20),
    ),
)

"""Customs reach: the distance of zones, clusters and people from gateways of customs clearance.

By road or rail a distance is the shortest way (`geo.coverage.network`): from a zone, or along a
straight line to the nearest edge, and from one to the gateway.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely

from geo.coverage import Coverage
from geo.coverage.network_reach import PointLayer
from geo.coverage.plan_data import PlanData, own_weights
from geo.coverage.way import in_unit, unit_of
from geo.lenses.lens import Lens
from geo.option import Option
from geo.validation import as_several, shown
from layers.errors import MeasureError, UnknownError
from layers.geometry.edges import Floats, Ints
from layers.messages import Message
from layers.runtime.arguments import checked_call


@checked_call(MeasureError)
def zone_gateways(coverage: Coverage, kinds: Sequence[str] | str | None = None) -> pd.DataFrame:
    """Return the nearest gateway of each kind for every zone.

    Returns:
        Columns `zone_id`, `ftz_id`, `kind`, `gateway_id`, `name`, `distance_km` (from the nearest
        point of the zone; 0 inside; `distance_min` of a coverage in minutes) and `clearance_hours`
        (null if not given).

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
    table = pd.DataFrame(rows, columns=columns).astype({"distance_km": float})
    table.insert(4, "name", table["gateway_id"].map(gateways["name"]))
    table["clearance_hours"] = table["gateway_id"].map(gateways["clearance_hours"]).astype(float)
    return in_unit(table, coverage.by)


@checked_call(MeasureError)
def customs_reach(coverage: Coverage, kinds: Sequence[str] | str | None = None) -> pd.DataFrame:
    """Return the distance of zones, clusters and people from the nearest gateway of each kind.

    Distances are geodesics (of zones, from their nearest point), or ways as the coverage is
    measured. Clusters and people do not depend on the zones: their rows are the same in every
    scenario.

    Returns:
        Columns `subject` (`zones`, `clusters`, `population` and the plan's own weights of the
        demand, such as `jobs`), `kind`, `radius_km`; `total` (number of zones, weight of clusters,
        persons), `within` (the part within the radius of a gateway of the kind) and
        `within_share` (0–1); `mean_km` (or `mean_min`), the mean distance of those
        from whom a way leads to one, weighted like `total`; `clearance_known` (the part of the
        total whose nearest gateway states its clearance time) and `mean_clearance_hours` of that
        part. Nothing is estimated: null without a subject, and without a stated time.

    Raises:
        UnknownError: the plan has no gateway of a requested kind.

    >>> from geo import CoverageMeter
    >>> from geo.lenses import customs_reach
    >>> from layers.example import example_plan
    >>> coverage = CoverageMeter(example_plan(), radii_km=[5, 10]).measure()
    >>> table = customs_reach(coverage).query("radius_km == 5")
    >>> table[["subject", "within_share"]].round(2).values.tolist()
    [['zones', 1.0], ['clusters', 0.5], ['population', 0.86], ['jobs', 1.0]]
    """
    plan, plan_data = coverage.plan, coverage.plan_data
    requested = _kinds(plan_data, kinds)
    zones = zone_gateways(coverage, requested)
    clusters, people = _to_nearest(coverage, "clusters"), _to_nearest(coverage, "demand")
    clearance = np.append(plan.gateways["clearance_hours"].to_numpy(float), np.nan)
    amounts = [("population", plan.demand["population"].to_numpy()), *own_weights(plan).items()]
    rows = []
    for kind in requested:
        mine = zones[zones["kind"] == kind]
        away_km = mine[f"distance_{unit_of(coverage.by)}"].to_numpy()
        of_clusters, of_people = (
            (distance_km, clearance[nearest])
            for distance_km, nearest in (clusters[kind], people[kind])
        )
        subjects = (
            ("zones", np.ones(len(mine)), away_km, mine["clearance_hours"]),
            ("clusters", plan.clusters["weight"].to_numpy(), *of_clusters),
            *((name, amount, *of_people) for name, amount in amounts),
        )
        for place, (subject, weight, distance_km, hours) in enumerate(subjects):
            whole = _means(weight, distance_km, np.asarray(hours, float))
            for radius_km in coverage.radii_km:
                within = float(weight[distance_km <= radius_km].sum())
                reach = {"subject": subject, "kind": kind, "radius_km": radius_km, "within": within}
                rows.append(reach | whole | {"place": place})
    columns = ["subject", "kind", "radius_km", "total", "within", "within_share", "mean_km"]
    columns += ["clearance_known", "mean_clearance_hours"]
    table = pd.DataFrame(rows, columns=[*columns, "place"])
    table["within_share"] = table["within"] / table["total"].where(table["total"] > 0)
    table.loc[table["total"].isna(), ["within", "clearance_known"]] = np.nan
    table = table.sort_values(["place", "kind", "radius_km"], ignore_index=True)
    return in_unit(table[columns], coverage.by)


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


def _to_nearest(coverage: Coverage, layer: PointLayer) -> dict[str, tuple[Floats, Ints]]:
    """Return by kind how far rows of a layer are from the nearest gateway, and which that is.

    In a straight line the nearest is found by chords, which order geodesics up to centimetres at
    1,000 km.
    """
    from scipy.spatial import cKDTree  # noqa: PLC0415  slow to load

    plan_data = coverage.plan_data
    kinds = [kind for kind, _ in plan_data.gateway_kinds]
    if coverage.network is not None:
        return dict(zip(kinds, coverage.network.to_gateways(layer), strict=True))
    shapes = coverage.plan.frame(layer).geometry.to_numpy()
    lon, lat = shapely.get_x(shapes), shapely.get_y(shapes)
    places_m, found = plan_data.ellipsoid.cartesian_m(lon, lat), {}
    for kind, rows in plan_data.gateway_kinds:
        positions = plan_data.gateway_lon[rows], plan_data.gateway_lat[rows]
        nearest = cKDTree(plan_data.ellipsoid.cartesian_m(*positions)).query(places_m)[1]
        at = positions[0][nearest], positions[1][nearest]
        metres = np.asarray(plan_data.ellipsoid.geod.inv(lon, lat, *at)[2], float)
        found[kind] = metres / 1e3, rows[nearest]
    return found


def _means(weight: Floats, distance_km: Floats, hours: Floats) -> dict[str, float]:
    is_stated, is_reached = np.isfinite(hours), np.isfinite(distance_km)
    stated, reached = float(weight[is_stated].sum()), float(weight[is_reached].sum())
    mean_km = float(weight[is_reached] @ distance_km[is_reached]) / reached if reached else np.nan
    return {
        "total": float(weight.sum()) if len(weight) else np.nan,
        "mean_km": mean_km,
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
        "customs": "subject kind radius_km within total within_share mean_km mean_clearance_hours",
        "zones": "zone_id kind gateway_id name distance_km clearance_hours",
    },
    options=(
        Option("kind", list[str] | None, None, "A kind of gateway; may be repeated.", longest=20),
    ),
)

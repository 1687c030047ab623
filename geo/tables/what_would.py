"""What would cover a region: the radius needed, or the zone that needs the least more reach."""

from collections.abc import Sequence
from numbers import Real

import numpy as np
import pandas as pd

from geo.coverage import Coverage
from geo.coverage.scope import find_region
from geo.coverage.travel import in_unit
from geo.coverage.weights import amounts
from geo.tables.nearest import distance_of, nearest_zones
from geo.validation import as_several, shown
from layers.errors import MeasureError
from layers.geometry.edges import Floats, Ints
from layers.messages import Message
from layers.runtime.arguments import checked_call

_SHARES = (0.0, 0.5, 0.9, 1.0)
_SLACK = 0.99  # of a lower bound: chords rank distances almost as geodesics do
_COLUMNS = ["share", "needed_km", "zone_id", "zone_needed_km", "farther_km"]


@checked_call(MeasureError)
def what_would(
    coverage: Coverage,
    adcode: str,
    radius_km: float,
    shares: Sequence[float] | float = _SHARES,
    weight: str = "population",
) -> pd.DataFrame:
    """Return the radii to cover each share (0–1) of a region's people; share 0: the first of them.

    Or of another weight of the demand, such as `jobs`.

    Two answers for each share. For all zones: `needed_km` is the smallest radius at which it is
    covered. For a single zone, while all others keep `radius_km`: the zone `zone_id` would have to
    reach `zone_needed_km`, which is `farther_km` more than the radius; it is the zone that needs
    the smallest reach, ties decided by the first id. If the share is already covered, `farther_km`
    is 0 and there is no such zone.

    Returns:
        The columns named above, a row for each share (in minutes `needed_min` and so on); no rows
        in a region without any of the weight, or without zones. `adcode` is of any level.

    Raises:
        UnknownError: no region has the adcode; the demand has no such column.
        MeasureError: the coverage was not measured at the radius; a share is not from 0 to 1; the
            column is not numeric, or a value is missing, negative or infinite.

    >>> from geo import CoverageMeter
    >>> from geo.tables import what_would
    >>> from layers.example import example_plan
    >>> coverage = CoverageMeter(example_plan(), radii_km=[5, 10]).measure()
    >>> needed = what_would(coverage, "330102", radius_km=5, shares=[0.5, 1])
    >>> needed[["share", "zone_id", "farther_km"]].round(1).values.tolist()
    [[0.5, 'B', 0.8], [1.0, 'B', 15.5]]
    """
    region, level = find_region(coverage.plan, adcode), coverage.radius_number(radius_km)
    requested: tuple[float, ...] = as_several(shares)
    wrong = [share for share in requested if not isinstance(share, Real) or not 0 <= share <= 1]
    if wrong:
        shown_share = shown(wrong[0])
        raise MeasureError(
            Message("value-out-of-range", least=0, most=1, given=shown_share).at("shares")
        )
    points = coverage.plan_data.points_of(region.districts)
    amount = amounts(coverage, weight)
    points = points[amount[points] > 0]
    _, nearest_km = nearest_zones(coverage, points)
    if not np.isfinite(nearest_km).any():
        return in_unit(pd.DataFrame(columns=_COLUMNS), coverage.unit)
    mine = amount[points]
    reached = [reach.demand_within(level) for reach in coverage.reaches]
    covered = np.isin(points, np.concatenate(reached))
    open_, covered_weight = points[~covered], float(mine[covered].sum())
    rows: list[tuple[float, float, str | None, float, float]] = []
    for share in requested:
        need = share * float(mine.sum())
        needed_km = distance_reaching(nearest_km, mine, need)
        if covered.any() and covered_weight >= need * (1 - 1e-12):
            rows.append((share, needed_km, None, np.nan, 0.0))
            continue
        zone, zone_km = _least_reach(coverage, open_, mine[~covered], need - covered_weight)
        rows.append((share, needed_km, zone, zone_km, zone_km - coverage.radii_km[level]))
    table = pd.DataFrame(rows, columns=_COLUMNS).replace(np.inf, np.nan)
    return in_unit(table, coverage.unit)


def distance_reaching(distance: Floats, weight: Floats, need: float) -> float:
    """Return the smallest distance within which the weights sum to `need`.

    >>> distance_reaching(np.array([3.0, 1.0, 2.0]), np.array([5.0, 1.0, 1.0]), 2)
    2.0
    """
    order = np.argsort(distance, kind="stable")
    sums = np.cumsum(weight[order])
    first = np.searchsorted(sums, min(need, sums[-1]) * (1 - 1e-12))
    return float(distance[order][first])


def _least_reach(
    coverage: Coverage, points: Ints, weight: Floats, need: float
) -> tuple[str, float]:
    """Return the zone that reaches `need` of some points with the smallest radius, and the radius.

    Only zones whose lower bound (`ZonePolygon.distance_bounds_m`) is within another's upper bound
    are measured.
    """
    demand, ids = coverage.plan_data.demand, coverage.zone_frame["zone_id"].to_numpy(str)
    if coverage.network is not None:
        ways = (distance_of(coverage, one, points) for one in coverage.figures.polygons)
        reach, zone = min(
            (distance_reaching(way, weight, need), str(ids[n])) for n, way in enumerate(ways)
        )
        return zone, reach
    lon, lat = demand.lon[points], demand.lat[points]
    places = coverage.plan_data.ellipsoid.cartesian_m(lon, lat)
    bounds = np.array(
        [
            [distance_reaching(bound, weight, need) for bound in polygon.distance_bounds_m(places)]
            for polygon in coverage.figures.polygons
        ]
    )
    candidates = []
    for row in np.flatnonzero(bounds[:, 0] * _SLACK <= bounds[:, 1].min()):
        boundary = coverage.figures.polygons[row].boundary
        candidates.append(
            (distance_reaching(boundary.distance_km(lon, lat), weight, need), str(ids[row]))
        )
    reach_km, zone = min(candidates)
    return zone, reach_km

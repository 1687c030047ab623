"""Coverage with an individual service radius per zone, such as a larger one for a port.

A zone's radius is the one requested by its id, else its `service_radius_km` in the zones layer (an
optional column), else the default radius. A point or a piece of land is covered if it lies within
the radius of any zone; reached by two, it counts once.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.coverage import Coverage
from geo.coverage.network_reach import NetworkData
from geo.coverage.service_area import Reach, reach_of
from geo.coverage.state import CoverageState
from geo.coverage.tables import Tables
from geo.coverage.way import unit_of
from geo.lenses.lens import Lens
from geo.option import Option
from geo.validation import is_radius, shown
from layers.errors import MeasureError
from layers.geometry.edges import Floats
from layers.messages import Message
from layers.runtime.arguments import checked_call

_COLUMN = "service_radius_km"
"""The optional column of the zones layer with a zone's service radius."""


class OwnRadius(NamedTuple):
    """The coverage of zones, each by its own radius.

    `radii` has each zone's `radius_km` and its source (`given`, `plan`, `default`); `totals` and
    `regions` are those of `Coverage` without a radius; `sectors` has `clusters`,
    `covered_clusters`, `weight` and `covered_weight` of each sector.
    """

    radii: pd.DataFrame
    totals: pd.DataFrame
    regions: pd.DataFrame
    sectors: pd.DataFrame


@checked_call(MeasureError)
def by_own_radius(
    coverage: Coverage, default_km: float = 50.0, given_km: Mapping[str, float] | None = None
) -> OwnRadius:
    """Return what the zones of a coverage cover, each within its own radius.

    `given_km` maps zone ids to radii, in km; `default_km` is that of zones without one.

    Raises:
        MeasureError: a radius is not a number from 0 to 2,000, or a zone does not exist: a line
            for each.

    >>> from geo import CoverageMeter
    >>> from geo.lenses import by_own_radius
    >>> from layers.example import example_plan
    >>> coverage = CoverageMeter(example_plan(), radii_km=[5, 10]).measure()
    >>> own = by_own_radius(coverage, default_km=5, given_km={"B": 10})
    >>> own.totals["covered_population"].tolist()
    [1500.0]
    """
    if unit_of(coverage.by) == "min":
        raise MeasureError(Message("measure-in-km-alone"))
    radii = _radii(coverage, default_km, given_km or {})
    radius_km = radii["radius_km"].to_numpy(float)
    reaches = _reaches(coverage, radius_km)
    numbered = {str(row).encode(): reach for row, reach in enumerate(reaches)}
    state = CoverageState(
        coverage.plan_data, numbered, (default_km,), land=coverage.network is None
    )  # one level: each zone's own radius
    tables = Tables(coverage.plan_data, (default_km,), "radius_km")

    def levels() -> NDArray[np.int8]:
        level: NDArray[np.int8] = (state.counts[0] == 0).astype(np.int8)
        return level

    return OwnRadius(
        radii,
        pd.DataFrame(tables.totals(state.covered, levels)).drop(columns="radius_km"),
        pd.DataFrame(tables.regions(state.covered, levels)).drop(columns="radius_km"),
        _sectors(coverage, reaches, radius_km),
    )


def _reaches(coverage: Coverage, radius_km: Floats) -> list[Reach]:
    """Return the reach of each zone at its own radius, as the coverage is measured."""
    plan_data, network = coverage.plan_data, coverage.network
    farthest_km = float(radius_km.max(initial=0.0))
    if network is not None and farthest_km > coverage.radii_km[-1]:
        network = NetworkData(coverage.by, plan_data, farthest_km)
    return [
        reach_of(polygon, plan_data, (radius,))
        if network is None
        else network.reaches_of([polygon], (radius,))[0]
        for polygon, radius in zip(coverage.figures.polygons, radius_km.tolist(), strict=True)
    ]


def _radii(coverage: Coverage, default_km: float, given_km: Mapping[str, float]) -> pd.DataFrame:
    frame = coverage.zone_frame
    ids = frame["zone_id"].astype(object)
    problems = [
        Message("measure-zone-not-in-scenario", given=shown(zone), scenario=coverage.scenario)
        for zone in given_km
        if zone not in set(ids)
    ]
    column = frame[_COLUMN] if _COLUMN in frame else pd.Series(np.nan, frame.index)
    planned = pd.to_numeric(column, errors="coerce").where(column.notna(), np.nan).to_numpy(float)
    requested = np.array([given_km.get(zone, np.nan) for zone in ids], float)
    stated = column.notna().to_numpy(bool)
    named = np.array([zone in given_km for zone in ids], bool)
    by = np.select([named, stated], ["given", "plan"], "default")
    radius_km = np.select([by == "given", by == "plan"], [requested, planned], default_km)
    problems += [
        Message("measure-zone-radius-not-allowed", zone=zone, origin=str(source))
        for zone, radius, source in zip(ids, radius_km.tolist(), by, strict=True)
        if not is_radius(radius)
    ]
    if problems:
        raise MeasureError(dict.fromkeys(problems))
    return pd.DataFrame({"zone_id": ids.to_numpy(), "radius_km": radius_km, "radius_from": by})


def _sectors(coverage: Coverage, reaches: list[Reach], radius_km: Floats) -> pd.DataFrame:
    clusters = coverage.plan.clusters.iloc[coverage.plan_data.clusters.order]
    covered = np.zeros(len(clusters), bool)
    for reach, radius in zip(reaches, radius_km, strict=True):
        covered |= reach.cluster_level <= (1 if radius > 0 else 0)  # 0: inside
    weight = clusters["weight"].to_numpy(float)
    counted = pd.DataFrame(
        {
            "sector": clusters["sector"].to_numpy(),
            "clusters": 1,
            "covered_clusters": covered.astype(np.int64),
            "weight": weight,
            "covered_weight": weight * covered,
        }
    )
    return counted.groupby("sector", sort=True).sum().reset_index()


def radii_by_zone(texts: Sequence[str]) -> dict[str, float]:
    """Return a radius, km, by zone id from texts such as `SH-YS=150`.

    Raises:
        MeasureError: a text is not of that form, or a zone is named twice: a line for each.
    """
    problems: list[Message] = []
    radii: dict[str, float] = {}
    for text in texts:
        zone, _, radius = text.partition("=")
        try:
            number = float(radius)
        except ValueError:
            problems.append(Message("service-zone-radius-invalid", given=shown(text)))
            continue
        if zone in radii:
            problems.append(Message("service-zone-radius-repeated", given=shown(text), zone=zone))
        radii[zone] = number
    if problems:
        raise MeasureError(problems)
    return radii


_ZONE = "A zone's own radius; may be given several times."
_SECTORS = (
    "sector covered_clusters=cli-col-covered-clusters:.0f clusters=cli-col-of:.0f"
    " covered_weight=covered_weight:.2f weight=cli-col-of:.2f"
)

LENS = Lens(
    "own-radius",
    7,
    "Show whom the zones reach, each by a radius of its own: a port reaches farther than a bank."
    "\n\n"
    "A zone's radius is the one given here, else its service_radius_km in the plan's zones layer, "
    "else that of all others.",
    lambda coverage, radius_km, zone: by_own_radius(coverage, radius_km, radii_by_zone(zone or [])),
    {
        "radii": "zone_id radius_km radius_from",
        "totals": "",
        "regions": "",
        "sectors": _SECTORS,
    },
    "one",
    (Option("zone", list[str] | None, None, _ZONE, "ZONE=KM", 500),),
)

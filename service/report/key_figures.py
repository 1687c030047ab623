"""The key figures of a scenario and of the baseline: reach, land, losses, zone contents."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import shapely

from geo import Coverage
from geo.caps import AREA_TOLERANCE
from geo.coverage.plan_data import demand_attributes
from layers.geometry.edges import Ints
from service.report.figures import LEAST_KM2, signed, two, without_decimals
from service.report.measured import Measured, row_mappings
from service.report.writer import Writer

_MOST_HEADROOMS = 2  # of groups that change


class KeyFigure(NamedTuple):
    """A figure of a scenario beside the baseline's; `more_is_better` None: neither is."""

    name: str
    before: float
    after: float
    digits: int = 0
    more_is_better: bool | None = True

    def shown(self, figure: float) -> str:
        """Return a figure as text of the table."""
        text = two(abs(figure)) if self.digits else without_decimals(abs(figure))
        return f"−{text}" if figure < 0 and text.strip("0.,") else text

    @property
    def is_changed(self) -> bool:
        """Return whether the difference has a digit that is printed."""
        return bool(abs(self.after - self.before) >= 0.5 * 10.0**-self.digits)

    @property
    def change(self) -> str:
        """Return the difference from the baseline, with its sign."""
        return signed(self.after - self.before, self.digits)

    def is_best(self, every: Sequence[float]) -> bool:
        """Return whether no scenario has a better figure, and at least one has a different one."""
        if self.more_is_better is None or np.ptp(every) < 0.5 * 10.0**-self.digits:
            return False
        return self.after == (max(every) if self.more_is_better else min(every))


def totals(writer: Writer, one: Measured) -> Iterator[KeyFigure]:
    """Yield the people within each radius; of a plan without demand, the land."""
    code = "report-row-people" if writer.has_people else "report-row-land-reach"
    figure = "covered_population" if writer.has_people else "covered_area_km2"
    if writer.has_people or writer.has_covered_land:
        for row in row_mappings(one.comparison.totals):
            name = writer.say(code, **writer.within(row[writer.radius_column]))
            yield KeyFigure(name, row[f"{figure}_before"], row[f"{figure}_after"])


def reach(writer: Writer, one: Measured) -> Iterator[KeyFigure]:
    """Yield the totals, and the plan's own weights and clusters within the middle radius."""
    yield from totals(writer, one)
    rows = one.comparison.totals
    (row,) = row_mappings(rows[rows[writer.radius_column] == writer.radius_km])
    for weight in demand_attributes(writer.plan):
        name = writer.say("report-row-weight", weight=weight, **writer.within())
        yield KeyFigure(name, row[f"covered_{weight}_before"], row[f"covered_{weight}_after"])
    if writer.plan.has("clusters"):
        radius_km = writer.radius_km
        name = writer.say("report-row-clusters", **writer.within())
        before, after = (_clusters_within(it, radius_km) for it in one.comparison.coverages)
        yield KeyFigure(name, before, after)


def _clusters_within(coverage: Coverage, radius_km: float) -> float:
    rows = coverage.sectors[coverage.sectors[coverage.radius_column] == radius_km]
    return float(rows["covered_clusters"].sum())


def land(writer: Writer, one: Measured) -> Iterator[KeyFigure]:
    """Yield the land of all zones, and the headroom of the groups that change, if they are few."""
    before, after = (float(it.zones["area_km2"].sum()) for it in one.comparison.coverages)
    yield KeyFigure(writer.say("report-row-zones"), before, after, 2, None)
    if len(one.groups_changed) > _MOST_HEADROOMS:
        return
    was = {row["ftz_id"]: row["headroom_km2"] for row in row_mappings(writer.before.ftzs)}
    for row in row_mappings(one.after.ftzs):
        before = was.get(row["ftz_id"], np.nan)
        if row["ftz_id"] in one.groups_changed and not np.isnan(row["headroom_km2"] + before):
            name = writer.say("report-row-headroom", ftz=writer.names.of("ftzs", row["ftz_id"]))
            yield KeyFigure(name, before, row["headroom_km2"], 2)


def moved(writer: Writer, one: Measured) -> Iterator[KeyFigure]:
    """Yield the land that zones gain, and that they release, if any does."""
    gained, lost = one.land_km2["gained"], one.land_km2["lost"]
    if lost >= LEAST_KM2:
        yield KeyFigure(writer.say("report-row-gained"), 0.0, gained, 2)
        yield KeyFigure(writer.say("report-row-released"), 0.0, -lost, 2)


def leaving(writer: Writer, one: Measured) -> Iterator[KeyFigure]:
    """Yield how many people leave each radius."""
    table = one.comparison.population
    table = table[table[writer.radius_column] > 0]  # at 0 they live inside a zone
    for row in row_mappings(table) if writer.has_people else ():
        name = writer.say("report-row-leaving", **writer.within(row[writer.radius_column]))
        yield KeyFigure(name, 0.0, row["leaving_population"], more_is_better=False)


def weights_leaving(writer: Writer, one: Measured) -> Iterator[KeyFigure]:
    """Yield how much of the plan's own weights leaves the middle radius."""
    table = one.comparison.population
    (row,) = row_mappings(table[table[writer.radius_column] == writer.radius_km])
    for weight in demand_attributes(writer.plan):
        name = writer.say("report-row-weight-leaving", weight=weight, **writer.within())
        yield KeyFigure(name, 0.0, row[f"leaving_{weight}"], more_is_better=False)


def gateways_held(writer: Writer, one: Measured) -> Iterator[KeyFigure]:
    """Yield the gateways inside zones, if the plan has gateways."""
    if writer.plan.has("gateways"):
        before, after = (len(gateways_inside(it)) for it in one.comparison.coverages)
        yield KeyFigure(writer.say("report-row-gateways"), before, after)


def gateways_inside(coverage: Coverage) -> Ints:
    """Return the rows of the gateways inside zones, in order."""
    points = coverage.plan.gateways.geometry.to_numpy()
    zones = coverage.zone_frame.geometry.to_numpy()
    rows = np.unique(shapely.STRtree(points).query(zones, predicate="intersects")[1])
    return np.asarray(rows, np.int64)


def gateways_lost(one: Measured) -> tuple[str, ...]:
    """Return the ids of the gateways that are no longer inside a zone."""
    if not one.after.plan.has("gateways"):
        return ()
    before, after = map(gateways_inside, one.comparison.coverages)
    ids = one.after.plan.gateways["gateway_id"].iloc[np.setdiff1d(before, after)]
    return tuple(map(str, ids))


def clusters_leaving(writer: Writer, one: Measured) -> Iterator[KeyFigure]:
    """Yield how many clusters leave the zones, and the middle radius."""
    if writer.plan.has("clusters"):
        leaving = one.comparison.clusters_leaving[writer.radius_column]
        for code, radius in (
            ("report-row-clusters-out", 0.0),
            ("report-row-clusters-leaving", writer.radius_km),
        ):
            name = writer.say(code, **writer.within())
            yield KeyFigure(name, 0.0, float((leaving == radius).sum()), more_is_better=False)


def matched_clusters(coverage: Coverage) -> int:
    """Return how many clusters lie inside a zone that designates their sector."""
    rows = coverage.sectors
    return int(rows["matched_clusters"][rows[coverage.radius_column] == 0].sum())


class CapUse(NamedTuple):
    """The area of a group (`ftz_id`) against its cap: the headroom, and any request beyond it."""

    ftz_id: str
    cap_km2: float
    headroom_km2: float
    quota_km2: float | None

    @property
    def over_km2(self) -> float:
        """Return the area beyond the cap and the quota; 0 where the rule of caps tolerates it."""
        allowed = self.cap_km2 + (self.quota_km2 or 0.0)
        over = -self.headroom_km2 - (self.quota_km2 or 0.0)
        return over if over > max(AREA_TOLERANCE * allowed, LEAST_KM2) else 0.0


def cap_uses(one: Measured) -> list[CapUse]:
    """Return the caps of the groups that change or request a quota, the most exceeded first."""
    groups = one.groups_changed | set(one.quota_km2)
    rows = one.after.ftzs
    rows = rows[rows["ftz_id"].isin(groups) & rows["cap_km2"].notna()]
    return [
        CapUse(
            str(row["ftz_id"]),
            float(row["cap_km2"]),
            float(row["headroom_km2"]),
            one.quota_km2.get(str(row["ftz_id"])),
        )
        for row in row_mappings(rows.sort_values("headroom_km2", kind="stable"))
    ]

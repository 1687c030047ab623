"""The coverage of one set of zones, as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.coverage.growth import growth_table
from geo.coverage.missed_targets import missed_targets
from geo.coverage.nearest import NearestZones, access, nearest_km
from geo.coverage.plan_data import PlanData
from geo.coverage.service_area import Reach
from geo.coverage.state import Covered
from geo.coverage.tables import Tables, ZoneRows
from geo.coverage.travel import (
    FAR_KM,
    FARTHEST_KM,
    LINE,
    Mode,
    Travel,
    Unit,
    in_unit,
    radius_message,
)
from geo.rules import RuleChecker
from geo.rules.checker import Violation, in_order, violation_columns
from geo.scenario.target import Target
from geo.table_frame import Columns, frame_of
from geo.validation import shown
from geo.zone import ZonePolygon
from layers import Plan
from layers.errors import MeasureError
from layers.geometry.edges import Floats
from layers.messages import Message
from layers.messages.languages import ENGLISH
from layers.runtime.arguments import checked_call
from layers.runtime.cache import cached_property
from layers.runtime.card import Amount, CardTable, Cell, Portion, card

if TYPE_CHECKING:
    from geo.coverage.network_reach import NetworkData
    from geo.coverage.network_ways import NetworkWays


def shown_radii(radii_km: tuple[float, ...]) -> tuple[Message, ...]:
    """Return radii for messages."""
    return tuple(Message("measure-radius", radius_km=radius) for radius in radii_km)


CARD_FIGURES = (
    ("notebook-card-people", "population", ",.0f"),
    ("notebook-card-land", "area_km2", ",.2f"),
)
"""The figures by radius in a notebook: a heading, a column of the totals, its format."""


@dataclass(frozen=True)
class Figures:
    """The results from which the tables are made; zones in the order of their frame."""

    covered: Covered
    reaches: tuple[Reach, ...]
    """The reach of each zone, measured separately."""
    cluster_level: NDArray[np.int8]
    """The level at which all zones together cover each cluster."""
    nearest: NearestZones | None = None
    """What makes distances to the nearest zone a matter of the zones that changed."""

    @cached_property
    def polygons(self) -> tuple[ZonePolygon, ...]:
        """Return the polygon of each zone."""
        return tuple(reach.polygon for reach in self.reaches)


class TargetMeter(Protocol):
    """Measures targets of a plan: the meter of a coverage."""

    def target_columns(
        self, coverage: Coverage, targets: tuple[Target, ...], draft: str
    ) -> Columns:
        """Return a row for each target: its value in a coverage, at the radii that it needs."""


@dataclass(frozen=True, repr=False)
class Coverage:
    """The coverage of one set of zones, as DataFrames.

    Areas are in km², distances and radii in km (in minutes if `by` measures in these: columns are
    then named `radius_min`, `mean_min`), populations in persons; unknown figures are NaN.
    `zone_frame` is the measured zones layer; `plan_ids` has the plan id of each zone that the
    scenario renames; `notice` is a remark on the replay of the scenario, if any (see
    `geo.scenario.replay`). Tables are computed on first use.

    >>> from geo import CoverageMeter
    >>> from layers.example import example_plan
    >>> coverage = CoverageMeter(example_plan(), radii_km=[5, 10]).measure()
    >>> coverage
    <Coverage of baseline in plan: 57.1% within 5 km, 85.7% within 10 km>
    >>> coverage.totals["covered_population"].tolist()
    [1000.0, 1500.0]
    >>> coverage.ftzs[["area_km2", "cap_km2", "headroom_km2"]].round(2).values.tolist()
    [[8.56, 9.0, 0.44]]
    >>> coverage.zones.set_index("zone_id")["polsby_popper"].round(3).to_dict()
    {'A': 0.782, 'B': 0.782}
    >>> districts = coverage.regions.query("radius_km == 10 and level == 'district'")
    >>> districts["covered_population"].tolist()
    [1000.0, 500.0]
    >>> coverage.sectors.query("radius_km == 0")[["sector", "matched_clusters"]].values.tolist()
    [['biopharma', 1], ['marine_economy', 0]]
    >>> coverage.access[["mean_km", "median_km", "p90_km", "gini"]].round(3).to_dict("records")
    [{'mean_km': 4.586, 'median_km': 0.0, 'p90_km': 20.526, 'gini': 0.703}]
    >>> len(coverage.violations), len(coverage.growth)
    (0, 0)
    """

    scenario: str
    plan: Plan
    radii_km: tuple[float, ...]
    zone_frame: gpd.GeoDataFrame
    rules: Mapping[str, object] = field(repr=False)
    figures: Figures = field(repr=False)
    plan_data: PlanData = field(repr=False)
    tables: Tables = field(repr=False)
    zone_rows: ZoneRows = field(repr=False)
    rule_checker: RuleChecker = field(repr=False)
    meter: TargetMeter = field(repr=False)
    own_targets: tuple[Target, ...] = ()
    """The targets of plan and scenario."""
    draft: str = ""
    """The draft of which it is a step (see `CoverageMeter.measure`)."""
    notice: Message | None = None
    plan_ids: Mapping[str, str] = field(default_factory=dict, repr=False)
    network: NetworkData | None = field(default=None, repr=False)

    @property
    def travel(self) -> Travel:
        """Return how distances were measured."""
        return LINE if self.network is None else self.network.travel

    @property
    def by(self) -> Mode:
        """Return the travel mode of distances: by the straight `line`, by `road`."""
        return self.travel.mode

    @property
    def unit(self) -> Unit:
        """Return the unit of distances."""
        return self.travel.unit

    @property
    def radius_column(self) -> str:
        """Return the column of radii in the tables: `radius_km`, or `radius_min` in minutes."""
        return self.travel.radius_column

    def __repr__(self) -> str:
        """Return scenario and plan, and the share of people covered within each radius."""
        share = self.totals["covered_population"] / self.totals["population"]
        within = [
            f"{part:.1%} within {radius:g} {self.unit}"
            for part, radius in zip(share, self.radii_km, strict=True)
        ]
        shares = ", ".join(within) if share.notna().all() else "no people known"
        return f"<Coverage of {self.scenario} in {self.plan.name}: {shares}{self.travel.shown}>"

    def _repr_html_(self) -> str:
        """Return the card of the coverage in a notebook: totals by radius, and broken rules."""
        words, totals = self.plan.terms.speaker(ENGLISH), self.totals
        heads = [words.say("notebook-card-within")]
        within = [words.text(radius_message(it, self.travel)) for it in self.radii_km]
        columns: list[list[Cell]] = [[*within]]
        for code, whole, form in CARD_FIGURES:
            covered, every = totals[f"covered_{whole}"], totals[whole]
            if covered.notna().any():
                heads += [words.say(code), words.say("notebook-card-share")]
                columns += [[Amount(it, form) for it in covered], [*map(Portion, covered / every)]]
        count = Counter(self.violations["level"])
        rules = Message("notebook-card-rules", hard=count["hard"], soft=count["soft"])
        zones = len(self.zone_frame)
        about = Message("notebook-card-coverage", scenario=self.scenario, zones=zones)
        return card(
            self.plan.title(),
            words.text(about),
            [CardTable(heads, [*zip(*columns, strict=True)])],
            [words.text(rules), self.plan.terms.note(ENGLISH, self.zone_frame)],
        )

    @cached_property
    def totals(self) -> pd.DataFrame:
        """Return area and population of the plan, total and covered, by radius."""
        return self._frame("totals")

    @cached_property
    def ftzs(self) -> pd.DataFrame:
        """Return each FTZ's measured area, cap (of the year of the rules) and headroom."""
        return self._frame("ftzs")

    @cached_property
    def zones(self) -> pd.DataFrame:
        """Return each zone's size, compactness, blocks and nearest gateway of each kind."""
        return self._frame("zones")

    @cached_property
    def regions(self) -> pd.DataFrame:
        """Return area and population of every region, total and covered, by level and radius."""
        return self._frame("regions")

    @cached_property
    def sectors(self) -> pd.DataFrame:
        """Return clusters of each sector, covered at radius 0 and each radius."""
        return self._frame("sectors")

    @cached_property
    def targets(self) -> pd.DataFrame:
        """Return each target of the plan and of the scenario (see `geo.coverage.targets`)."""
        return self._frame("targets")

    def targets_of(self, other: Coverage) -> Columns:
        """Return the targets of this coverage as another one of the plan meets them."""
        return self.meter.target_columns(other, self.own_targets, self.draft)

    @cached_property
    def violations(self) -> pd.DataFrame:
        """Return every violation, at the levels set by the scenario, and every missed target."""
        return self._frame("violations")

    @cached_property
    def access(self) -> pd.DataFrame:
        """Return mean, median and p90 distance to the nearest zone and its Gini: one row.

        It includes every demand point at any distance. The plan's own weights follow, such as
        `jobs_mean_km` and `jobs_gini`.
        """
        figures = access(self.nearest_km, self.plan_data.population)
        for name, amount in self.plan_data.weights.items():
            own = access(self.nearest_km, amount)
            figures |= {f"{name}_{figure}": value for figure, value in own.items()}
        return in_unit(pd.DataFrame([figures], dtype=float), self.unit)

    @cached_property
    def nearest_km(self) -> Floats:
        """Return how far each demand point of `plan_data` is from the nearest zone."""
        if self.network is not None:
            return self.network.nearest(self.figures.polygons)
        if self.figures.nearest is not None:
            return self.figures.nearest.of(self.figures.polygons)
        every = np.arange(len(self.plan_data.demand))
        return nearest_km(self.plan_data, self.figures.polygons, every)

    @cached_property
    def growth(self) -> pd.DataFrame:
        """Return the published trade growth of each FTZ compared with the nation's."""
        return growth_table(self.plan)

    @cached_property
    def cluster_radius_km(self) -> Floats:
        """Return the smallest radius (0: inside) at which each cluster of the plan is covered.

        ∞ if it is not covered; clusters in the order of the plan.
        """
        ladder = np.array([*dict.fromkeys([0.0, *self.radii_km]), np.inf])
        level = self.figures.cluster_level
        radius = np.empty(len(level))
        radius[self.plan_data.clusters.order] = ladder[level]
        return radius

    @property
    def reaches(self) -> tuple[Reach, ...]:
        """Return the reach of each zone, measured separately, in the order of the zones frame."""
        return self.figures.reaches

    @cached_property
    def _levels(self) -> NDArray[np.int8]:
        return self.demand_level(range(len(self.reaches)))

    @cached_property
    def demand_radius_km(self) -> Floats:
        """Return the smallest of the radii at which each demand point of the plan is covered.

        ∞ if it is not covered; points in the order of the plan.
        """
        ladder = np.array([*self.radii_km, np.inf])
        radius = np.empty(len(self.plan_data.demand))
        radius[self.plan_data.demand.order] = ladder[self._levels]
        return radius

    def demand_level(self, zones: Iterable[int]) -> NDArray[np.int8]:
        """Return the number of the smallest radius at which some zones cover each demand point.

        It is the count of the radii if they do not cover it. `zones` are rows of `zone_frame`;
        points are in the order of `PlanData`.
        """
        level = np.full(len(self.plan_data.demand), len(self.radii_km), np.int8)
        for zone in zones:
            rows, levels = self.reaches[zone].demand()
            level[rows] = np.minimum(level[rows], levels)
        return level

    @property
    def far_from_network(self) -> list[Message]:
        """Return messages about long straight lines between the network and people or zones.

        How many people within the largest radius live far from any road, how many others are
        joined to one across a water of the plan, and which parts of zones lie far from any.
        """
        if self.network is None:
            return []
        network, population = self.network.network, self.plan_data.population
        rows = np.flatnonzero(self._levels < len(self.radii_km))
        far = self.network.ties["demand"].access[rows] / network.per_km > FAR_KM
        over_water = self.network.crosses_water(rows[~far])
        within = {"unit": self.unit, "radius": self.radii_km[-1]}
        lines = {"far_km": FAR_KM, "farthest_km": FARTHEST_KM}
        said = []
        if people := float(population[rows[far]].sum()):
            said.append(Message("measure-far-from-network", people=people, **within, **lines))
        if people := float(population[rows[~far][over_water]].sum()):
            said.append(Message("measure-across-water", people=people, **within))
        zone_of, egress_km = network.egress_km(self.figures.polygons)
        most_km = np.zeros(len(self.zone_frame))
        np.maximum.at(most_km, zone_of, egress_km)
        for zone in np.flatnonzero(most_km > FAR_KM):
            beyond = "yes" if most_km[zone] > FARTHEST_KM else "no"
            zone_id = str(self.zone_frame["zone_id"].iloc[zone])
            code, km = "measure-zone-far-from-network", float(most_km[zone])
            said.append(Message(code, zone=zone_id, egress_km=km, beyond=beyond))
        return said

    @cached_property
    def ways(self) -> NetworkWays:
        """Return the ways from the zones along the network.

        Raises:
            MeasureError: distances are those of the straight line.
        """
        from geo.coverage.network_ways import NetworkWays  # noqa: PLC0415  slow to load

        if self.network is None:
            raise MeasureError(Message("measure-way-by-line"))
        ids = self.zone_frame["zone_id"].tolist()
        return NetworkWays(self.network.network, self.figures.polygons, ids)

    def columns(self, table: str) -> Columns:
        """Return the columns of a table as arrays, by name; faster than its frame.

        Raises:
            MeasureError: there is no such table.
        """
        if table not in self._columns:
            self._columns[table] = self._computed(table)
        return self._columns[table]

    @cached_property
    def _columns(self) -> dict[str, Columns]:
        return {}

    @cached_property
    def worked_out(self) -> dict[str, tuple[Any, ...]]:
        """Return the values of indicators that were worked out of it, by their keys."""
        return {}

    def _computed(self, table: str) -> Columns:
        rows, figures, tables = self.zone_rows, self.figures, self.tables
        by_table: dict[str, Callable[[], Columns]] = {
            "totals": lambda: tables.totals(figures.covered, lambda: self._levels),
            "ftzs": lambda: tables.ftzs(
                rows, figures.polygons, self.rule_checker.cap_km2(self.rules)
            ),
            "zones": lambda: tables.zones(rows, figures.reaches),
            "regions": lambda: tables.regions(figures.covered, lambda: self._levels),
            "sectors": lambda: tables.sectors(rows, figures.reaches, figures.cluster_level),
            "targets": lambda: self.targets_of(self),
            "violations": lambda: violation_columns(self.violations_by(self)),
        }
        if table in by_table:
            return by_table[table]()
        known = (*by_table, "access", "growth")
        if table not in known:
            wrong = Message("value-not-allowed", expected=known, given=shown(table))
            raise MeasureError(wrong.at("table"))
        frame: pd.DataFrame = getattr(self, table)
        return {str(name): column.array for name, column in frame.items()}

    def violations_by(self, other: Coverage) -> list[Violation]:
        """Return the rows of `violations` as values, by the rules and targets of a coverage.

        Raises:
            ScenarioError: the rules are invalid: one line per problem.
        """
        broken = self._own_breaches
        if other.rules != self.rules:
            broken = self.rule_checker.rows(self.zone_frame, other.rules)
        targets = self.columns("targets") if other is self else other.targets_of(self)
        return sorted([*broken, *missed_targets(targets, self.plan)], key=in_order)

    @cached_property
    def _own_breaches(self) -> list[Violation]:
        return self.rule_checker.rows(self.zone_frame, self.rules)

    def _frame(self, table: str) -> pd.DataFrame:
        return frame_of(self.columns(table))

    @checked_call(MeasureError)
    def radius_number(self, radius_km: float) -> int:
        """Return the index of a radius among the radii.

        Raises:
            MeasureError: the coverage was not measured at that radius.
        """
        if radius_km not in self.radii_km:
            raise MeasureError(
                Message(
                    "measure-radius-not-measured",
                    given=shown(radius_km),
                    measured=shown_radii(self.radii_km),
                    unit=self.unit,
                )
            )
        return self.radii_km.index(radius_km)

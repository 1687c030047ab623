"""The difference between two coverages: land, people, clusters, rules."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.comparison.land_changes import changed_land, land_apart
from geo.comparison.reach_changes import clusters_crossing, people_crossing
from geo.comparison.renamed import RenamedZones, renamed_zones, under_later_ids
from geo.comparison.resolution import coarse_changes
from geo.comparison.rule_changes import (
    RULE_CHANGES,
    RuleChange,
    joined_phases,
    rule_changes,
    rule_changes_table,
)
from geo.comparison.table_diff import radii_differ, same_radii
from geo.coverage import Coverage, CoverageMeter
from geo.coverage.coverage import CARD_FIGURES
from geo.coverage.targets import plan_targets, radii_of, together
from geo.coverage.travel import radius_message
from geo.edits import ids_before
from geo.rules import VIOLATION_COLUMNS, RuleChecker
from geo.scenario.model import Scenario
from geo.scenario.replay import replay
from geo.table_frame import frame_of
from layers.errors import MeasureError
from layers.messages import Catalogue, Message, Param
from layers.messages.languages import ENGLISH
from layers.plan.plan import Plan
from layers.runtime.arguments import checked_call
from layers.runtime.cache import cached_property
from layers.runtime.card import Amount, CardTable, Cell, card

_CHANGE_HEADS = (
    *("notebook-card-zone", "notebook-card-change"),
    *("notebook-card-gained", "notebook-card-lost"),
)
_MOST_SHOWN = 12
"""How many changed zones a notebook shows."""


@dataclass(frozen=True, repr=False)
class Comparison:
    """The difference between two coverages of one plan, as tables.

    `zones` has a row for each zone of either: `change` is none, renamed, reshaped, added or
    removed, `zone_id_before` its former id if renamed; gained and lost land in km². Renamed zones
    are matched (see `geo.comparison.renamed`). `totals`, `sectors` and `regions` have each figure
    `_before`, `_after` and their `_difference`. `land` holds the gained and lost land (`zone_id`,
    `change`, `area_km2`, geometry). `population` and `zone_population` count the persons who enter
    and leave, `zone_clusters` the clusters (see `reach_changes`). `coarse` names the zones whose
    change is smaller than the resolution of the people (see `resolution`). `rules` states for every
    violation whether it is new, worse, improved, unchanged or mended (see `rule_changes`). All are
    computed on first use.

    >>> from geo import CoverageMeter, Remove, Scenario, compare
    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> meter = CoverageMeter(plan, radii_km=5)
    >>> without = meter.measure(Scenario.of(plan, [Remove(zone="B")], scenario="without-b"))
    >>> difference = compare(meter.measure(), without)
    >>> difference
    <Comparison of without-b with baseline: +0 people within 5 km, zones changed: 1>
    >>> difference.a, difference.b
    ('without-b', 'baseline')
    >>> difference.zones[["zone_id", "change", "lost_km2"]].round(2).values.tolist()
    [['A', 'none', 0.0], ['B', 'removed', 4.28]]
    >>> difference.totals["covered_area_km2_difference"].round().tolist()
    [-24.0]
    """

    coverages: tuple[Coverage, Coverage] = field(repr=False)
    """The coverage before (B) and after (A)."""

    def __repr__(self) -> str:
        """Return the ids of both, and the difference of the people covered within each radius."""
        totals, after = self.totals, self.coverages[1]
        more = totals["covered_population_difference"]
        if more.isna().any():
            more = totals["covered_area_km2_difference"]
        unit = "people" if more.name == "covered_population_difference" else "km²"
        if more.isna().any():  # by road, without people
            more = more[:0]
        within = [
            f"{size:+,.0f} {unit} within {radius:g} {after.unit}"
            for size, radius in zip(more, after.radii_km, strict=False)
        ] or ["no people known"]
        within.append(f"zones changed: {int((self.zones['change'] != 'none').sum())}")
        return f"<Comparison of {self.a} with {self.b}: {', '.join(within)}>"

    def _repr_html_(self) -> str:
        """Return the card of the comparison in a notebook: totals by radius, changed zones."""
        after = self.coverages[1]
        words = after.plan.terms.speaker(ENGLISH)
        count = Counter(self.rules["change"])
        rules: dict[str, Param] = {it: count[it] for it in ("new", "worse", "improved", "mended")}
        return card(
            words.text(Message("notebook-card-comparison", a=self.a, b=self.b)),
            after.plan.title(),
            [self._totals_card(words), self._zones_card(words)],
            [
                words.text(Message("notebook-card-rule-changes", **rules)),
                after.plan.terms.note(ENGLISH, after.zone_frame),
            ],
        )

    def _totals_card(self, words: Catalogue) -> CardTable:
        totals, after = self.totals, self.coverages[1]
        heads = [words.say("notebook-card-within")]
        within = [words.text(radius_message(it, after.travel)) for it in after.radii_km]
        columns: list[list[Cell]] = [[*within]]
        for code, whole, form in CARD_FIGURES:
            now, more = (totals[f"covered_{whole}_{when}"] for when in ("after", "difference"))
            if now.notna().any():
                heads += [words.say(code), words.say("notebook-card-difference")]
                columns.append([Amount(it, form) for it in now])
                columns.append([Amount(it, f"+{form}") for it in more])
        return CardTable(heads, [*zip(*columns, strict=True)])

    def _zones_card(self, words: Catalogue) -> CardTable:
        changed = self.zones[self.zones["change"] != "none"]
        figures = changed[["zone_id", "change", "gained_km2", "lost_km2"]].head(_MOST_SHOWN)
        rows = [
            (
                zone,
                words.text(Message("notebook-card-zone-change", change=change)),
                Amount(gained_km2, ",.2f"),
                Amount(lost_km2, ",.2f"),
            )
            for zone, change, gained_km2, lost_km2 in figures.to_numpy(object)
        ]
        title = words.say("notebook-card-changed")
        if (further := len(changed) - len(rows)) > 0:
            title += f" ({words.text(Message('notebook-card-more', count=further))})"
        return CardTable([words.say(code) for code in _CHANGE_HEADS], rows, title)

    @property
    def a(self) -> str:
        """Return the id of the coverage after."""
        return self.coverages[1].scenario

    @property
    def b(self) -> str:
        """Return the id of the coverage before."""
        return self.coverages[0].scenario

    @property
    def _radius(self) -> str:
        return self.coverages[1].radius_column

    @property
    def land(self) -> gpd.GeoDataFrame:
        """Return the land that each zone gains and loses."""
        return self._changed_land[0]

    @cached_property
    def land_apart(self) -> gpd.GeoDataFrame:
        """Return the land that all zones together gain and lose, by zone.

        Land exchanged between zones, as in a split, is neither.
        """
        return land_apart(self.land, self.coverages[1].plan.ellipsoid)

    @property
    def zones(self) -> pd.DataFrame:
        """Return each zone's change, and its area before, after, gained and lost."""
        return self._changed_land[1]

    @cached_property
    def totals(self) -> pd.DataFrame:
        """Return the plan's area and people, total and covered, by radius."""
        return self._differences("totals", [self._radius])

    @cached_property
    def sectors(self) -> pd.DataFrame:
        """Return each sector's clusters, total and covered, by radius."""
        return self._differences("sectors", ["sector", self._radius])

    @cached_property
    def regions(self) -> pd.DataFrame:
        """Return each region's area and people, total and covered, by level and radius."""
        keys = ["adcode", "name", "level", self._radius]
        return self._differences("regions", keys)

    @cached_property
    def over_counted(self) -> pd.DataFrame | None:
        """Return the people over-counted by the straight line, by radius, for one set of zones.

        Columns `radius_km`, `line_population`, `way_population` (covered by the straight line, and
        by road), `over_counted_population` and `over_counted_share` (of the latter); and
        the plan's own weights: `line_jobs`, `way_jobs`, `over_counted_jobs`. None unless B is by
        the straight line, A by another way, and no zone changes.
        """
        before, after = self.coverages
        if not before.by == "line" != after.by or (self.zones["change"] != "none").any():
            return None
        table = pd.DataFrame({"radius_km": np.array(after.radii_km)})
        for name in ("population", *after.plan_data.weights):
            line, way = (one.totals[f"covered_{name}"] for one in self.coverages)
            more = {f"line_{name}": line, f"way_{name}": way, f"over_counted_{name}": line - way}
            table = table.assign(**more)
            if name == "population":
                table["over_counted_share"] = (line - way) / way.where(way > 0)
        return table

    @property
    def clusters_entering(self) -> pd.DataFrame:
        """Return the clusters that enter a radius (0: inside a zone)."""
        return self._clusters[0]

    @property
    def clusters_leaving(self) -> pd.DataFrame:
        """Return the clusters that leave a radius (0: inside a zone)."""
        return self._clusters[1]

    @cached_property
    def rules(self) -> pd.DataFrame:
        """Return every violation with its change, both sides checked by the rules of A."""
        return rule_changes_table(self.coverages[1].plan, self.rule_changes)

    @cached_property
    def rule_changes(self) -> list[RuleChange]:
        """Return the rows of `rules` as values; faster than the table."""
        before, after = self.coverages
        violations = after.violations_by(after)
        return rule_changes(before.violations_by(after), violations, self.renamed)

    @cached_property
    def targets(self) -> pd.DataFrame:
        """Return each target of A, measured before and after.

        The columns are those of `Coverage.targets`, of which `value`, `met`, `missed_by` and
        `params` are there `_before` and `_after`; `change` is `met` or `missed` if it is newly so,
        else `none`.
        """
        before, after = self.coverages
        was, now = frame_of(after.targets_of(before)), after.targets
        measured = ["value", "met", "missed_by", "params"]
        table = now.drop(columns=measured)
        for name in measured:
            table[f"{name}_before"], table[f"{name}_after"] = was[name], now[name]
        newly = table["met_before"] != table["met_after"]
        table["change"] = np.where(newly, np.where(table["met_after"], "met", "missed"), "none")
        return table

    @property
    def violations_new(self) -> pd.DataFrame:
        """Return the violations that are new, with the columns of `violations`."""
        return self.violations_of("new")[[*VIOLATION_COLUMNS]]

    @property
    def violations_mended(self) -> pd.DataFrame:
        """Return the violations that are mended, with the columns of `violations`."""
        return self.violations_of("mended")[[*VIOLATION_COLUMNS]]

    @property
    def violations_worse(self) -> pd.DataFrame:
        """Return the violations that are worse, and by how much (see `rule_changes`)."""
        return self.violations_of("worse")

    @property
    def violations_improved(self) -> pd.DataFrame:
        """Return the violations that remain but improved, and by how much."""
        return self.violations_of("improved")

    @property
    def violations_unchanged(self) -> pd.DataFrame:
        """Return the violations that are unchanged."""
        return self.violations_of("unchanged")

    @checked_call(MeasureError)
    def violations_of(self, change: str) -> pd.DataFrame:
        """Return the rows of `rules` with a change (one of `rule_changes.RULE_CHANGES`).

        Raises:
            MeasureError: there is no such change.
        """
        if change not in RULE_CHANGES:
            wrong = Message("value-not-allowed", expected=RULE_CHANGES, given=repr(change))
            raise MeasureError(wrong.at("change"))
        return self.rules[self.rules["change"] == change].reset_index(drop=True)

    @cached_property
    def renamed(self) -> dict[str, str]:
        """Return the former id of each renamed zone, by its new id."""
        before, after = (RenamedZones(one.zone_frame, one.plan_ids) for one in self.coverages)
        return renamed_zones(before, after)

    @property
    def population(self) -> pd.DataFrame:
        """Return the persons entering and leaving the reach of all zones, by radius (0: inside)."""
        return self._crossing[0]

    @property
    def zone_population(self) -> pd.DataFrame:
        """Return the persons entering and leaving each changed zone's reach, by radius."""
        return self._crossing[1]

    @cached_property
    def coarse(self) -> pd.DataFrame:
        """Return the zones whose land changes by less than one demand point represents."""
        return coarse_changes(self.zones, self.land, self.coverages[1].plan_data)

    @cached_property
    def zone_clusters(self) -> pd.DataFrame:
        """Return the clusters entering and leaving each changed zone's reach, by radius."""
        return clusters_crossing(*self._aligned)

    @cached_property
    def _aligned(self) -> tuple[Coverage, Coverage]:
        """Return the coverage before under the zones' later ids, and the coverage after."""
        before, after = self.coverages
        if not self.renamed:
            return before, after
        zones = under_later_ids(before.zone_frame, after.zone_frame, self.renamed)
        return replace(before, zone_frame=zones), after

    @cached_property
    def _crossing(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        return people_crossing(*self._aligned)

    @cached_property
    def _clusters(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        return _clusters_crossing(*self.coverages)

    @cached_property
    def _changed_land(self) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
        before, after = self._aligned
        land, zones = changed_land(before.zone_frame, after.zone_frame, after.plan.ellipsoid)
        was = zones["zone_id"].map(self.renamed).astype(object)
        zones["zone_id_before"] = was.where(was.notna(), None)
        zones.loc[was.notna() & (zones["change"] == "none"), "change"] = "renamed"
        return land, zones

    def _differences(self, table: str, keys: list[str]) -> pd.DataFrame:
        before, after = (getattr(coverage, table) for coverage in self.coverages)
        return _differences(before, after, keys, [name for name in after if name not in keys])


@checked_call(MeasureError)
def compare(before: Coverage, after: Coverage) -> Comparison:
    """Compare two coverages of one plan, measured at the same radii, perhaps by different ways.

    Raises:
        MeasureError: their plans or their radii differ.

    >>> from geo import CoverageMeter, Expand, Scenario, compare
    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> meter = CoverageMeter(plan, radii_km=5)
    >>> wider = Scenario.of(plan, [Expand(zone="B", by_km=1)], scenario="wider")
    >>> difference = compare(meter.measure(), meter.measure(wider))
    >>> difference.totals["covered_population_difference"].tolist()
    [500.0]
    """
    _check_comparable(before, after)
    return Comparison((before, after))


def scenario_rule_changes(
    plan: Plan, scenario: Scenario, meter: CoverageMeter | None = None
) -> list[RuleChange]:
    """Return `rule_changes` from a plan to a scenario, missed targets with them.

    Those of a scenario with phases are of each phase, each of which they name. Without a `meter` of
    the plan, one is made if there are targets, at the radii that these need.
    """
    targets = together(plan_targets(plan), scenario.targets)
    if meter is None and targets:
        meter = CoverageMeter(plan, radii_of(targets))
    checker = RuleChecker(plan)

    def changes(state: Scenario) -> list[RuleChange]:
        if meter is not None:
            return compare(meter.measure(), meter.measure(state)).rule_changes
        zones = replay(plan, state).zones
        renamed = renamed_zones(
            RenamedZones(plan.zones, {}), RenamedZones(zones, ids_before(state.edits))
        )
        before, after = (checker.rows(each, state.rules_in_time) for each in (plan.zones, zones))
        return rule_changes(before, after, renamed)

    return joined_phases((year, changes(state)) for year, state in scenario.states())


def _check_comparable(before: Coverage, after: Coverage) -> None:
    problems: list[Message] = []
    if not same_radii(before, after):
        problems.append(radii_differ(before, after))
    if before.plan is not after.plan and before.plan.layers != after.plan.layers:
        problems.append(
            Message("measure-plans-differ", before=before.plan.name, after=after.plan.name)
        )
    if problems:
        raise MeasureError(problems)


def _differences(
    before: pd.DataFrame, after: pd.DataFrame, keys: list[str], figures: Sequence[str]
) -> pd.DataFrame:
    """Return each figure before, after and their difference, matching rows by keys."""
    both = before.merge(after, on=keys, how="outer", suffixes=("_before", "_after"), sort=False)
    for figure in figures:
        both[f"{figure}_difference"] = both[f"{figure}_after"] - both[f"{figure}_before"]
    columns = [
        f"{figure}_{side}" for figure in figures for side in ("before", "after", "difference")
    ]
    return both[[*keys, *columns]]


def _clusters_crossing(before: Coverage, after: Coverage) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the clusters that enter a radius (0: inside a zone), and those that leave it."""
    clusters = after.plan.clusters[["cluster_id", "name", "sector"]]
    entering, leaving = [], []
    for radius in dict.fromkeys([0.0, *after.radii_km]):
        was, now = before.cluster_radius_km <= radius, after.cluster_radius_km <= radius
        entering.append(clusters[now & ~was].assign(**{after.radius_column: radius}))
        leaving.append(clusters[was & ~now].assign(**{after.radius_column: radius}))
    return pd.concat(entering, ignore_index=True), pd.concat(leaving, ignore_index=True)

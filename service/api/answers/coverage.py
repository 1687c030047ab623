"""Answers with measured figures: coverage of a scenario, its changes, and their places.

A figure that is not known is null. A member that ends in `_km` ends in `_min` instead where
distances are measured in minutes.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from geo.coverage.travel import By
from geo.rules.base import RuleLevel
from service.api.answers.base import (
    Answer,
    Edit,
    FeatureCollection,
    Geometry,
    LineString,
    Lonlat,
    Message,
    PlanHead,
    TableRow,
    absent,
)

Amount = float | None
Change = Literal["new", "worse", "improved", "unchanged", "mended"]


class RadiusRow(TableRow):
    """A row of a table with figures for several radii."""

    radius_km: float = absent()
    radius_min: float = absent()


class TotalRow(RadiusRow):
    """What lies within one radius in all."""

    area_km2: Amount
    covered_area_km2: Amount
    """Null by road."""
    population: Amount
    """Null without a census figure."""
    covered_population: Amount


class RegionRow(TotalRow):
    """The part of a region within one radius."""

    adcode: str
    level: str
    name: str = absent()


class SectorRow(RadiusRow):
    """The clusters of a sector, and those within one radius."""

    sector: str
    clusters: int
    covered_clusters: int
    weight: float
    covered_weight: float
    matched_clusters: int
    """Those reached by a zone that is designated for the sector."""


class FtzRow(TableRow):
    """The land of an FTZ."""

    ftz_id: str
    area_km2: float
    cap_km2: Amount
    headroom_km2: Amount


class ZoneRow(TableRow):
    """The land of a zone, and figures of its shape."""

    zone_id: str
    ftz_id: str | None
    area_km2: float


class AccessRow(TableRow):
    """How far people live from the nearest zone."""

    gini: Amount = absent()


class Violation(Message):
    """A broken rule, and the subject that breaks it."""

    rule: str
    subject: str
    """What breaks it; with the rule, the identity of the violation."""
    level: RuleLevel
    zone_id: str | None
    amount: Amount
    limit: Amount
    unit: str | None
    message: str
    """The sentence in English."""
    geometry: Geometry | None
    change: Change = absent()
    """Against the compared scenario, where the two were compared."""
    amount_before: Amount = absent()
    worse_by: Amount = absent()
    phases: list[int] = absent()
    """The years of the phases in which it is broken."""


class Acknowledgement(Answer):
    """A violation of the baseline that is known."""

    rule: str
    subject: str
    who: str | None
    at: str
    why: str
    amount: Amount
    """The violation's amount at that time."""
    applies: bool
    """Unless it has become worse since."""


class RuleChange(Message):
    """A violation that is new, worse, improved or mended."""

    rule: str
    subject: str
    level: RuleLevel
    zone_id: str | None
    amount: Amount
    limit: Amount
    unit: str | None
    change: Change
    amount_before: Amount
    worse_by: Amount
    said: Message


class Target(Message):
    """A figure to be reached, and whether it is."""

    target: str
    measure: str
    place: str | None
    within_km: Amount
    within_min: Amount
    by: By
    value: Amount
    at_least: Amount
    at_most: Amount
    unit: str
    met: bool
    missed_by: Amount
    level: RuleLevel
    title: str | None
    title_zh: str | None
    source: str | None


class Runs(Answer):
    """A column of repeated values: each value with its count."""

    runs: list[tuple[Any, int]]


CompactTable = dict[str, list[Any] | Runs]
"""A table by column, for display: persons as integers, km² with two decimals, without names."""


class Crossing(RadiusRow):
    """A cluster that comes within a radius or leaves it."""

    cluster_id: str
    name: str | None
    sector: str


class Crossings(Answer):
    """Clusters that come within a radius, and those that leave it."""

    entering: list[Crossing]
    leaving: list[Crossing]


class ZoneChange(Answer):
    """How a zone changes."""

    zone_id: str
    zone_id_before: str | None
    """The zone that it was, if it was renamed, split or merged."""
    change: str
    area_km2_before: Amount
    area_km2_after: Amount
    gained_km2: float
    lost_km2: float


class ViolationChanges(Answer):
    """Violations, grouped by how they changed between two scenarios."""

    new: list[Violation]
    worse: list[Violation]
    improved: list[Violation]
    unchanged: list[Violation]
    mended: list[Violation]


class PeopleCrossing(RadiusRow):
    """People who come within a radius of any zone, or of one, and those who leave it."""

    zone_id: str = absent()
    entering_population: Amount
    leaving_population: Amount


class PeopleCrossings(Answer):
    """People who come within a radius or leave it, in all and by zone."""

    totals: list[PeopleCrossing]
    zones: list[PeopleCrossing]


class CoarseZone(Answer):
    """A zone whose change is smaller than the land for which one demand point stands."""

    zone_id: str
    changed_km2: float
    point_km2: float


class Ways(Answer):
    """How the distances of either scenario are measured."""

    a: By
    b: By


class CompareDocument(Answer):
    """What scenario A changes against B; only the requested tables.

    A figure has the endings `_before`, `_after` and `_difference`.
    """

    a: str
    b: str
    by: Ways = absent()
    over_counted: list[RadiusRow] = absent()
    """The people within reach by straight line but not by road."""
    targets: list[TableRow] = absent()
    notices: list[str] = absent()
    zones: list[ZoneChange] = absent()
    totals: list[RadiusRow] = absent()
    sectors: list[RadiusRow] = absent()
    regions: list[RadiusRow] = absent()
    clusters: Crossings = absent()
    violations: ViolationChanges = absent()
    population: PeopleCrossings = absent()
    coarse: list[CoarseZone] = absent()


class LandChanges(Answer):
    """Land gained and lost, by zone."""

    gained: FeatureCollection
    lost: FeatureCollection


class EditedDocument(Answer):
    """The zones that a draft changes or removes, and the land gained and lost."""

    zones: FeatureCollection
    gone: list[str]
    land: LandChanges
    comparison: CompareDocument


class MeasuredHead(Answer):
    """Which scenario was measured, at which radii, and how."""

    plan: PlanHead
    scenario: str
    radii_km: list[float] = absent()
    radii_min: list[float] = absent()
    by: By = absent()
    """Given unless distances are straight."""
    network: str = absent()
    """Whose network was used: the plan's or the context's."""
    notice: str = absent()


class MeasureDocument(MeasuredHead):
    """The coverage of a scenario or a draft; only the requested tables."""

    plan: PlanHead = absent()
    totals: list[TotalRow] | CompactTable = absent()
    ftzs: list[FtzRow] | CompactTable = absent()
    zones: list[ZoneRow] | CompactTable = absent()
    regions: list[RegionRow] | CompactTable = absent()
    sectors: list[SectorRow] | CompactTable = absent()
    access: AccessRow | None = absent()
    """Null where it has not changed."""
    growth: list[TableRow] | CompactTable = absent()
    targets: list[Target] | CompactTable = absent()
    violations: list[Violation] | CompactTable = absent()
    against: str = absent()
    """The scenario with which it is compared; equal rows are omitted."""
    gone: dict[str, list[TableRow]] = absent()
    """The keys of removed rows, by table."""
    rule_changes: list[RuleChange] = absent()
    edits: list[Edit] = absent()
    """Those of the drawn outline."""
    edited: EditedDocument = absent()


class Edits(Answer):
    """The edits that a drawn outline makes of its zone and of those that share its border."""

    edits: list[Edit]


class Mend(Message):
    """An edit that fixes a violation, and its effects."""

    rule: str
    subject: str
    edit: Edit
    mends: int
    """How many violations it mends; it breaks none."""


class ReachLines(Answer):
    """The land within a radius, and the parts of it that are gained and lost."""

    now: Geometry
    gained: Geometry
    lost: Geometry


class AgreedArea(Answer):
    """How much land is in exactly, and in at least, so many scenarios."""

    count: int
    area_km2: float
    at_least_km2: float


class AgreedFtz(Answer):
    """How much land of an FTZ is in so many scenarios."""

    ftz_id: str | None
    count: int
    area_km2: float


class AgreedPiece(Answer):
    """Land that is in the same scenarios, with a place in each of its parts."""

    count: int
    scenarios: list[str]
    area_km2: float
    places: list[Lonlat]
    geometry: Geometry


class Consensus(Answer):
    """How many of several scenarios hold each piece of land."""

    scenarios: list[str]
    counts: list[AgreedArea]
    ftzs: list[AgreedFtz]
    pieces: list[AgreedPiece]


# --------------------------------------------------------------------------- about one place


class ReachingZone(TableRow):
    """A zone that reaches a region, and its sole contribution."""

    zone_id: str
    ftz_id: str | None
    distance_km: Amount = absent()
    distance_min: Amount = absent()
    covered_area_km2: Amount
    sole_area_km2: Amount
    covered_population: Amount = absent()
    sole_population: Amount = absent()
    sole_area_share: Amount
    sole_population_share: Amount = absent()


class WouldReach(Answer):
    """From which radius a share of people would be reached, and from which zone; 0: the first."""

    share: float
    needed_km: Amount = absent()
    needed_min: Amount = absent()
    zone_id: str | None
    zone_needed_km: Amount = absent()
    zone_needed_min: Amount = absent()
    farther_km: Amount = absent()
    farther_min: Amount = absent()


class ExplainedRegion(RegionRow):
    """A region, and its nearest zone."""

    nearest_zone_id: str | None
    nearest_km: Amount = absent()
    nearest_min: Amount = absent()


class OutsideRow(RadiusRow):
    """What figures of regions exclude: people outside all, and regions without people."""

    points: int
    population: Amount
    covered_population: Amount
    districts_without_demand: int
    area_without_demand_km2: float


class Explained(MeasuredHead):
    """Why a region is covered, and what else would cover its people."""

    zones: list[ReachingZone]
    would: list[WouldReach]
    outside: list[OutsideRow]
    region: ExplainedRegion
    weight: str


class Tables(MeasuredHead, extra="allow"):
    """Tables of a scenario by their names, each a list of rows, and the regions they exclude."""

    outside: list[OutsideRow]


class DistrictLand(Answer):
    """How much of some land lies in a district."""

    adcode: str | None
    name: str | None
    name_zh: str | None
    area_km2: float


class WithinZones(Answer):
    """What lies inside some zones and within each radius of them."""

    zones: list[str]
    area_km2: float
    figures: list[RadiusRow]
    land: list[DistrictLand]
    neighbours: list[str] = absent()
    use: TableRow = absent()
    """How far the land is accepted, built and idle, where the plan has these facts."""
    yields: list[TableRow] = absent()


class WithinZone(Answer):
    """What lies inside and near a zone, and its FTZ if it is of one."""

    zone: WithinZones
    ftz: WithinZones | None


class Within(Answer):
    """The same of the compared scenario; null where it has no such zone."""

    now: WithinZone | None
    before: WithinZone | None


class ReachedCluster(TableRow):
    """A cluster, whether it is reached, and the nearest zone."""

    cluster_id: str
    name: str | None
    name_zh: str | None
    sector: str
    lon: float
    lat: float
    adcode: str | None
    reached: bool
    zone_id: str | None
    distance_km: Amount = absent()
    distance_min: Amount = absent()


class ReachedClusters(Answer):
    """The clusters of a sector, the farthest first, and how many more there are."""

    clusters: list[ReachedCluster]
    left_off: int


class NetworkWay(Answer):
    """The way from the nearest zone; null where none leads there."""

    by: By
    place: Lonlat
    zone_id: str | None
    way_km: Amount = absent()
    way_min: Amount = absent()
    line_km: Amount
    """Of the straight line from the same zone."""
    geometry: LineString | None


class GaussKruger(Answer):
    """A position in the 3° zone of the national grid."""

    band: int
    x_m: float
    y_m: float
    epsg: int


class Position(Answer):
    """A position that was read from text; in the national grid where it has one."""

    lon: float
    lat: float
    gauss_kruger: GaussKruger | None


class RulerLengths(Answer):
    """The length of a drawn line, of each leg, and the area that it encloses."""

    legs_km: list[float]
    length_km: float
    area_km2: Amount


class ContextPlace(Answer):
    """A town around the plan."""

    name: str
    name_zh: str
    population: int
    lon: float
    lat: float
    adcode: str | None


class TopologyObject(TableRow):
    """Regions by level, the coarser around the finer."""


class Topology(Answer):
    """The regions as TopoJSON, with shared borders once."""

    type: Literal["Topology"]
    transform: dict[str, Any]
    arcs: list[list[list[int]]]
    objects: dict[str, TopologyObject]


class PackedTopology(Answer):
    """The same in fewer bytes, as the page reads it."""

    transform: dict[str, Any]
    arcs: list[list[int]]
    regions: list[Any]


DemandPoint = Annotated[list[float], Field(min_length=3, max_length=3)]
"""Longitude, latitude and persons."""

ReachedPoint = Annotated[list[float], Field(min_length=4, max_length=4)]
"""The same, and whether they are reached: 1, by the other way alone -1, else 0."""

RegionNames = Annotated[list[str | None], Field(min_length=2, max_length=2)]
"""In English and in Chinese."""

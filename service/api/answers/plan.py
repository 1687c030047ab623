"""Answers about the plan itself: its contents, its sources, and the user of the request."""

from typing import Literal

from geo.coverage.travel import By
from layers.store.model import Role
from service.api.answers.base import (
    Answer,
    Extent,
    InEachLanguage,
    Lonlat,
    Message,
    TableRow,
    absent,
)


class Sought(Answer):
    """An indicator that adds up, so that a proposal may serve it."""

    key: str
    title: Message
    purpose: Message
    is_land: bool
    """Whether it adds up land, which has no radius."""


class LevelOfRegions(TableRow):
    """A level of regions; by language, the singular and the plural of its name, or one word."""

    level: str


class Ellipsoid(Answer):
    """The ellipsoid of the plan's CRS."""

    semi_major_m: float
    flattening: float


class ZoneFigure(Answer):
    """A figure that is measured of each zone."""

    name: str
    unit: str
    digits: int


class Ftz(TableRow):
    """An FTZ, its measured land and its cap."""

    ftz_id: str
    name: str | None
    name_zh: str | None
    adcode: str | None
    """Of its province."""
    area_km2: float
    cap_km2: float | None
    """Null without a cap."""
    headroom_km2: float | None
    extent: Extent | None
    """That of its zones, null without any."""


class Named(Answer):
    """A name in both languages."""

    name: str | None
    name_zh: str | None


class Province(Named):
    """A region of the coarsest level."""

    adcode: str


class Strategy(Named):
    """A strategic region."""

    strategy_id: str


class ToldPolicy(Answer):
    """The FTZs in which one source tells of a policy pilot."""

    ftz_ids: list[str]
    since: str | None
    source: str | None
    verified: bool


class Policy(Named):
    """A policy pilot, and where it applies."""

    policy: str
    told: list[ToldPolicy]


class BasemapChoice(Answer):
    """Tiles that the page may show below the plan."""

    name: str
    url: str
    datum: Literal["wgs84", "gcj02"]
    attribution: str
    """The credit to show on the map."""
    deepest: int
    """The level below which they are enlarged."""
    is_own: bool
    """Whether they are of a file that the service has; else another host is asked."""


class PlanLink(Answer):
    """A plan of a service with several."""

    name: str
    """Under which it is served."""
    title: str
    title_zh: str
    here: bool
    """Whether it is the one that answers."""


class PlanDocument(Answer):
    """The contents of the plan, without geometry."""

    name: str
    title: str | None
    title_zh: str | None
    terms: dict[str, str]
    """Its own words, as Fluent terms, by language."""
    levels: list[LevelOfRegions]
    """Of its regions, from the finest to the coarsest."""
    languages: list[str]
    """Of its names."""
    has: list[str]
    """The layers that it has."""
    layers: dict[str, str] = absent()
    """The content hash of each."""
    example: Lonlat
    """A place in it."""
    schematic_why: InEachLanguage | None
    """Why its boundaries are schematic, in its own words."""
    boundary_note: InEachLanguage | None
    """A further note on boundaries."""
    caps_note: InEachLanguage | None
    asks_review: bool
    """Whether its maps must be reviewed before they are published."""
    crs: str
    crs_name: str
    context: bool
    """Whether the map around the plan is drawn."""
    ellipsoid: Ellipsoid
    baseline: str
    """The content hash of its zones."""
    radii_km: list[float]
    radii_min: list[float]
    ways: list[By]
    """By which distances can be measured."""
    keys: dict[str, list[str]]
    """The columns that identify a row, by table."""
    zone_figures: list[ZoneFigure]
    extent: Extent
    ftzs: list[Ftz]
    sectors: list[str]
    of_zones: list[str]
    """The published facts on the use and output of zones: `use built`, `yield trade`."""
    objectives: list[str]
    """The objectives of a proposal, by short names; `indicators` are further ones."""
    indicators: list[Sought]
    weights: list[str]
    """The attributes of demand that can be counted, such as its people."""
    provinces: list[Province]
    strategies: list[Strategy]
    exclusions: list[Named]
    references: list[str]
    """The names of reference layers."""
    lines: list[str]
    """The kinds of lines that its maps show."""
    untinted: list[str]
    """Codes of regions that have the colour of no data."""
    policies: list[Policy]
    notes: list[InEachLanguage]
    """The notes that a reader of the map must know."""
    basemaps: list[BasemapChoice]
    review_number: str | None
    """The number of the map's review."""
    plans: list[PlanLink]


class Source(Answer):
    """A source, and how many rows of a layer cite it."""

    layer: str
    source: str
    source_zh: str | None
    """Null unless all of its words are known."""
    verified: bool
    rows: int | None
    """Null for the context around the plan."""
    area: str = absent()
    """The source of the area alone, of zones that name one."""
    area_zh: str = absent()


class Me(Answer):
    """Who asks."""

    name: str
    role: Role
    local: bool
    """Without tokens: the local planner, who may do everything."""

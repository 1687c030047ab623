"""The description of the plan: its FTZs, sectors, notes and sources."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from fastapi import APIRouter, Request, Response

from geo.caps import area_of_ftzs_km2, caps_in
from geo.comparison.table_diff import KEYS
from geo.coverage.indicator import Indicator, indicators_of
from geo.coverage.network_reach import ways_of
from geo.coverage.plan_data import demand_attributes
from geo.coverage.tables import FIGURES
from geo.coverage.travel import DEFAULT_RADII_KM, DEFAULT_RADII_MIN
from geo.indicators.economy import performance_of_zones
from geo.indicators.purposes import Purpose, purposes_of
from geo.indicators.reference import Named
from geo.indicators.strategies import strategies_of
from geo.proposals.term import known_names
from layers import Plan
from layers.context import SOURCES
from layers.errors import PlanError
from layers.formats.workbook import source_table
from layers.geometry.antimeridian import point_within
from layers.messages import LANGUAGES, Message, catalogue
from layers.messages.languages import in_language
from layers.scenario_id import BASELINE
from layers.schema.lists import each_listed
from layers.schema.source_words import source_zh
from layers.schema.terms_table import codes_without_tint
from service.api.access import require_role
from service.api.address import root_of
from service.api.answers.base import described
from service.api.answers.plan import PlanDocument, Source
from service.api.dependencies import SessionOf, cacheable
from service.api.openapi import seen_at
from service.api.session import PlannerSession
from service.documents.coverage import records
from service.settings import Basemap, ServiceSettings

router = APIRouter()

_DEEPEST_TILE = 18
"""The level below which tiles of other hosts are enlarged."""
_MOST_IN_CHINESE = 5_000  # a user's plan may name as many sources as it has rows
_GCJ02_SHIFTS = shapely.box(72.004, 0.8293, 137.8347, 55.8271)  # beyond it GCJ-02 equals WGS 84


@router.get("/api/openapi.json", dependencies=[require_role("viewer")], include_in_schema=False)
def openapi(request: Request) -> dict[str, Any]:
    """Return the OpenAPI description of this interface."""
    return seen_at(root_of(request), request.app.openapi())


@router.get("/api/plan", dependencies=[require_role("viewer")], **described(PlanDocument))
def plan_document(request: Request, session: SessionOf, *, layers: bool = True) -> Response:
    """Describe the plan, without geometry.

    `extent` is the initial view of a map: west, south, east, north. East is above 180 if the extent
    crosses 180°; longitudes of all answers for a map then continue above 180 as well. `plans` are
    those of a service with several: the name of each in its address, its titles, and which of them
    this is. `ways` are those by which distances can be measured: `line`, `road`. With
    `layers=false` the hashes of the layers are omitted, which take a second of a large plan.
    """
    settings: ServiceSettings = request.app.state.settings
    plans = list(request.app.state.plans)

    def described() -> str:
        return _described(session, settings, plans, session.plan.layers if layers else None)

    return cacheable(request, session.plan_session.cached(("plan", layers), described))


def _sought(plan: Plan) -> Iterator[dict[str, Any]]:
    """Yield the indicators of which more is better that add up, but those with a short name."""
    known: dict[str, Indicator] = {}
    purposes: tuple[Purpose, ...] = ()
    with suppress(PlanError):  # a mistake in them, which `check` and the scorecard say
        known = indicators_of(plan)
        purposes = purposes_of(plan, known)
    if not known:
        return
    short = {Named.find(name, known).indicator.key for name in known_names(plan) if ":" not in name}
    for purpose in purposes:
        for key in dict.fromkeys(one.key for one in purpose.indicators):
            one = known[key]
            is_sought = one.over is not None and one.better == "more" and one.radii != (0.0,)
            if is_sought and key not in short and not one.missing(plan):
                yield {
                    "key": key,
                    "title": one.title.to_document(),
                    "purpose": purpose.title.to_document(),
                    "is_land": one.over == "land",
                }


def _described(
    session: PlannerSession,
    settings: ServiceSettings,
    plans: list[dict[str, Any]],
    hashes: dict[str, str] | None,
) -> str:
    """Return the document of a plan as JSON text; it does not change while the service runs."""
    plan = session.plan
    document = {
        "name": plan.name,
        "crs": plan.crs.to_string(),
        "ellipsoid": asdict(plan.ellipsoid),
        "baseline": plan.baseline,
        **({} if hashes is None else {"layers": hashes}),
        "radii_km": list(DEFAULT_RADII_KM),
        "keys": KEYS,
        "zone_figures": [
            {"name": one.name, "unit": one.unit, "digits": one.digits} for one in FIGURES["zones"]
        ],
        "extent": list(session.plan_session.extent),
        "ftzs": _ftzs(plan, session.plan_session.frame_on_map(session.zone_frame(BASELINE))),
        "sectors": sorted(plan.clusters["sector"].unique()),
        "weights": ["population", *demand_attributes(plan)],
        "objectives": known_names(plan),
        "indicators": [*_sought(plan)],
        "of_zones": performance_of_zones(plan),
        "provinces": _coarsest(plan),
        "strategies": records(strategies_of(plan)),
        "exclusions": _exclusions(plan),
        "references": [*plan.references["reference"].unique()[:_MOST_REFERENCES]],
        "lines": sorted(plan.frame("map_lines")["kind"].unique()),
        "untinted": sorted(codes_without_tint(plan.regions, plan.crs)),
        "policies": _policies(plan),
        "notes": _notes(plan, settings.review_number),
        "basemaps": [_described_basemap(one) for one in _basemaps(plan, settings)],
        "review_number": settings.review_number,
        "context": session.plan_session.draws_context,
        "ways": ways_of(plan),
        "radii_min": list(DEFAULT_RADII_MIN),
        "plans": plans,
        **_own_words(plan),
    }
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


@router.get("/api/sources", dependencies=[require_role("viewer")], **described(list[Source]))
def sources_document(session: SessionOf) -> list[dict[str, Any]]:
    """Return each distinct source of each layer, whether it is verified, and how many rows cite it.

    `source_zh` is the source in Chinese; null unless all of its words are known. `area` and
    `area_zh` are the source of the area alone, if the plan's zones name one.
    """
    cited = records(source_table(session.plan))
    few = len(cited) <= _MOST_IN_CHINESE
    zones = session.plan.zones
    areas = zones.get("published_area_source", zones["source"])
    area_of = dict(zip(zones["source"], areas.where(areas.notna(), None), strict=True))
    for row in cited:
        row["source_zh"] = source_zh(row["source"]) if few else None
        area = area_of.get(row["source"]) if row["layer"] == "zones" else None
        if area is not None and area != row["source"]:
            row |= {"area": area, "area_zh": source_zh(area) if few else None}
    return [*cited, *_context_sources()]


def _context_sources() -> list[dict[str, Any]]:
    """Return the sources of the context around the plan, with their licences."""
    return [
        {
            "layer": "context",
            "source": f"{one.name}, {one.licence}, {one.url}",
            "source_zh": f"{source_zh(one.name) or one.name}，{one.licence}，{one.url}",
            "verified": False,
            "rows": None,
        }
        for one in SOURCES
    ]


def _ftzs(plan: Plan, zones: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Return the FTZs with names, measured area, cap, and the extent of their zones."""
    bounds = zones["geometry"].bounds.groupby(zones["ftz_id"])
    west_south, east_north = bounds[["minx", "miny"]].min(), bounds[["maxx", "maxy"]].max()
    extents = west_south.join(east_north).to_numpy().tolist()
    extent = dict(zip(west_south.index, extents, strict=True))
    used = zones["ftz_id"].dropna()
    ids = pd.Index([*plan.ftzs["ftz_id"], *used], name="ftz_id", dtype=object).drop_duplicates()
    area_km2 = pd.Series(area_of_ftzs_km2(zones["ftz_id"], zones["area_km2"]), name="area_km2")
    area_km2 = area_km2.astype(float).reindex(ids, fill_value=0.0)
    facts = ["ftz_id", "cap_km2", "name", "name_zh", "adcode", "approved", "source", "verified"]
    table = area_km2.reset_index().merge(plan.ftzs[facts], on="ftz_id", how="left")
    table["cap_km2"] = table["ftz_id"].map(caps_in(plan)).astype(float)
    table.insert(3, "headroom_km2", table["cap_km2"] - table["area_km2"])
    return [row | {"extent": extent.get(row["ftz_id"])} for row in records(table)]


def _own_words(plan: Plan) -> dict[str, Any]:
    """Return the plan's terms, its optional layers, and its notes on boundaries and caps."""
    terms = plan.terms
    title, caps = terms.title, terms.caps
    return {
        "title": title and title.en,
        "title_zh": title and title.zh,
        **terms.document(),
        "has": list(plan.present),
        "schematic_why": terms.schematic and terms.schematic._asdict(),
        "boundary_note": terms.boundaries and terms.boundaries._asdict(),
        "example": _example(plan),
        "caps_note": caps and caps._asdict(),
        "asks_review": terms.review is not None,
    }


def _example(plan: Plan) -> list[float]:
    """Return longitude and latitude of a point in the plan, as an example of the notation."""
    if not len(plan.zones):
        return [0.0, 0.0]
    [place] = point_within(plan.zones["geometry"].iloc[0])
    return [round(place.x, 2), round(place.y, 2)]


def _described_basemap(one: Basemap) -> dict[str, Any]:
    deepest = _DEEPEST_TILE if one.file is None else one.file.deepest
    known = {"name": one.name, "url": one.url, "datum": one.datum, "attribution": one.attribution}
    return known | {"deepest": deepest, "is_own": one.file is not None}


def _basemaps(plan: Plan, settings: ServiceSettings) -> list[Basemap]:
    """Return the basemaps that fit the plan: those in GCJ-02 only where that datum is used."""
    is_shifted = shapely.intersects(_GCJ02_SHIFTS, plan.zones.geometry.to_numpy()).any()
    return [one for one in settings.basemaps if one.datum != "gcj02" or is_shifted]


def _coarsest(plan: Plan) -> list[dict[str, Any]]:
    """Return code and names of the coarsest regions, ordered by code."""
    table = plan.terms.coarsest.names(plan.regions).dropna(subset="adcode")
    return records(table.drop_duplicates("adcode").sort_values("adcode"))


_MOST_REFERENCES = 12
"""How many reference layers a legend names."""


def _exclusions(plan: Plan) -> list[dict[str, Any]]:
    """Return distinct names of the exclusions, a few: the name of a synthetic one states so."""
    named = plan.frame("exclusions").dropna(subset="name")
    return records(named[["name", "name_zh"]].drop_duplicates().head(5))


def _policies(plan: Plan) -> list[dict[str, Any]]:
    """Return the policy pilots with their names, and for each its FTZs, start and source."""
    if not plan.has("policies"):
        return []
    table = each_listed(plan.frame("policies"), "ftz_id")
    policies = []
    for policy, rows in table.groupby("policy", sort=False):
        groups = rows.groupby(["since", "source", "verified"], sort=False, dropna=False)["ftz_id"]
        facts = groups.agg(list).rename("ftz_ids").reset_index()
        names = rows[["name", "name_zh"]].head(1)
        policies.append(records(names)[0] | {"policy": policy, "told": records(facts)})
    return policies


def _notes(plan: Plan, review_number: str | None) -> list[dict[str, str]]:
    """Return the caveats that a reader of the map must know, in every language."""
    terms, notes = plan.terms, list[dict[str, str]]()
    boundaries = {lang: terms.note(lang, plan.zones, "zones") for lang in LANGUAGES}
    if boundaries["en"]:
        notes.append(boundaries)
    if review_number:
        message = Message("report-review-number", number=review_number)
        notes.append({lang: catalogue(lang).text(message) for lang in LANGUAGES})
    elif terms.review:
        notes.append(terms.review._asdict())
    if terms.base_map:
        notes.append(terms.base_map._asdict())
    if terms.people:
        notes.append(terms.people._asdict())
    unverified = plan.demand.loc[~plan.demand["verified"], "source"].dropna().unique()
    for source in unverified[:1]:
        sources = {"source": source, "source_zh": source_zh(source)}
        named = {lang: {"source": in_language(sources, "source", lang)} for lang in LANGUAGES}
        notes.append(
            {lang: catalogue(lang).say("plan-note-population", named[lang]) for lang in LANGUAGES}
        )
    return notes

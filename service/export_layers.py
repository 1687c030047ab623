"""The layers of an exported scenario: land, violations, coverage of regions; or all figures."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.bounds import four_bounds
from geo.comparison.compare import Comparison, compare
from geo.coverage import Coverage
from geo.rules import sentences
from geo.scenario import Scenario
from geo.scenario.proposed import ProposedPiece
from geo.tables import NAMED_TABLES
from geo.tables.overlap import MOST_ZONES
from layers import Plan
from layers.errors import MeasureError
from layers.formats import Part
from layers.formats.format import Outcome
from layers.geometry.validity import polygonal
from layers.messages import Language, Message
from layers.messages.languages import ENGLISH
from layers.schema.lists import join_list
from service.map.display import display_regions
from service.report.names import Names

LAYERS_ALONE: tuple[Part, ...] = ("layers",)
_IN_LANGUAGES: Mapping[str, Language] = {"message": ENGLISH, "message_zh": "zh"}
_NOT_SHOWN = ["code", "params", "geometry", "places", "places_before"]


def outcome(
    before: Coverage, after: Coverage, title: str, parts: Collection[Part] = LAYERS_ALONE
) -> Outcome:
    """Return the outcome of a scenario compared with the baseline, measured at the same radii.

    With `layers`, `changes` has a row for each zone that gains or loses land, `violations` one for
    each violation (with null geometry if it has no place), `coverage_<level>` one for each region.
    With `figures`, the tables are those of `figures_of`; with `four_bounds`, zones have a draft of
    that text.

    Raises:
        MeasureError: the plans or the radii of the two differ.
    """
    return Outcome(
        after.scenario,
        title,
        after.zone_frame,
        _layers(before, after) if "layers" in parts else {},
        figures_of(before, after) if "figures" in parts else {},
        four_bounds(after.plan, after.zone_frame) if "four_bounds" in parts else {},
        by=after.travel.name,
    )


def zones_outcome(
    plan: Plan, scenario: str, title: str, zones: gpd.GeoDataFrame, parts: Collection[Part] = ()
) -> Outcome:
    """Return a scenario's zones to export, with a draft of their four bounds if requested."""
    bounds = four_bounds(plan, zones) if "four_bounds" in parts else {}
    return Outcome(scenario, title, zones, four_bounds=bounds)


def figures_of(before: Coverage, after: Coverage) -> dict[str, pd.DataFrame]:
    """Return every table of a coverage and of its comparison with the baseline, without geometry.

    `caps` are the groups of zones, `coverage` the regions, `rules` the violations; the tables of
    the comparison are `changes` (the zones) and `changes_…`. Figures and column names are those of
    the coverage and the comparison; `by` is added if distances are not straight.

    Raises:
        MeasureError: the plans or the radii of the two differ.
    """
    changes = compare(before, after)
    tables = _figures_of(after, changes)
    if after.by == "line":
        return tables
    return {name: table.assign(by=after.travel.name) for name, table in tables.items()}


def _figures_of(after: Coverage, changes: Comparison) -> dict[str, pd.DataFrame]:
    return {
        "zone_figures": after.zones.drop(columns="gateways"),
        **_nearest_gateways(after),
        "totals": after.totals,
        "coverage": after.regions,
        "sectors": after.sectors,
        "access": after.access,
        "caps": after.ftzs,
        "growth": after.growth,
        **_of_named_tables(after),
        **(
            {"targets": changes.targets.drop(columns=["code", "params_before", "params_after"])}
            if len(changes.targets)
            else {}
        ),
        "rules": _without_place(after.violations, after.plan),
        "changes": changes.zones,
        "changes_totals": changes.totals,
        "changes_coverage": changes.regions,
        "changes_sectors": changes.sectors,
        "clusters_entering": changes.clusters_entering,
        "clusters_leaving": changes.clusters_leaving,
        "rules_new": _without_place(changes.violations_new, after.plan),
        "rules_worse": _without_place(changes.violations_worse, after.plan),
        "rules_improved": _without_place(changes.violations_improved, after.plan),
        "rules_mended": _without_place(changes.violations_mended, after.plan),
    }


def _nearest_gateways(coverage: Coverage) -> dict[str, pd.DataFrame]:
    """Return the nearest gateway of each kind, a row for each zone and kind; nothing without."""
    rows = [
        {"zone_id": zone, **nearest}
        for zone, gateways in zip(
            coverage.zones["zone_id"], coverage.zones["gateways"], strict=True
        )
        for nearest in gateways
    ]
    if not rows:
        return {}
    table, known = pd.DataFrame(rows), coverage.plan.gateways.set_index("gateway_id")
    for name in ("name", "name_zh"):
        table[f"gateway_{name}"] = table["gateway_id"].map(known[name])
    return {"zone_gateways": table}


def _of_named_tables(coverage: Coverage) -> dict[str, pd.DataFrame]:
    """Return the tables that declare their figures, by name."""
    tables: dict[str, pd.DataFrame] = {}
    for one in NAMED_TABLES.values() if coverage.plan.has("demand") else ():
        with suppress(MeasureError):  # some are by the straight line alone
            tables |= {one.key(name): table for name, table in one.declared(coverage).items()}
    if "overlap" in tables:
        zones = tables["overlap"]["zones"].astype(object)
        tables["overlap"] = tables["overlap"].assign(
            zones=zones.replace(MOST_ZONES, f"≥ {MOST_ZONES}")
        )
    return tables


def figures_of_proposal(plan: Plan, scenario: Scenario) -> dict[str, pd.DataFrame]:
    """Return why a scenario was proposed; nothing if it was not, or has changed since.

    `proposal` has the objective and its proof, `proposal_pieces` what each piece of land adds,
    `proposal_reasons` the reasons as sentences, in Chinese too if the plan has Chinese terms.
    """
    proposed = scenario.proposed
    if proposed is None or not proposed.holds_of(scenario.baseline, scenario.edits):
        return {}
    facts = proposed.model_dump(include={"objective", "status", "bound", "gap"})
    figures = {"objective_before": proposed.before, "objective_after": proposed.measured}
    pieces = [piece.model_dump() for piece in proposed.pieces]
    table = pd.DataFrame(pieces, columns=[*ProposedPiece.model_fields])
    table["instead"] = [join_list(zones or ()) for zones in table["instead"]]
    reasons = {
        column: list(_sentences(plan, language, proposed.messages()))
        for column, language in _IN_LANGUAGES.items()
        if language == ENGLISH or plan.terms.chinese
    }
    return {
        "proposal": pd.DataFrame([facts | figures]),
        "proposal_pieces": table,
        "proposal_reasons": pd.DataFrame(reasons, dtype=object),
    }


def _sentences(plan: Plan, language: Language, reasons: Iterable[Message]) -> Iterator[str]:
    """Yield the reasons of a file in a language; "" for one that is invalid."""
    said = plan.terms.catalogue(language, Names(plan, language).in_sentences)
    for reason in reasons:
        yield said.attempted(reason)


def _without_place(broken: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return violations without geometry, and without what makes their messages."""
    return _with_chinese(broken, plan).drop(columns=["geometry", "code", "params"])


def _layers(before: Coverage, after: Coverage) -> dict[str, gpd.GeoDataFrame]:
    changes = compare(before, after)
    land = changes.land
    return {
        "changes": land.set_geometry([polygonal(shape) for shape in land.geometry], crs=land.crs),
        "violations": violations_layer(after, changes.rules),
        **{
            f"coverage_{level}": covered_regions(after, level, before)
            for level in after.plan.terms.codes
        },
    }


def violations_layer(coverage: Coverage, changes: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the violations of a coverage with their places as multipolygons.

    `changes` has the change of each (see `geo.comparison.rule_changes`). If the plan has Chinese
    terms, `message_zh` is the message in Chinese.
    """
    plan, broken = coverage.plan, changes[changes["change"] != "mended"]
    shapes = [None if shape is None else polygonal(shape) for shape in broken["geometry"]]
    rows = _with_chinese(broken, plan)
    return gpd.GeoDataFrame(rows.drop(columns=_NOT_SHOWN), geometry=shapes, crs=plan.crs)


def _with_chinese(broken: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return violations with their message in Chinese, if the plan has Chinese terms."""
    if not plan.terms.chinese:
        return broken
    rows = broken.copy()
    place = broken.columns.tolist().index("message") + 1
    rows.insert(place, "message_zh", sentences(broken, plan, "zh"))
    return rows


def covered_regions(
    coverage: Coverage, level: str, before: Coverage | None = None
) -> gpd.GeoDataFrame:
    """Return the regions of a level with their coverage, three columns for each radius.

    By road there are two, without land, which end in `_by_road`: in minutes
    `covered_population_30min_by_road`.

    `area_km2` and `population` are of the whole region. The columns of a radius are
    `covered_share_25km` (of the area, 0–1), `covered_population_25km` (persons) and
    `covered_population_share_25km` (0–1); a share of nothing is null. The plan's own weights follow
    as people, `jobs`, `covered_jobs_25km` and `covered_jobs_share_25km`. With `before`, the change
    of each share since then is in `covered_share_change_25km` and the like. One row for each
    region, in the order of the plan for its finest level, of their codes for coarser ones.
    """
    regions = display_regions(coverage.plan.regions, coverage.plan.level(level))
    rows = coverage.regions[coverage.regions["level"] == level]
    columns: dict[str, object] = {}
    shares: list[tuple[str, str]] = []
    by, amounts = coverage.by, ("population", *coverage.plan_data.weights)
    end = coverage.unit + ("" if by == "line" else f"_by_{by}")
    for radius, figures in rows.groupby(coverage.radius_column, sort=True):
        table = figures.set_index("adcode").reindex(regions["adcode"])
        area = table["area_km2"]
        columns |= {name: table[name].to_numpy() for name in ("area_km2", *amounts)}
        found = {"covered_share": table["covered_area_km2"] / area.where(area > 0)}
        for amount in amounts:
            whole, covered = table[amount], table[f"covered_{amount}"]
            found[f"covered_{amount}"] = covered
            found[f"covered_{amount}_share"] = covered / whole.where(whole > 0)
        for name, cells in found.items():
            if name != "covered_share" or by == "line":
                columns[f"{name}_{radius:g}{end}"] = cells.to_numpy(np.float64)
                shares += [(name, f"{radius:g}{end}")] if name.endswith("_share") else []
    if before is not None:
        were = covered_regions(before, level)
        columns |= {
            f"{what}_change_{at}": np.asarray(columns[f"{what}_{at}"]) - were[f"{what}_{at}"]
            for what, at in shares
        }
    return regions.assign(**columns)

"""Maps for notebooks: a plan, the coverage of a scenario or a comparison of two, as map or picture.

    from service.notebook import explore, plot
    explore(plan)                        # zones, regions and clusters
    explore(coverage, radius_km=50)      # regions by the share of their people within reach
    explore(comparison, radius_km=50)    # regions by how much more or less of them is reached
    plot(coverage, radius_km=50)         # the same as a Matplotlib picture; of a comparison, too
    picture(sweep.measure(range(200)))   # how much better scenarios are, in runs of a sweep

A map contacts no external host: its scripts are embedded, and it has no background tiles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from typing import TYPE_CHECKING, Any, cast

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from branca.element import Element, Figure, MacroElement
from folium.template import Template

from geo import Comparison, Coverage
from geo.coverage.travel import By, Travel, radius_message
from layers import Plan
from layers.errors import MeasureError
from layers.geometry.edges import Floats
from layers.messages import Language, Message, Param
from layers.messages.languages import names_first
from layers.palette import (
    CHANGES,
    COLOURS,
    NO_DATA,
    SECTORS,
    SHARE_CHANGES,
    SHARES,
    Mark,
    change_token,
    share_token,
)
from layers.runtime.arguments import checked_call
from layers.runtime.extras import require
from service.documents.sweep import SweepResult
from service.map.display import display_regions, opening_extent
from service.page.assets import PAGE
from service.report.sweeps import Shown, sweep_picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_TOLERANCE_DEG = 0.02
_DECIMALS = 5
_SECTOR_COLOURS = {mark.value: mark.colour for mark in SECTORS}
_BORDER = {"color": COLOURS["edge"], "weight": 0.5, "fillOpacity": 0.9}
_ZONE = {"color": COLOURS["accent"], "weight": 2, "fillOpacity": 0.1}

_LOST_DASHES = "5 4"


@checked_call(MeasureError)
def explore(
    shown: Plan | Coverage | Comparison,
    radius_km: float | None = None,
    *,
    language: Language = "en",
    height: str = "560px",
) -> folium.Map:
    """Return an interactive map: zones, clusters, and regions, by their covered share if known.

    Args:
        shown: a plan, or a coverage: then regions are shaded by the share of their people (of
            their land, in a plan without demand) within the radius of a zone. Of a comparison, by
            the difference of that share, in a report's classes; the zones are those after it, and
            over them lies the land that is gained and lost.
        radius_km: one of the coverage's radii, in its unit; by default the middle one.
        language: of texts and names, `en` or `zh`.
        height: of the map, as a CSS length.

    Raises:
        MeasureError: the coverage was not measured at that radius.

    >>> from layers.example import example_plan
    >>> "leaflet" in explore(example_plan()).get_root().render()
    True
    """
    coverage = _coverage_of(shown)
    plan = coverage.plan if coverage is not None else cast("Plan", shown)
    zones = plan.zones if coverage is None else coverage.zone_frame
    say = plan.terms.speaker(language).text
    west, south, east, north = opening_extent(
        zones.geometry.to_numpy(), plan.regions.geometry.to_numpy()
    )
    try:
        map_ = _OfflineMap(
            tiles=None, prefer_canvas=True, attribution_control=False, zoom_snap=0.25, height=height
        )
    except ValueError as error:
        raise MeasureError(Message("notebook-height", given=repr(height)).at("height")) from error
    map_.fit_bounds([[south, west], [north, east]])
    regions = _regions(plan, shown, radius_km, language)
    label = {"name": say(Message("notebook-name")), "share": say(_share_of(shown))}
    columns = [column for column in ("name", "share") if column in regions]
    folium.GeoJson(
        _rounded(regions),
        name=say(Message("notebook-regions")),
        style_function=lambda feature: {
            **_BORDER,
            "fillColor": feature["properties"].get("fill", COLOURS["share-0"]),
        },
        tooltip=folium.GeoJsonTooltip(columns, [label[column] for column in columns]),
    ).add_to(map_)
    _add_clusters(map_, plan, say(Message("notebook-clusters")), language)
    if len(zones):
        folium.GeoJson(
            _rounded(_named(zones[["zone_id", "name", "name_zh", "geometry"]], language)),
            name=say(Message("notebook-zones")),
            style_function=lambda _: _ZONE,
            tooltip=folium.GeoJsonTooltip(["zone_id", "name"], labels=False),
        ).add_to(map_)
    _add_changes(map_, shown, language)
    folium.LayerControl(collapsed=False).add_to(map_)
    figure = map_.get_root()
    if isinstance(figure, Figure):
        legend = "" if coverage is None else _legend(shown, say, language)
        if note := _note(plan, zones, language):
            legend += f'<p style="font:12px sans-serif;margin:4px">{escape(note)}</p>'
        figure.html.add_child(_Text(legend))
    return map_


class SvgPicture(str):
    """A picture as the text of its SVG, which a notebook shows."""

    __slots__ = ()

    def _repr_svg_(self) -> str:
        return str(self)


@checked_call(MeasureError)
def picture(
    runs: pd.DataFrame, total: str | None = None, *, by: By = "line", language: Language = "en"
) -> SvgPicture:
    """Return the picture of a sweep, of its `runs` as `Sweep.measure` gives them.

    The difference of each scenario in a run to the baseline (without it, to the first), by radius:
    5 to 95 % of the runs, their mean, and in how many it is better; of a single scenario its total.
    `total` is a column of the runs, such as `covered_clusters`; by default the first that is known.
    `by` is that of the sweep.

    Raises:
        MeasureError: there is no such total; radii are in minutes, and distances by line; `runs`
            is not a table of runs, is empty, or has one run twice.

    >>> from geo.sweep import Spreads, Sweep
    >>> from layers.example import example_plan
    >>> runs = Sweep(example_plan(), [None], Spreads(), radii_km=5).measure(range(2))
    >>> picture(runs).count("<circle")
    1
    """
    return SvgPicture(sweep_picture(SweepResult.of(runs), Shown(language, Travel.of(by), total)))


@checked_call(MeasureError)
def plot(
    shown: Coverage | Comparison, radius_km: float | None = None, *, axes: Axes | None = None
) -> Axes:
    """Draw a coverage or a comparison as a picture, and return its axes (Matplotlib).

    Regions are shaded as in `explore`, zones drawn over them, and of a comparison the land that is
    gained, and in stripes the land that is lost; the legend is beside them. Degrees are
    stretched so that the middle of the plan has its true shape.

    Raises:
        MeasureError: the coverage was not measured at that radius.
        SourceError: the extra `notebook`, Matplotlib, is not installed.
    """
    require("notebook", "matplotlib")
    import matplotlib.pyplot as plt  # noqa: PLC0415
    from matplotlib.patches import Patch  # noqa: PLC0415

    axes = axes or plt.figure(figsize=(9, 7), layout="constrained").add_subplot()
    coverage = shown.coverages[1] if isinstance(shown, Comparison) else shown
    regions = _regions(coverage.plan, shown, radius_km, "en")
    regions.plot(ax=axes, color=regions["fill"], edgecolor=COLOURS["edge"], linewidth=0.2)
    zones = coverage.zone_frame
    outline = COLOURS["accent"]
    zones.plot(ax=axes, facecolor="none", edgecolor=outline, linewidth=1)
    say = coverage.plan.terms.speaker("en").text
    handles = [
        Patch(facecolor=mark.colour, edgecolor=COLOURS["edge"], label=mark.words)
        for mark in _classes(shown)
    ]
    handles.append(Patch(facecolor="none", edgecolor=outline, label=say(Message("notebook-zones"))))
    for mark, land in _changed_land(shown):
        hatch = None if mark.edge == mark.ground else "////"
        land.plot(ax=axes, facecolor=mark.ground, edgecolor=mark.edge, hatch=hatch, linewidth=1)
        handles.append(
            Patch(facecolor=mark.ground, edgecolor=mark.edge, hatch=hatch, label=mark.words)
        )
    radius = coverage.radii_km[_radius_number(coverage, radius_km)]
    what = "people" if coverage.plan.has("demand") else "land"
    of: dict[str, Param] = {"what": what, "within": radius_message(radius, coverage.travel)}
    title = Message("notebook-title", scenario=coverage.scenario, **of)
    if isinstance(shown, Comparison):
        title = Message("notebook-title-difference", a=shown.a, b=shown.b, **of)
    axes.set_title(say(title), wrap=True)
    axes.legend(handles=handles, loc="upper left", bbox_to_anchor=(1, 1), frameon=False)
    note = _note(coverage.plan, zones, "en")
    axes.text(0.5, -0.02, note, transform=axes.transAxes, ha="center", va="top", wrap=True)
    axes.set_axis_off()
    return axes


class _Inline(MacroElement):
    """A script or style of a local file, embedded in the head of the document."""

    _template = Template("{% macro header(this, kwargs) %}{{ this.text }}{% endmacro %}")

    def __init__(self, text: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Inline"
        self.text = text


class _Text(Element):
    """HTML below the map."""

    _template = Template("{{ this.text }}")

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "Text"
        self.text = text


class _OfflineMap(folium.Map):
    """Folium's map with Leaflet embedded, without the libraries that only markers need."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012  folium's own type
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  folium's own
        super().__init__(**options)
        leaflet = PAGE / "vendor" / "leaflet"
        style = (leaflet / "leaflet.css").read_text(encoding="utf-8")
        code = (leaflet / "leaflet.js").read_text(encoding="utf-8")
        sea = f".leaflet-container{{background:{COLOURS['sea']}}}"
        _Inline(f"<style>{style}{sea}</style>").add_to(self)
        _Inline(f"<script>{code}</script>").add_to(self)


def _note(plan: Plan, zones: gpd.GeoDataFrame, language: Language) -> str:
    """Return the note of a map: the source of its boundaries, and its status."""
    review = plan.terms.review.of(language) if plan.terms.review else ""
    return f"{plan.terms.note(language, zones, 'zones')} {review}".strip()


def _coverage_of(shown: object) -> Coverage | None:
    """Return a coverage, the one after of a comparison, None of a plan."""
    if isinstance(shown, Comparison):
        return shown.coverages[1]
    return shown if isinstance(shown, Coverage) else None


def _classes(shown: object) -> list[Mark]:
    """Return the classes of a share, or of its change."""
    return [*(SHARE_CHANGES if isinstance(shown, Comparison) else SHARES), NO_DATA]


def _changed_land(shown: object) -> Iterator[tuple[Mark, gpd.GeoDataFrame]]:
    """Yield the land that is gained and that is lost, of a comparison, each with its mark."""
    for mark in CHANGES if isinstance(shown, Comparison) else ():
        land = cast("Comparison", shown).land_apart
        own = land[land["change"] == mark.value]
        if len(own):
            yield mark, own


def _legend(shown: object, say: Callable[[Message], str], language: Language) -> str:
    swatch = "display:inline-block;width:14px;height:10px;margin:0 4px 0 12px;border:1px"
    every = [(mark, "solid #999", mark.colour) for mark in _classes(shown)]
    every += [(mark, _line(mark) + mark.edge, mark.ground) for mark, _ in _changed_land(shown)]
    marks = [
        f'<span style="{swatch} {line};background:{fill}"></span>{escape(mark.text(language))}'
        for mark, line, fill in every
    ]
    head = escape(say(_share_of(shown)))
    return f'<p style="font:12px sans-serif;margin:4px">{head}:{"".join(marks)}</p>'


def _share_of(shown: object) -> Message:
    """Return the meaning of the colours of regions."""
    return Message("notebook-share-change" if isinstance(shown, Comparison) else "notebook-share")


def _line(mark: Mark) -> str:
    return "solid " if mark.edge == mark.ground else "dashed "


def _radius_number(coverage: Coverage, radius_km: float | None) -> int:
    if radius_km is None:
        return (len(coverage.radii_km) - 1) // 2
    return coverage.radius_number(float(radius_km))


def _regions(
    plan: Plan, shown: object, radius_km: float | None, language: Language
) -> gpd.GeoDataFrame:
    """Return the finest regions for a map, with `name`; if measured with `share` and `fill`."""
    level = plan.terms.finest
    regions = _named(display_regions(plan.regions, level, _TOLERANCE_DEG), language)
    coverage = _coverage_of(shown)
    if coverage is None:
        return regions
    share = _shares(coverage, radius_km, regions["adcode"])
    if isinstance(shown, Comparison):
        share = share - _shares(shown.coverages[0], radius_km, regions["adcode"])
        labels = ["–" if np.isnan(one) else f"{one:+.1%}" for one in share]
        return regions.assign(share=labels, fill=[COLOURS[change_token(one)] for one in share])
    labels = ["–" if np.isnan(one) else f"{one:.1%}" for one in share]
    return regions.assign(share=labels, fill=[COLOURS[share_token(one)] for one in share])


def _shares(coverage: Coverage, radius_km: float | None, adcodes: pd.Series[str]) -> Floats:
    """Return the covered share of the finest regions, of their people or else of their land."""
    plan, rows = coverage.plan, coverage.regions
    radius = coverage.radii_km[_radius_number(coverage, radius_km)]
    is_shown = (rows["level"] == plan.terms.finest.code) & (rows[coverage.radius_column] == radius)
    by_code = rows[is_shown].set_index("adcode").reindex(adcodes)
    whole = "population" if plan.has("demand") else "area_km2"
    share: Floats = (by_code[f"covered_{whole}"] / by_code[whole]).to_numpy(float)
    return share


def _add_changes(map_: folium.Map, shown: object, language: Language) -> None:
    """Draw the land that a comparison gains, and that it loses, over all else."""
    for mark, land in _changed_land(shown):
        look = {"color": mark.edge, "weight": 2, "fillColor": mark.ground, "fillOpacity": 0.9}
        if mark.edge != mark.ground:
            look["dashArray"] = _LOST_DASHES
        name = mark.text(language)
        folium.GeoJson(
            _rounded(land.assign(what=name, km2=land["area_km2"].map("{:,.2f} km²".format))),
            name=name,
            style_function=lambda _, look=look: look,
            tooltip=folium.GeoJsonTooltip(["what", "zone_id", "km2"], labels=False),
        ).add_to(map_)


def _add_clusters(map_: folium.Map, plan: Plan, name: str, language: Language) -> None:
    if not plan.has("clusters") or plan.clusters.empty:
        return
    clusters = _named(plan.clusters[["sector", "name", "name_zh", "geometry"]], language)
    folium.GeoJson(
        clusters,
        name=name,
        marker=folium.CircleMarker(radius=4, weight=1, color=COLOURS["halo"], fill=True),
        style_function=lambda feature: {
            "fillColor": _SECTOR_COLOURS.get(feature["properties"]["sector"], COLOURS["ink"]),
            "fillOpacity": 0.9,
        },
        tooltip=folium.GeoJsonTooltip(["name", "sector"], labels=False),
        show=False,
    ).add_to(map_)


def _named(frame: gpd.GeoDataFrame, language: Language) -> gpd.GeoDataFrame:
    """Return a frame with names in a language, in the other one if missing."""
    first, second = names_first(language)
    name: pd.Series = frame[first].where(frame[first].notna(), frame[second]).fillna("")
    return frame.assign(name=name).drop(columns="name_zh")


def _rounded(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a frame with coordinates rounded for a map."""
    return frame.set_geometry(
        shapely.transform(frame.geometry.to_numpy(), lambda xy: np.round(xy, _DECIMALS)),
        crs=frame.crs,
    )

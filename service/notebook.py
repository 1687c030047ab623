"""Maps for notebooks: a plan or the coverage of a scenario, interactive or as a picture.

    from service.notebook import explore, plot
    explore(plan)                        # zones, regions and clusters
    explore(coverage, radius_km=50)      # regions by the share of their people within reach
    plot(coverage, radius_km=50)         # the same as a Matplotlib picture

A map contacts no external host: its scripts are embedded, and it has no background tiles.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import folium
import numpy as np
import shapely
from branca.element import Element, Figure, MacroElement
from folium.template import Template

from geo.coverage import Coverage
from geo.coverage.way import within
from layers.errors import SourceError
from layers.messages import Message
from layers.messages.languages import names_first
from layers.palette import COLOURS, SECTORS, SHARE_BREAKS
from service.map.display import display_regions, opening_extent
from service.page.assets import PAGE

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    import pandas as pd
    from matplotlib.axes import Axes

    from layers import Plan
    from layers.geometry.edges import Floats
    from layers.messages import Language

_TOLERANCE_DEG = 0.02
_DECIMALS = 5
_SECTOR_COLOURS = {mark.value: mark.colour for mark in SECTORS}
_BORDER = {"color": COLOURS["edge"], "weight": 0.5, "fillOpacity": 0.9}
_ZONE = {"color": COLOURS["accent"], "weight": 2, "fillOpacity": 0.1}


def explore(
    shown: Plan | Coverage,
    radius_km: float | None = None,
    *,
    language: Language = "en",
    height: str = "560px",
) -> folium.Map:
    """Return an interactive map: zones, clusters, and regions, by their covered share if known.

    Args:
        shown: a plan, or a coverage: then regions are shaded by the share of their people (of
            their land, in a plan without demand) within the radius of a zone.
        radius_km: one of the coverage's radii, in km; by default the middle one.
        language: of texts and names, `en` or `zh`.
        height: of the map, as a CSS length.

    Raises:
        MeasureError: the coverage was not measured at that radius.
    """
    coverage = shown if isinstance(shown, Coverage) else None
    plan = shown.plan if isinstance(shown, Coverage) else shown
    zones = plan.zones if coverage is None else coverage.zone_frame
    say = plan.terms.speaker(language).text
    west, south, east, north = opening_extent(
        zones.geometry.to_numpy(), plan.regions.geometry.to_numpy()
    )
    map_ = _OfflineMap(
        tiles=None, prefer_canvas=True, attribution_control=False, zoom_snap=0.25, height=height
    )
    map_.fit_bounds([[south, west], [north, east]])
    regions = _regions(plan, coverage, radius_km, language)
    label = {"name": say(Message("notebook-name")), "share": say(Message("notebook-share"))}
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
    folium.GeoJson(
        _rounded(_named(zones[["zone_id", "name", "name_zh", "geometry"]], language)),
        name=say(Message("notebook-zones")),
        style_function=lambda _: _ZONE,
        tooltip=folium.GeoJsonTooltip(["zone_id", "name"], labels=False),
    ).add_to(map_)
    folium.LayerControl(collapsed=False).add_to(map_)
    figure = map_.get_root()
    if isinstance(figure, Figure):
        legend = "" if coverage is None else _legend(say)
        figure.html.add_child(_Text(legend + _paragraph(_note(plan, zones, language))))
    return map_


def plot(coverage: Coverage, radius_km: float | None = None, *, axes: Axes | None = None) -> Axes:
    """Draw a coverage as a picture, and return its axes (Matplotlib).

    Regions are shaded as in `explore`, zones drawn over them; degrees are stretched so that the
    middle of the plan has its true shape.

    Raises:
        MeasureError: the coverage was not measured at that radius.
        SourceError: Matplotlib is not installed.
    """
    try:
        import matplotlib.pyplot as plt  # noqa: PLC0415  an extra that only pictures need
        from matplotlib.patches import Patch  # noqa: PLC0415
    except ImportError as error:
        raise SourceError(Message("notebook-no-matplotlib")) from error
    axes = axes or plt.figure(figsize=(9, 7), layout="constrained").add_subplot()
    regions = _regions(coverage.plan, coverage, radius_km, "en")
    regions.plot(ax=axes, color=regions["fill"], edgecolor=COLOURS["edge"], linewidth=0.2)
    zones = coverage.zone_frame
    zones.plot(ax=axes, facecolor="none", edgecolor=COLOURS["accent"], linewidth=1)
    radius = coverage.radii_km[_radius_number(coverage, radius_km)]
    what = "people" if coverage.plan.has("demand") else "land"
    say = coverage.plan.terms.speaker("en").text
    reach = within(radius, coverage.by)
    title = Message("notebook-title", scenario=coverage.scenario, what=what, within=reach)
    axes.set_title(say(title))
    axes.legend(
        handles=[
            Patch(facecolor=colour, edgecolor=COLOURS["edge"], label=words)
            for words, colour in _classes(say)
        ],
        loc="lower left",
        frameon=False,
    )
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


def _classes(say: Callable[[Message], str]) -> list[tuple[str, str]]:
    """Return the label and the colour of each class of a share."""
    words = [f"≤ {bound:.0%}" for bound in SHARE_BREAKS]
    return [
        (say(Message("notebook-not-reached")), COLOURS["share-0"]),
        *((word, COLOURS[f"share-{number}"]) for number, word in enumerate(words, start=1)),
        (say(Message("notebook-no-data")), COLOURS["share-none"]),
    ]


def _legend(say: Callable[[Message], str]) -> str:
    swatch = "display:inline-block;width:14px;height:10px;margin:0 4px 0 12px;border:1px solid #999"
    marks = [
        f'<span style="{swatch};background:{colour}"></span>{escape(words)}'
        for words, colour in _classes(say)
    ]
    head = escape(say(Message("notebook-share")))
    return f'<p style="font:12px sans-serif;margin:4px">{head}:{"".join(marks)}</p>'


def _paragraph(text: str) -> str:
    return f'<p style="font:12px sans-serif;margin:4px">{escape(text)}</p>' if text else ""


def _radius_number(coverage: Coverage, radius_km: float | None) -> int:
    if radius_km is None:
        return (len(coverage.radii_km) - 1) // 2
    return coverage.radius_number(float(radius_km))


def _regions(
    plan: Plan, coverage: Coverage | None, radius_km: float | None, language: Language
) -> gpd.GeoDataFrame:
    """Return the finest regions for a map, with `name`; for a coverage with `share` and `fill`."""
    level = plan.terms.finest
    regions = _named(display_regions(plan.regions, level, _TOLERANCE_DEG), language)
    if coverage is None:
        return regions
    radius = coverage.radii_km[_radius_number(coverage, radius_km)]
    rows = coverage.regions
    rows = rows[(rows["level"] == level.code) & (rows[coverage.radius_column] == radius)]
    by_code = rows.set_index("adcode").reindex(regions["adcode"])
    part, total = (
        ("covered_population", "population")
        if plan.has("demand")
        else ("covered_area_km2", "area_km2")
    )
    share = (by_code[part] / by_code[total]).to_numpy(float)
    labels = ["–" if np.isnan(one) else f"{one:.1%}" for one in share]
    return regions.assign(share=labels, fill=[*map(_fill, share)])


def _fill(share: float) -> str:
    """Return the colour of a share's class."""
    if np.isnan(share):
        return COLOURS["share-none"]
    if share <= 0:
        return COLOURS["share-0"]
    number = int(np.searchsorted(SHARE_BREAKS, min(share, 1.0)))
    return COLOURS[f"share-{number + 1}"]


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

    def to_grid(xy: Floats) -> Floats:
        return np.round(xy, _DECIMALS)

    return frame.set_geometry(shapely.transform(frame.geometry.to_numpy(), to_grid), crs=frame.crs)

"""Print layouts: an A3 page for each theme, and an atlas of its groups or changed zones.

A page has a title, a map in an equal-area projection with true north and a scale bar for that
projection, insets, legend, sources and notes, date, author and revision.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from pyproj import CRS

from layers.geometry.area_projection import AreaProjection
from layers.geometry.reproject import authority
from layers.messages import catalogue
from layers.qgis.atlas import Atlas, atlas_of
from layers.qgis.map_layers import MapLayer
from layers.qgis.page_template import PageTemplate, item_frame
from layers.qgis.print_maps import Frame, PageMaps, PrintMap, page_maps, whole_map
from layers.qgis.themes import MapContents, Theme
from layers.qgis.xml import literal, literal_text
from layers.runtime.cache import cached_property
from layers.schema.column_types import is_missing
from layers.schema.layer_schema import REFERENCES
from layers.schema.source_words import source_zh

_MAP, _INSET = item_frame("map"), item_frame("overview")
_DRAFT = "Working draft, not reviewed for publication. 工作草图，地图未经审核，不得公开出版。"
_EXPLAINED = (
    *("violations", "changes", "zones", "clusters", "gateways"),
    *("customs_blocks", "exclusions", "linked_areas", *REFERENCES, "map_lines"),
)
_OF_CHINA = CRS.from_epsg(4490)
_SOURCES = ("regions", "demand", "clusters", "gateways", "waters", "map_names")
_HASH = 18  # characters of a hash that identify a plan, including `sha256:`
_BRACKET = re.compile(r" ?[（(].*")
_DATE = "[% format_date(now(), 'yyyy-MM-dd') %]"
_AUTHOR = (
    "[% coalesce(nullif(@project_author, ''), nullif(@user_full_name, ''), @user_account_name) %]"
)


@dataclass(frozen=True)
class Page:
    """The page of a theme: its maps and texts."""

    contents: MapContents
    theme: Theme

    @cached_property
    def maps(self) -> PageMaps:
        """Return the maps of the page."""
        return page_maps(self.contents, self.theme, _MAP, _INSET)

    def notes(self, projection: AreaProjection) -> str:
        """Return the notes: the purpose and limits of the map, its sources, and who printed it."""
        zones = next(one.frame for one in self.contents.layers if one.name == "zones")
        terms, label = self.contents.legend.terms, self.contents.label
        lines = [terms.notes(zones)] if terms.notes(zones) else []
        if terms.review is not None:
            lines.append(_DRAFT)
        if terms.base_map is not None:
            lines.append(label(*terms.base_map))
        sources = list(dict.fromkeys(filter(None, map(self._source, _SOURCES))))
        if sources:
            chinese = "；".join(source_zh(source) or source for source in sources)
            named = label("; ".join(sources), chinese)
            lines.append(f"{label('Sources', '来源')}: {named}.")
        code = authority(self.contents.crs)
        crs = self.contents.crs.name + (f" ({':'.join(code)})" if code else "")
        projected = label(*(catalogue(it).text(projection.message) for it in ("en", "zh")))
        lines.append(f"{label('CRS', '坐标系')}: {crs}. {label('Map', '地图')}: {projected}.")
        printed = f"{label('Printed', '打印')} {_DATE}, {_AUTHOR}"
        return "\n".join([*map(literal_text, filter(None, [*lines, self._revision])), printed])

    @property
    def _revision(self) -> str:
        """Return the revision of plan and scenario, as far as the file states it."""
        provenance, label = self.contents.provenance, self.contents.label
        prefix = f"scenario_{self.theme.name}."
        parts = {
            ("Revision", "版本"): provenance.get(f"{prefix}revision"),
            ("Plan as of", "规划日期"): (provenance.get(f"{prefix}data_date") or "")[:10],
            ("Plan", "规划"): provenance.get("baseline", "")[:_HASH],
        }
        return " · ".join(f"{label(*words)} {text}" for words, text in parts.items() if text)

    def _source(self, name: str) -> str | None:
        """Return the most frequent source of a layer's rows."""
        frame = next((one.frame for one in self.contents.layers if one.name == name), None)
        if frame is None or "source" not in frame:
            return None
        sources = [str(source) for source in frame["source"] if not is_missing(source)]
        counts = {source: sources.count(source) for source in dict.fromkeys(sources)}
        most = max(counts, key=lambda source: counts[source], default=None)
        return most if most and counts[most] > len(frame) / 2 else None

    @property
    def drawn(self) -> Sequence[MapLayer] | None:
        """Return the layers of a map of the whole plan with simplified regions, if it has any."""
        simple = [one for one in self.contents.layers if one.table.part == "overview"]
        if not simple or self.maps.overview is not None:
            return None
        others = [one for one in self.theme.shown if one.name != "regions"]
        return sorted([*others, *simple], key=self.contents.height)

    @property
    def land(self) -> list[MapLayer]:
        """Return the layers of an inset of the whole plan: borders over plain land."""
        borders = () if self.contents.legend.lines else ("provinces",)
        parts: tuple[str, ...] = ("map_lines", *borders, "land", "map_land")
        shown = [*self.theme.shown]
        shown += [one for one in self.contents.layers if one.table.part == "land"]
        if not any(one.table.part == "land" for one in shown):
            parts = ("map_lines", *borders, *_regions(self.contents), "map_land")
        return [one for part in parts for one in shown if one.table.part == part]

    @property
    def far_south(self) -> list[MapLayer]:
        """Return the layers of the inset of the far south: as on the main map, without zones."""
        around = (
            ("rivers", "lakes") if self.contents.legend.lines else ("provinces", "rivers", "lakes")
        )
        parts = ("map_names", "map_lines", *around, *_regions(self.contents), "map_land")
        shown = self.drawn or self.theme.shown
        return [one for part in parts for one in shown if one.table.part == part]


def layouts(contents: MapContents, theme: Theme) -> list[Element]:
    """Return the layout of a theme, named after it, and its atlas if it has pages."""
    page, atlas = Page(contents, theme), atlas_of(contents, theme)
    result = [_layout(page)]
    return result if atlas is None else [*result, _atlas_layout(page, atlas)]


def _layout(page: Page) -> Element:
    """Return the layout of one page."""
    theme, maps = page.theme, page.maps
    template = PageTemplate(theme.name, page.contents.ground)
    _write_head(template, page, literal_text(theme.title), theme.title)
    template.map("map", maps.main, page.drawn or theme.name)
    if maps.overview is not None:
        template.map("overview", maps.overview, page.land)
    if maps.south is not None:
        template.map("far south", maps.south, page.far_south)
        if page.contents.crs.equals(_OF_CHINA, ignore_axis_order=True):
            label = page.contents.label
            words = filter(None, (label("", "南海诸岛"), label("South China Sea Islands", "")))
            frame = maps.south.frame
            at = Frame(frame.x + 1, frame.y + frame.height - 8, frame.width - 2, 7)
            template.text("far south words", literal_text("\n".join(words)), frame=at)
    _write_side(template, page, maps.main, inset=maps.beside)
    return template.layout()


def _atlas_layout(page: Page, atlas: Atlas) -> Element:
    """Return the layout of an atlas: the map of each page is rotated to north."""
    name = f"{page.theme.name} {'atlas' if atlas.column == 'ftz_id' else 'zones'}"
    template = PageTemplate(name, page.contents.ground)
    main, overview = whole_map(page.contents, _MAP), whole_map(page.contents, _INSET)
    whole = main.projection
    # the centroid of a shape on both sides of 180° is on the other side of the globe
    at = "point_on_surface" if page.contents.view.extent[2] > 180 else "centroid"
    east = f"((x({at}(@atlas_geometry)) - {whole.middle[0]:g} + 540) % 360 - 180)"
    titles = _page_titles(page, atlas)
    column = f"attribute(@atlas_feature, '{atlas.column}')"
    pairs = ", ".join(f"{literal(key)}, {literal(text)}" for key, text in titles.items())
    title = f"[% coalesce(map_get(map({pairs}), {column}), {column}) %]"
    _write_head(template, page, title, max(titles.values(), key=_width))
    template.map("map", main, page.theme.name, turned=f"{whole.turn:.6f} * {east}")
    template.map("overview", overview, page.land)
    _write_side(template, page, main, inset=True, fitted=True)
    return template.layout(atlas.pages())


def _page_titles(page: Page, atlas: Atlas) -> dict[str, str]:
    """Return the titles of an atlas's pages by id: a group's words, or a zone's short name."""
    contents = page.contents
    if atlas.column == "ftz_id":
        return {mark.value: mark.label for mark in contents.legend.ftzs}
    titles: dict[str, str] = {}
    for layer in contents.layers:  # the baseline's zones, then the scenario's, which replace them
        if layer.table.part != "zones" or layer.table.scenario not in (None, page.theme.name):
            continue
        for zone, *names in zip(
            layer.frame["zone_id"], layer.frame["name"], layer.frame["name_zh"], strict=True
        ):
            texts = ("" if is_missing(name) else _BRACKET.sub("", str(name)) for name in names)
            words = contents.label(*texts).strip()
            titles[str(zone)] = f"{words} ({zone})" if words else str(zone)
    changed = next(one.frame for one in contents.layers if one.name == atlas.table)
    return {zone: titles.get(zone, zone) for zone in map(str, changed["zone_id"])}


def _write_head(template: PageTemplate, page: Page, title: str, measured: str) -> None:
    """Write the lines above the map; the title's size is one at which `measured` fits."""
    subtitle = _tinted(page) if title == literal_text(page.theme.title) else page.theme.title
    template.text("title", title, size_pt=_title_size_pt(measured))
    template.text("subtitle", literal_text(subtitle))
    template.text("plan", literal_text(page.contents.title))


def _write_side(
    template: PageTemplate, page: Page, main: PrintMap, *, inset: bool, fitted: bool = False
) -> None:
    """Write the items beside the map: the legend above the place of an inset, scale and notes."""
    at = item_frame("legend")
    template.legend(
        _entries(page, page.theme.shown if fitted else page.drawn or page.theme.shown),
        (page.contents.label("Legend", "图例"), page.contents.label("Areas", "区域")),
        height=at.height if inset else _INSET.y + _INSET.height - at.y,
        # QGIS does not find features on both sides of 180°
        filtered=page.contents.view.extent[2] <= 180,
    )
    template.scale_bar(main, fitted=fitted)
    template.text("notes", page.notes(main.projection))


def _regions(contents: MapContents) -> tuple[str, ...]:
    """Return the tables of regions: coverage of the finest level, else the plan's own."""
    return f"coverage_{contents.legend.terms.finest.code}", "regions", "overview"


def _tinted(page: Page) -> str:
    """Return the title of the layer that tints the regions of a theme."""
    parts = _regions(page.contents)
    return next((one.title for one in page.theme.shown if one.table.part in parts), "")


def _entries(page: Page, shown: Sequence[MapLayer]) -> list[MapLayer]:
    """Return the layers of the legend, of those shown: all but borders of the coarsest regions."""
    parts = (*_EXPLAINED, *_regions(page.contents))
    return [one for part in parts for one in shown if one.table.part == part]


def _title_size_pt(title: str) -> float:
    """Return a size at which a title fits in one line; a Chinese character is twice as wide."""
    width = _width(title)
    return next(
        (size for size, most in ((22, 84), (18, 104), (14, 134), (11, 340)) if width <= most), 8
    )


def _width(text: str) -> int:
    return sum(1 if letter.isascii() else 2 for letter in text)

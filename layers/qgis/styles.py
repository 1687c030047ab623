"""The style of each layer: its renderer and its labels."""

from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from layers.palette import (
    CAPITAL,
    CHANGE_BREAKS,
    CHANGES,
    COLOURS,
    LEVELS,
    LINES,
    NO_DATA,
    SHARE_BREAKS,
    SHARE_CHANGES,
    SHARES,
    Mark,
)
from layers.qgis.labels import Label, LabelLook, labelling
from layers.qgis.legend import AREA_KM2, MapLegend
from layers.qgis.symbols import (
    Class,
    at_centre,
    categorised,
    colour,
    drawn,
    fill,
    graduated,
    hatching,
    marker,
    single,
    stroke,
    symbol,
)
from layers.qgis.xml import literal
from layers.schema.export_tables import ExportTable

INK, INK_2, ACCENT, SHEET = (COLOURS[name] for name in ("ink", "ink-2", "accent", "sheet"))
_OUTLINE_MM, _LOCKED_MM = 0.5, 1.2  # of a zone that may change, and of a locked one
_SPECK = 1_500_000  # on smaller scales a zone is tiny, and a ring represents it
_DARK_SHARE = SHARE_BREAKS[2]  # above it, tints are too dark for dark labels
_CLOSE = 150_000  # on larger scales names have room for both languages
_WIDE, _SPECK_KM2 = 40_000_000, 100_000  # on smaller scales such a region has no edge
_POLE = "pole_of_inaccessibility($geometry, 0.1)"
_KIND = "(省|市|(壮族|回族|维吾尔)?自治区|特别行政区)"
_SHORTEST_KM, _LEAST_KM = 2e-5, 3e-7  # of a river and a lake that is shown, by the scale
_TOWNS = 2_000_000  # on smaller scales towns have no room
_VAST_KM2 = 2_000  # a zone of many regions, such as an island
_CENTRE = "point_on_surface($geometry)"  # the pole of inaccessibility of a sliver is too slow
_IN_VIEW = (  # of land in several pieces, one that is seen
    "coalesce(point_on_surface(intersection($geometry, transform(@map_extent, @map_crs, "
    f"layer_property(@layer, 'crs')))), {_CENTRE})"
)
_DISC = f"buffer({_CENTRE}, @map_scale * 1.1e-8)"  # most of a ring's area, in degrees
_SIZE = "if(coalesce(@map_scale, 1e6) > 6e6, {}, if(coalesce(@map_scale, 1e6) > {}, {}, {}))"


@dataclass(frozen=True)
class Style:
    """A layer's renderer and labels; hidden at scales smaller than 1:`smallest` (0: never)."""

    renderer: Element
    labels: tuple[Label, ...] = ()
    smallest: float = 0

    @property
    def labelling(self) -> Element | None:
        """Return the labels as QGIS's XML, None if absent."""
        return labelling(self.labels) if self.labels else None


def style_of(table: ExportTable, legend: MapLegend) -> Style | None:
    """Return the style of a table, None if it has no geometry."""
    part = "coverage" if table.level else table.part
    style = _STYLES.get(part)
    if table.level and table.scenario and legend.change:
        style = _share_changes
    return style(legend) if style else None


_SHORT = "regexp_replace(\"name\", ' ?[（(].*', '')"
_SHORT_ZH = "regexp_replace(\"name_zh\", '[（(].*', '')"
_BOTH = f"concat({_SHORT_ZH}, if(\"name\" is null or \"name_zh\" is null, '', '\\n'), {_SHORT})"


def _name(legend: MapLegend, extra: str = "") -> str:
    """Return an expression for a short name, without text in brackets.

    It is the Chinese name if the plan has such names.
    """
    return f"coalesce({f'{_SHORT_ZH}, ' if legend.chinese else ''}{_SHORT}{extra})"


def _worded(column: str, marks: tuple[Mark, ...]) -> str:
    """Return an expression for the label of a column's value, else the value."""
    words = ", ".join(f"{literal(mark.value)}, {literal(mark.label)}" for mark in marks)
    return f'coalesce(map_get(map({words}), "{column}"), "{column}")'


def _zones(legend: MapLegend) -> Style:
    dashed = {
        "outlineStyle": "if(\"boundary_source\" = 'schematic', 'dash', 'solid')",
        "outlineWidth": f'if("locked", {_LOCKED_MM}, {_OUTLINE_MM})',
    }
    lock = literal(f" ({legend.terms.label('locked', '已锁定')})")
    short, both = _name(legend, ', "zone_id"'), _BOTH if legend.chinese else _SHORT
    locked = f"if(\"locked\", {lock}, '')"
    classes = [Class(mark.label, _zone(mark.colour, dashed), mark.value) for mark in legend.ftzs]
    classes.append(Class(legend.terms.label("Other", "其他"), _zone(INK_2, dashed)))
    largest_of_ftz = '$area = maximum($area, group_by:="ftz_id")'
    labels = (
        Label("'.'", LabelLook(8), largest=_SPECK, anchor=_DISC, obstacle=True),
        Label(
            _worded("ftz_id", legend.ftzs),
            LabelLook(8, bold=True, halo_mm=0.7),
            largest=4_000_000,
            filter=largest_of_ftz,
            anchor=_CENTRE,
            priority=8,
        ),
        Label(
            f"concat({short}, {locked})",
            LabelLook(7.5, halo_mm=1.0),
            largest=_CLOSE,
            smallest=4_000_000,
            anchor=_CENTRE,
            priority=8,
        ),
        Label(
            f"concat(coalesce(nullif({both}, ''), \"zone_id\"), {locked})",
            LabelLook(8.5, bold=True, plate=True),
            smallest=_CLOSE,
            priority=9,
        ),
    )
    return Style(categorised("ftz_id", classes), labels)


def _zone(hue: str, dashed: dict[str, str]) -> Element:
    """Return a zone's symbol: a translucent fill; for a vast zone, an outline over the tints."""
    nothing = colour(SHEET, 0)
    veil = {"fillColor": _unless_vast(colour(SHEET, 0.72))}
    ground = {"fillColor": _unless_vast(colour(hue, 0.22))}
    return symbol(
        "fill",
        fill(colour(SHEET, 0.72), colour(SHEET, 0.8), 1.1, defined=veil),
        fill(colour(hue, 0.22), colour(hue), _OUTLINE_MM, "dash", dashed | ground),
        at_centre(marker("circle", nothing, 2.6, (colour(SHEET, 0.9), 1.1)), _SPECK),
        at_centre(marker("circle", nothing, 2.6, (colour(hue), 0.6)), _SPECK),
    )


def _unless_vast(shade: str) -> str:
    """Return an expression for a colour, transparent for a vast zone, whose regions must show."""
    return f"if({AREA_KM2} > {_VAST_KM2}, '0,0,0,0', {literal(shade)})"


def _clusters(legend: MapLegend) -> Style:
    size = _SIZE.format(1.8, _SPECK, 2.3, 3)
    classes = [Class(m.label, symbol("marker", drawn(m, size)), m.value) for m in legend.sectors]
    label = Label(
        _name(legend, ', "cluster_id"'),
        LabelLook(7, halo_mm=0.9),
        smallest=400_000,
        anchor="$geometry",
    )
    return Style(categorised("sector", classes), (label,))


def _gateways(legend: MapLegend) -> Style:
    size = _SIZE.format(1.6, _SPECK, 2.4, 3.2)
    classes = [
        Class(m.label, symbol("marker", drawn(m, size, in_line=True)), m.value)
        for m in legend.gateways
    ]
    label = Label(
        _name(legend, ', "gateway_id"'),
        LabelLook(7, halo_mm=0.9),
        smallest=300_000,
        anchor="$geometry",
    )
    return Style(categorised("kind", classes), (label,), smallest=4_000_000)


def _regions(legend: MapLegend) -> Style:
    if legend.covered:
        return _coverage(legend)
    if legend.population is None:
        return Style(single(_region(COLOURS["share-0"])), (_region_name(legend),))
    people = f'"{legend.population}" / nullif({AREA_KM2}, 0)'
    breaks = legend.population_breaks
    dark = f"coalesce({people}, -1) > {breaks[-3]:g}" if len(breaks) > 2 else ""
    labels = (_region_name(legend, dark),)
    lower, classes = (
        0.0,
        [Class(legend.spoken((NO_DATA,))[0].label, _no_data(), bounds=(-1.0, -1.0))],
    )
    for upper, shade in zip(breaks, range(6 - len(breaks), 6), strict=True):
        label = f"{lower:,.0f} – {upper:,.0f}"
        classes.append(Class(label, _region(COLOURS[f"share-{shade}"]), bounds=(lower, upper)))
        lower = upper
    return Style(graduated(f"coalesce({people}, -1)", classes), labels)


def _coverage(legend: MapLegend) -> Style:
    no_data, *shares = legend.spoken((NO_DATA, *SHARES))
    lower, classes = 0.0, [Class(no_data.label, _no_data(), bounds=(-1.0, -1.0))]
    # a share may exceed 1 by rounding
    for mark, upper in zip(shares, (0.0, *SHARE_BREAKS[:-1], 1.01), strict=True):
        classes.append(Class(mark.label, _region(mark.colour), bounds=(lower, upper)))
        lower = upper
    tint = _coverage_of(legend.tint, -1, legend)
    return Style(graduated(tint, classes), (_region_name(legend, f"{tint} > {_DARK_SHARE:g}"),))


def _share_changes(legend: MapLegend) -> Style:
    """Return the style of the coverage of a scenario: how much more or less of it is reached."""
    least, much = CHANGE_BREAKS
    bounds = (-1.01, -much), (-much, -least), (-least, least), (least, much), (much, 1.01)
    no_data, *marks = legend.spoken((NO_DATA, *SHARE_CHANGES))
    classes = [
        Class(mark.label, _region(mark.colour), bounds=ends)
        for mark, ends in reversed([*zip(marks, bounds, strict=True)])
    ]
    classes.append(Class(no_data.label, _no_data(), bounds=(-2.0, -2.0)))
    change = _coverage_of(legend.change, -2, legend)
    return Style(graduated(change, classes), (_region_name(legend),))


def _region_name(legend: MapLegend, dark: str = "") -> Label:
    look = LabelLook(7.5, INK_2, halo_mm=0.7)
    return Label(_name(legend), look, smallest=700_000, anchor=_CENTRE, priority=2, dark=dark)


def _region(shade: str) -> Element:
    """Return a region's fill; its edge is visible on its own tint and on the next one."""
    pale = shade == COLOURS["share-0"]
    edge = colour(COLOURS["outline"], 0.55) if pale else colour(SHEET)
    return symbol("fill", _tinted(shade, edge))


def _tinted(shade: str, edge: str) -> Element:
    """Return a fill with an edge, none where a region is a speck: edges would be all of a map."""
    speck = f"coalesce(@map_scale, 1e6) > {_WIDE:.0f} and {AREA_KM2} < {_SPECK_KM2}"
    shown = {"outlineStyle": f"if({speck}, 'no', 'solid')"}
    return fill(colour(shade), edge, 0.08, defined=shown)


def _no_data() -> Element:
    return symbol("fill", _tinted(COLOURS["share-none"], colour(SHEET)))


def _coverage_of(column: str | None, otherwise: int, legend: MapLegend) -> str:
    """Return an expression for a column of coverage, `otherwise` for a region without data."""
    value = f'coalesce("{column}", {otherwise})'
    if not legend.untinted:
        return value
    codes = ", ".join(map(literal, legend.untinted))
    return f'if("adcode" in ({codes}), {otherwise}, {value})'


def _map_lines(legend: MapLegend) -> Style:
    marks = legend.spoken(tuple(sign.mark for sign in LINES))
    classes = [
        Class(
            mark.label,
            symbol("line", stroke(colour(mark.colour), sign.width_mm, sign.dashes_mm)),
            mark.value,
        )
        for mark, sign in reversed([*zip(marks, LINES, strict=True)])
        if mark.value in legend.lines
    ]
    return Style(categorised("kind", classes))


def _provinces(legend: MapLegend) -> Style:
    """Return the coarsest regions: their borders, unless the plan has lines of maps, and names.

    On maps of a whole plan they are named in both languages, those without a group of their name.
    """
    if legend.lines:
        look = symbol("fill", fill(None))
    else:
        look = symbol("fill", fill(None, colour(SHEET, 0.7), 0.6), fill(None, colour(INK_2), 0.22))
    short = f"regexp_replace(\"name_zh\", '{_KIND}$', '')"
    both = f'concat({short}, if("name" is null or "name_zh" is null, \'\', \'\\n\'), "name")'
    label = Label(
        both if legend.chinese else _name(legend),
        LabelLook(7.5, INK_2, halo_mm=0.8),
        largest=_TOWNS,
        filter=_without_group(legend),
        anchor=_POLE,
        priority=7,
        over=True,
    )
    return Style(single(look), (label,))


def _without_group(legend: MapLegend) -> str:
    """Return a condition that no group has the name of a feature: groups are named already."""
    groups = ", ".join(literal(mark.words) for mark in legend.ftzs)
    return f"coalesce(\"name\", '') not in ({groups})" if groups else "true"


def _rivers(_: MapLegend) -> Style:
    """Return the rivers, with a pale case that shows on dark tints; from afar long ones alone."""
    shown = f'coalesce(@map_scale, 1e7) * {_SHORTEST_KM:g} < "length_km"'
    case, line = (
        stroke(colour(shade), width, defined={"enabled": shown})
        for shade, width in ((COLOURS["sea"], 0.5), (COLOURS["coast"], 0.2))
    )
    return Style(single(symbol("line", case, line)))


def _lakes(_: MapLegend) -> Style:
    """Return the lakes and wide rivers: on small scales the large ones alone."""
    shown = f'coalesce(@map_scale, 1e7) * {_LEAST_KM:g} < sqrt("area_km2")'
    edge = fill(colour(COLOURS["sea"]), colour(COLOURS["coast"]), 0.12, defined={"enabled": shown})
    return Style(single(symbol("fill", edge)))


def _map_names(legend: MapLegend) -> Style:
    """Return the names of islands, with a dot at every scale, and of seas; the capital's star."""
    star = Class("", symbol("marker", marker("star", colour(CAPITAL), 4.2, (colour(SHEET), 0.5))))
    star = star._replace(value="capital")
    dot = Class("", symbol("marker", marker("circle", colour(INK), 0.6)), "islet")
    close = {"size": f"if(coalesce(@map_scale, 1e9) < {_TOWNS:.0f}, 0.9, 0)"}
    look = marker("circle", colour(SHEET), 0.9, (colour(INK_2), 0.2), close)
    town = Class("", symbol("marker", look), "town")
    rest = Class("", symbol("marker", marker("circle", colour(INK, 0), 0.1)))
    apart = _without_group(legend)
    inks = dict.fromkeys(("capital", "islet", "islands", "island", "town"), INK)
    inks["sea"] = COLOURS["coast"]
    labels = (
        Label(
            _name(legend),
            LabelLook(6 if kind != "town" else 7, ink, halo_mm=0.8),
            smallest=_TOWNS if kind == "town" else 0,
            filter=f"\"kind\" = '{kind}'" + (f" and {apart}" if kind == "capital" else ""),
            anchor="$geometry",
            priority=3 if kind == "town" else 10,
        )
        for kind, ink in inks.items()
    )
    return Style(categorised("kind", [star, dot, town, rest]), tuple(labels))


def _changes(legend: MapLegend) -> Style:
    gained, lost = CHANGES
    look = {
        gained.value: symbol(
            "fill",
            fill(colour(gained.ground), colour(gained.edge), 1.0),
            at_centre(
                marker("cross_fill", colour(gained.colour), 3.2, (colour(SHEET), 0.3)), _SPECK
            ),
        ),
        lost.value: symbol(
            "fill",
            fill(colour(lost.ground), colour(lost.edge), 0.5),
            hatching(colour(lost.colour), 1.36, 0.5, 0),
            at_centre(
                marker("square", colour(lost.ground), 2.2, (colour(lost.colour), 0.5)), _SPECK
            ),
        ),
    }
    classes = [Class(mark.label, look[mark.value], mark.value) for mark in legend.spoken(CHANGES)]
    label = Label(
        "concat(if(\"change\" = 'gained', '+', '−'), format_number(\"area_km2\", 2), ' km²')",
        LabelLook(7.5, ACCENT, bold=True, plate=True),
        smallest=1_000_000,
        filter='"area_km2" >= 0.005',
        anchor=_IN_VIEW,
        priority=6,
        always=True,
    )
    return Style(categorised("change", classes), (label,))


def _violations(legend: MapLegend) -> Style:
    def look(mark: Mark) -> Element:
        """Return a level's symbol: levels differ by line spacing, not only by colour."""
        hue, hard = colour(mark.colour), mark.value == "hard"
        apart, edge_mm, style = (1.6, 0.6, "solid") if hard else (3.4, 0.4, "dash")
        warning = marker(
            "equilateral_triangle",
            hue if hard else colour(SHEET),
            3,
            (hue if not hard else colour(SHEET), 0.4),
        )
        return symbol(
            "fill",
            fill(None, hue, edge_mm, style),
            hatching(colour(mark.colour, 0.8), apart, 0.25),
            hatching(colour(mark.colour, 0.8), apart, 0.25, 135),
            at_centre(warning, _SPECK),
        )

    classes = [Class(mark.label, look(mark), mark.value) for mark in legend.spoken(LEVELS)]
    label = Label(
        _worded("rule", legend.rules),
        LabelLook(7, INK, plate=True),
        smallest=400_000,
        anchor=_CENTRE,
    )
    return Style(categorised("level", classes), (label,))


def _plain(
    *layers: Element, kind: str = "fill", smallest: float = 0, named: bool = False
) -> Callable[[MapLegend], Style]:
    def style(legend: MapLegend) -> Style:
        labels = (_area_name(legend),) if named else ()
        return Style(single(symbol(kind, *layers)), labels, smallest)

    return style


def _demand(_: MapLegend) -> Style:
    dot = marker("circle", colour(INK_2, 0.55), 0.9)
    return Style(single(symbol("marker", dot)), smallest=6_000_000)


def _reference_points(legend: MapLegend) -> Style:
    """Return the style of others' points, such as towns, named on the pages of an atlas too."""
    look = LabelLook(7, INK_2, halo_mm=0.8)
    name = Label(_name(legend), look, smallest=_TOWNS, anchor="$geometry", priority=3)
    return Style(
        single(symbol("marker", marker("circle", colour(INK_2), 1.2, (colour(SHEET), 0.3)))),
        (name,),
    )


def _area_name(legend: MapLegend) -> Label:
    look = LabelLook(7, INK_2, halo_mm=0.6)
    return Label(_name(legend), look, smallest=150_000, anchor=_CENTRE, priority=3)


_STYLES: dict[str, Callable[[MapLegend], Style]] = {
    "zones": _zones,
    "clusters": _clusters,
    "regions": _regions,
    "coverage": _coverage,
    "overview": _regions,
    "provinces": _provinces,
    "rivers": _rivers,
    "lakes": _lakes,
    "land": _plain(fill(colour(COLOURS["share-0"]), colour(COLOURS["edge"]), 0.1)),
    "demand": _demand,
    "map_land": _plain(fill(colour(COLOURS["beyond"]))),
    "map_lines": _map_lines,
    "map_names": _map_names,
    "gateways": _gateways,
    "changes": _changes,
    "violations": _violations,
    "exclusions": _plain(
        fill(colour(INK, 0.16), colour(INK), 0.45, "dash"),
        hatching(colour(INK, 0.7), 2, 0.2, 135),
        smallest=4_000_000,
        named=True,
    ),
    "customs_blocks": _plain(fill(None, colour(INK), 0.4, "dot"), smallest=1_500_000, named=True),
    "parcels": _plain(fill(colour("#e8e2d2", 0.5), colour("#9c927c"), 0.15), smallest=500_000),
    "network": _plain(stroke(colour("#9c927c"), 0.25), kind="line", smallest=1_500_000),
    "waters": _plain(fill(colour("#cfe3ea"), colour("#9dbfcb"), 0.1)),
    "references": _plain(fill(None, colour(INK_2), 0.2, "dash dot"), named=True),
    "reference_lines": _plain(
        stroke(colour(SHEET, 0.8), 0.9),
        stroke(colour(INK_2), 0.3, (1.4, 0.5)),
        kind="line",
        named=True,
    ),
    "reference_points": _reference_points,
    "linked_areas": _plain(
        fill(None, colour("#3f6b35"), 0.45, "dash dot"), smallest=4_000_000, named=True
    ),
}

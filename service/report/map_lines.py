"""The lines and names that every map of a plan shows: its layers `map_lines` and `map_names`.

They are the boundary of a nation, its coast, borders of provinces, and the islands that must be on
each map, where a plan has such layers; a plan without them has none of it on its maps.
"""

from collections.abc import Mapping

import shapely
from shapely.geometry.base import BaseGeometry

from layers import Plan
from layers.messages import Language
from layers.messages.languages import in_language
from layers.palette import CAPITAL, COLOURS, LINES, STAR_PATH, LineSign
from service.report.map_labels import Labels
from service.report.map_strip import Key
from service.report.map_view import View
from service.report.measured import row_mappings
from service.report.svg import lines_path, symbol_at

_UNITS_PER_MM = 1 / 0.17
_DOT = 1.6  # the radius of an islet, in units, so that it is seen at every scale
_STAR = 1.0  # the size of the star of a capital
STAR = (
    f'<path d="{STAR_PATH}" fill="{CAPITAL}" stroke="{COLOURS["halo"]}" '
    'paint-order="stroke" stroke-width="2"/>'
)
"""The sign of a capital, in a box of 16 units."""

_SHOWN = {sign.mark.value: sign for sign in reversed(LINES)}
LINE_WORDS = {
    kind: f"page-line-{sign.mark.value.replace('_', '-')}" for kind, sign in _SHOWN.items()
}
"""The words of lines by kind: their codes."""


class MapLines:
    """The lines and names of a plan's maps."""

    def __init__(self, plan: Plan, language: Language) -> None:
        lines, names = plan.frame("map_lines"), plan.frame("map_names")
        self._names = names[names["kind"] != "town"]  # towns are those of the world's map
        capitals = names[names["kind"] == "capital"]
        self._stars = capitals.geometry.to_numpy()
        self.capitals = [in_language(row, "name", language) or "" for row in row_mappings(capitals)]
        shapes, kinds = lines.geometry.to_numpy(), lines["kind"].to_numpy()
        self._language = language
        self._lines = {
            sign: shapely.get_parts(shapes[kinds == sign.mark.value])
            for sign in LINES
            if sign.mark.value in kinds
        }

    @property
    def present(self) -> bool:
        """Return whether the plan has lines of maps."""
        return bool(self._lines)

    @property
    def shapes(self) -> list[BaseGeometry]:
        """Return all lines."""
        return [line for lines in self._lines.values() for line in lines]

    def faint(self, view: View) -> str:
        """Return the lines at sea of a tiny view as SVG."""
        return "".join(
            lines_path(view.drawn(lines), sign.mark.colour, 0.8)
            for sign, lines in self._lines.items()
            if sign.mark.value == "south_sea"
        )

    def drawn(self, view: View, coarse: float = 0.3) -> tuple[str, set[str]]:
        """Return the lines of a view as SVG, and the kinds that it shows; `capital` for a star."""
        box, parts, shown = view.box_deg(), [], set[str]()
        frame = shapely.box(0, 0, view.wide, view.high)
        for sign, lines in self._lines.items():
            near = lines[shapely.intersects(lines, box)]
            seen = view.drawn(shapely.intersection(near, box), coarse)
            seen = seen[shapely.intersects(seen, frame)]
            if not len(seen):
                continue
            shown.add(sign.mark.value)
            width = sign.width_mm * _UNITS_PER_MM
            parts.append(lines_path(seen, sign.mark.colour, width, _dash(sign)))
        stars = view.drawn(self._stars)
        shown |= {"capital"} if shapely.intersects(frame, stars).any() else set()
        return "".join(parts), shown

    def named(self, view: View, labels: Labels) -> list[str]:
        """Return the names of a view, with a dot for each islet."""
        parts = []
        dots = view.drawn(self._names.geometry.to_numpy())
        for dot in dots[(self._names["kind"] == "islet").to_numpy()]:
            labels.keep(dot.buffer(_DOT))
        for row, dot in zip(row_mappings(self._names), dots, strict=True):
            if not (0 <= dot.x <= view.wide and 0 <= dot.y <= view.high):
                continue
            name = in_language(row, "name", self._language) or ""
            colour = COLOURS["coast" if row["kind"] == "sea" else "ink"]
            around = dot.buffer(_DOT + 1)
            if row["kind"] == "islet":
                parts.append(f'<circle cx="{dot.x:.1f}" cy="{dot.y:.1f}" r="{_DOT}"/>')
            elif row["kind"] == "capital":
                parts.append(symbol_at(STAR, dot.x, dot.y, _STAR))
                around = dot.buffer(6 * _STAR)
            parts += labels.write(around, name, colour=colour)
        return parts


def line_keys(shown: set[str], words: Mapping[str, str]) -> list[Key]:
    """Return the legend of kinds of lines, the national boundary first."""
    return [
        Key(
            words[kind],
            line=sign.mark.colour,
            dash=_dash(sign),
            width=sign.width_mm * _UNITS_PER_MM,
        )
        for kind, sign in _SHOWN.items()
        if kind in shown
    ]


def _dash(sign: LineSign) -> str:
    return " ".join(f"{mm * _UNITS_PER_MM:.1f}" for mm in sign.dashes_mm)

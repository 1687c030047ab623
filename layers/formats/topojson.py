"""TopoJSON: a topology whose objects share arcs, read as the features of one object."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from layers.errors import PlanError
from layers.formats.positions import position_of, ring_of
from layers.messages import Message

_Line: TypeAlias = list[tuple[float, float]]
_MOST_USES, _FEW = 20, 100_000  # of the positions of arcs, in one object
_MOST_NESTED = 16


def is_topology(document: dict[str, Any]) -> bool:
    """Return whether a JSON document is a topology.

    >>> is_topology({"type": "Topology", "objects": {}, "arcs": []})
    True
    """
    return isinstance(document.get("objects"), dict) and isinstance(document.get("arcs"), list)


def topology_features(document: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Return the GeoJSON features of an object of a topology.

    Raises:
        PlanError: it uses its arcs so often that it is a bomb, or is nested too deeply; the reason,
            without the file.
        TypeError, ValueError, KeyError, IndexError: it is not TopoJSON.

    >>> square = {"type": "Polygon", "arcs": [[0]], "id": "A"}
    >>> topology = {"objects": {"zones": square}, "arcs": [[[0, 0], [2, 0], [0, 2], [-2, -2]]],
    ...             "transform": {"scale": [1, 1], "translate": [10, 20]}}
    >>> topology_features(topology, "zones")[0]["geometry"]["coordinates"]
    [[[10.0, 20.0], [12.0, 20.0], [12.0, 22.0], [10.0, 20.0]]]
    """
    scale = translate = None
    if (transform := document.get("transform")) is not None:
        scale, translate = position_of(transform["scale"]), position_of(transform["translate"])
    arcs = [_absolute(ring_of(arc), scale, translate) for arc in document["arcs"]]
    return _Decoder(arcs, scale, translate).features(document["objects"][name])


def _absolute(arc: _Line, scale: Any, translate: Any) -> _Line:  # noqa: ANN401  pairs or None
    """Return an arc in coordinates: it counts steps from the position before, if scaled."""
    if scale is None:
        return arc
    x = y = 0.0
    out = []
    for east, north in arc:
        x, y = x + east, y + north
        out.append((x * scale[0] + translate[0], y * scale[1] + translate[1]))
    return out


class _Decoder:
    """Makes geometry of arcs, and counts the positions that it makes."""

    def __init__(self, arcs: Sequence[_Line], scale: Any, translate: Any) -> None:  # noqa: ANN401
        self._arcs, self._scale, self._translate = arcs, scale, translate
        self._left = _FEW + _MOST_USES * sum(map(len, arcs))

    def features(self, thing: dict[str, Any]) -> list[dict[str, Any]]:
        """Return a feature for each geometry of an object."""
        return [
            {
                "type": "Feature",
                "properties": each.get("properties") or {},
                "geometry": self._geometry(each),
                **({"id": each["id"]} if "id" in each else {}),
            }
            for each in _members(thing, 0)
        ]

    def _geometry(self, thing: dict[str, Any]) -> dict[str, Any] | None:
        kind = thing.get("type")
        match kind:
            case None:
                return None
            case "Point":
                coordinates: Any = self._positions([thing["coordinates"]])[0]
            case "MultiPoint":
                coordinates = self._positions(thing["coordinates"])
            case "LineString":
                coordinates = self._line(thing["arcs"])
            case "MultiLineString" | "Polygon":
                coordinates = [self._line(arcs) for arcs in thing["arcs"]]
            case "MultiPolygon":
                coordinates = [[self._line(ring) for ring in rings] for rings in thing["arcs"]]
            case _:
                raise PlanError(Message("file-feature-other"))
        return {"type": kind, "coordinates": coordinates}

    def _positions(self, positions: Any) -> list[list[float]]:  # noqa: ANN401  JSON
        xy = ring_of(positions)
        if self._scale is not None:
            (a, b), (c, d) = self._scale, self._translate
            xy = [(x * a + c, y * b + d) for x, y in xy]
        return [*map(list, xy)]

    def _line(self, numbers: Sequence[int]) -> list[list[float]]:
        """Return the positions of arcs in order, each end once; ~n is arc n backwards."""
        out: _Line = []
        for number in numbers:
            arc = self._arcs[number] if number >= 0 else self._arcs[~number][::-1]
            self._left -= len(arc)
            if self._left < 0:
                raise PlanError(Message("format-topojson-bomb"))
            out += arc[1:] if out else arc
        return [*map(list, out)]


def _members(thing: dict[str, Any], depth: int) -> Iterator[dict[str, Any]]:
    if depth > _MOST_NESTED:
        raise PlanError(Message("format-nested", limit=_MOST_NESTED))
    if thing.get("type") != "GeometryCollection":
        yield thing
        return
    for member in thing["geometries"]:
        yield from _members(member, depth + 1)

"""Filters in CQL2, text or JSON, as masks over a collection's features.

The package `cql2` parses; what it gives is compiled from an allow-list of operators into
expressions over whole columns. Truth has three values as in SQL: a comparison with a missing cell
is unknown, and only what is true matches. Nothing is ever evaluated that is not on the list.
"""

from __future__ import annotations

import operator
import re
import unicodedata
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import cql2
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from fastapi.exceptions import RequestValidationError
from shapely.geometry import shape

from geo.validation import shown
from layers.errors import CrsError
from layers.geometry.reproject import same_degrees, transform_geometry
from layers.messages import Message
from layers.runtime.budget import spend

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from pyproj import CRS

    from service.ogc.crs import WireCrs
    from service.ogc.features import Features

CONFORMANCE = (
    *(
        f"http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/{name}"
        for name in ("queryables", "queryables-query-parameters", "filter", "features-filter")
    ),
    *(
        f"http://www.opengis.net/spec/cql2/1.0/conf/{name}"
        for name in (
            "cql2-text",
            "cql2-json",
            "basic-cql2",
            "advanced-comparison-operators",
            "case-insensitive-comparison",
            "accent-insensitive-comparison",
            "basic-spatial-functions",
            "basic-spatial-functions-plus",
            "spatial-functions",
            "property-property",
            "arithmetic",
        )
    ),
)

_EPOCH = pd.Timestamp(0, tz="UTC")
_MOST_LATITUDE_DEG = 90.0
_MOST_CHARACTERS = 16_000
_DEEPEST = 50
_MOST_OPERATORS = 200
_MOST_NODES = 20_000
_QUOTED = re.compile(r"'(?:[^']|'')*+(?:'|$)|\"[^\"]*+(?:\"|$)")
_OPERATOR = re.compile(r"[=<>^]|--|-\s+-|\b(?:NOT|LIKE|BETWEEN|IN|IS|DIV)\b", re.IGNORECASE)

_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "%": np.fmod,
    "div": lambda a, b: np.trunc(a / b),
    "^": operator.pow,
}
_SPATIAL: dict[str, Callable[..., Any]] = {
    "s_intersects": shapely.intersects,
    "s_disjoint": shapely.disjoint,
    "s_equals": shapely.equals,
    "s_touches": shapely.touches,
    "s_crosses": shapely.crosses,
    "s_overlaps": shapely.overlaps,
    "s_within": shapely.within,
    "s_contains": shapely.contains,
}
_SHAPES = {
    "Point",
    "MultiPoint",
    "LineString",
    "MultiLineString",
    "Polygon",
    "MultiPolygon",
    "GeometryCollection",
}


def mask_of(
    text: str, language: str, features: Features, crs: WireCrs, plan_crs: CRS
) -> NDArray[np.bool_]:
    """Return which features a filter matches; its geometry is in `crs`.

    Raises:
        RequestValidationError: it cannot be parsed, is too large, or not of the allow-list.
    """
    try:
        _check_size(text)
        tree = (cql2.parse_text if language == "cql2-text" else cql2.parse_json)(text).to_json()
        _check_nodes(tree)
        return _Compiler(features, crs, plan_crs).truth(tree).fillna(value=False).to_numpy(bool)
    except _Refused as refused:
        problem = refused.message
    except (cql2.ParseError, cql2.ValidationError, ValueError, TypeError) as error:
        problem = Message("ogc-filter", reason=str(error).strip().splitlines()[0][:200])
    raise RequestValidationError([problem.at("query", "filter")])


def equal_mask(name: str, text: str, features: Features) -> NDArray[np.bool_]:
    """Return which features have a value of a property, given as text of a query parameter.

    Raises:
        RequestValidationError: the value is not of the property's type.
    """
    kind = features.kinds[name]
    value: object = text
    try:
        if kind in {"real", "integer"}:
            value = float(text)
        elif kind == "boolean":
            value = {"true": True, "false": False}[text.lower()]
    except (ValueError, KeyError) as error:
        wrong = Message("ogc-property-value", given=shown(text), kind=kind)
        raise RequestValidationError([wrong.at("query", name)]) from error
    return (features.column(name) == value).fillna(value=False).to_numpy(bool)


class _Refused(Exception):  # noqa: N818  it ends in a RequestValidationError
    """A filter that is refused, with the message why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.code)
        self.message = message


def _check_size(text: str) -> None:
    """Refuse what the parser, which recurses without limit, might not survive."""
    plain = _QUOTED.sub("''", text)
    depth = deepest = 0
    for sign in plain:
        depth += (sign in "([{") - (sign in ")]}")
        deepest = max(deepest, depth)
    operators = sum(1 for _ in _OPERATOR.finditer(plain))
    if len(text) > _MOST_CHARACTERS or deepest > _DEEPEST or operators > _MOST_OPERATORS:
        limits = {"characters": _MOST_CHARACTERS, "depth": _DEEPEST, "operators": _MOST_OPERATORS}
        raise _Refused(Message("ogc-filter-too-large", **limits))


def _check_nodes(tree: object) -> None:
    nodes, left = 0, [tree]
    while left:
        node = left.pop()
        nodes += 1
        left.extend(node.values() if isinstance(node, dict) else ())
        left.extend(node if isinstance(node, list) else ())
    if nodes > _MOST_NODES:
        raise _Refused(Message("ogc-filter-nodes", limit=_MOST_NODES))


def _unsupported(what: object) -> _Refused:
    return _Refused(Message("ogc-filter-unsupported", what=shown(what)))


class _Compiler:
    """Compiles an expression over the columns of a collection."""

    def __init__(self, features: Features, crs: WireCrs, plan_crs: CRS) -> None:
        self._features, self._crs, self._plan_crs = features, crs, plan_crs

    def truth(self, node: Any) -> pd.Series[Any]:  # noqa: ANN401  JSON
        """Return the truth of an expression: true, false or NA."""
        spend()
        if isinstance(node, bool):
            return self._filled(node)
        if isinstance(node, dict) and "property" in node:
            value: pd.Series[Any] = self._column(node["property"])
            if _kind(value) == "boolean":
                return value
        if not isinstance(node, dict) or "op" not in node:
            raise _unsupported(node)
        name, args = str(node["op"]).lower(), node.get("args")
        if not isinstance(args, list) or not args:
            raise _unsupported(node)
        if name in {"and", "or"}:
            parts = [self.truth(each) for each in args]
            result = parts[0]
            for part in parts[1:]:
                result = result & part if name == "and" else result | part
            return result
        if name in _SPATIAL:
            return self._spatial(_SPATIAL[name], args)
        if name in {"not", "isnull"} and len(args) == 1:
            return ~self.truth(args[0]) if name == "not" else self._is_null(args[0])
        return self._compared(name, args)

    def _compared(self, name: str, args: list[Any]) -> pd.Series[Any]:
        if name in _COMPARISONS and len(args) == 2:
            return self._compare(_COMPARISONS[name], *args)
        if name == "like" and len(args) == 2:
            return self._like(*args)
        if name == "between" and len(args) == 3:
            value, low, high = args
            return self._compare(operator.ge, value, low) & self._compare(operator.le, value, high)
        if name == "in" and len(args) == 2 and isinstance(args[1], list):
            return self._is_in(*self._alike(args[0], *args[1]))
        raise _unsupported(name)

    def _alike(self, *nodes: Any) -> list[Any]:  # noqa: ANN401  JSON
        """Return values of one type; where one is a time, all in seconds."""
        values = [self._value(each) for each in nodes]
        if any(isinstance(each, datetime) for each in values):
            values = [_seconds(each) for each in values]
        for other in values[1:]:
            if _kind(values[0]) != _kind(other):
                raise _mixed(values[0], _kind(other))
        return values

    def _is_in(self, value: Any, *listed: Any) -> pd.Series[Any]:  # noqa: ANN401
        if any(isinstance(each, pd.Series) for each in listed):
            raise _unsupported("IN")
        if not isinstance(value, pd.Series):
            return self._filled(value in listed)
        return value.isin(listed).astype("boolean").mask(value.isna())

    def _filled(self, truth: bool) -> pd.Series[Any]:  # noqa: FBT001  the value itself
        return pd.Series(np.full(len(self._features.ids), truth), dtype="boolean")

    def _compare(self, compare: Callable[[Any, Any], Any], *args: Any) -> pd.Series[Any]:  # noqa: ANN401
        result = compare(*self._alike(*args))
        return result if isinstance(result, pd.Series) else self._filled(bool(result))

    def _like(self, value: Any, pattern: Any) -> pd.Series[Any]:  # noqa: ANN401
        text, wanted = self._value(value), self._value(pattern)
        if _kind(text) != "text" or not isinstance(wanted, str):
            raise _unsupported("LIKE")
        cells = text if isinstance(text, pd.Series) else pd.Series([text] * len(self._features.ids))
        matches = pc.match_like(
            pa.array(cells.astype(object).where(cells.notna(), None), pa.string()), wanted
        )
        return pd.Series(matches.to_pylist(), dtype="boolean")

    def _is_null(self, node: Any) -> pd.Series[Any]:  # noqa: ANN401
        if isinstance(node, dict) and self._is_geometry(node):
            shapes = self._features.shapes
            missing = [each is None for each in shapes] if shapes is not None else []
            return pd.Series(missing, dtype="boolean")
        value = self._value(node)
        return (
            value.isna().astype("boolean")
            if isinstance(value, pd.Series)
            else self._filled(truth=False)
        )

    def _value(self, node: Any) -> Any:  # noqa: ANN401  a column or a plain value
        """Return a column, text, a number or a truth."""
        spend()
        if isinstance(node, int | float | str):
            return node if isinstance(node, bool | str) else float(node)
        if not isinstance(node, dict):
            raise _unsupported(node)
        if "property" in node:
            return self._column(node["property"])
        if "date" in node or "timestamp" in node:
            at = datetime.fromisoformat(str(node.get("date", node.get("timestamp"))))
            return at if at.tzinfo else at.replace(tzinfo=UTC)
        name, args = str(node.get("op", "")).lower(), node.get("args", [])
        if name in {"casei", "accenti"} and len(args) == 1:
            folded = str.casefold if name == "casei" else _without_accents
            value = self._value(args[0])
            if _kind(value) != "text":
                raise _unsupported(name)
            return (
                folded(value)
                if isinstance(value, str)
                else value.map(folded, na_action="ignore").astype("string")
            )
        if name == "-" and len(args) == 1:
            return self._arithmetic("-", [0.0, args[0]])
        if name in _ARITHMETIC and len(args) == 2:
            return self._arithmetic(name, args)
        raise _unsupported(name or node)

    def _arithmetic(self, name: str, args: list[Any]) -> Any:  # noqa: ANN401
        one, other = (self._value(each) for each in args)
        for each in (one, other):
            if _kind(each) != "number":
                raise _mixed(each, "number")
        with np.errstate(all="ignore"):
            cells = [
                each.to_numpy(float, na_value=np.nan)
                if isinstance(each, pd.Series)
                else np.float64(each)
                for each in (one, other)
            ]
            result = np.asarray(_ARITHMETIC[name](*cells), float)
        known = np.where(np.isfinite(result), result, np.nan)
        return pd.Series(known, dtype="Float64") if known.ndim else float(known)

    def _column(self, name: object) -> pd.Series[Any]:
        if name not in self._features.kinds:
            known = (*self._features.kinds, "geometry")
            raise _Refused(Message("ogc-filter-property", given=shown(name), known=known))
        return self._features.column(str(name))

    def _is_geometry(self, node: dict[str, Any]) -> bool:
        return node.get("property") == "geometry" and self._features.shapes is not None

    def _spatial(self, predicate: Callable[..., Any], args: list[Any]) -> pd.Series[Any]:
        if len(args) != 2 or not all(isinstance(each, dict) for each in args):
            raise _unsupported(args)
        of_features = [self._is_geometry(each) for each in args]
        shapes = self._features.shapes
        if sum(of_features) != 1 or shapes is None:
            raise _unsupported("geometry")
        drawn = self._drawn(args[of_features.index(True) - 1])
        shapely.prepare(drawn)
        is_apart = predicate is shapely.disjoint
        result = np.full(len(shapes), is_apart)
        rows = self._features.near(drawn)
        for some in np.array_split(rows, max(1, len(rows) // 500)):
            spend()
            near = shapes[some]
            result[some] = predicate(near, drawn) if of_features[0] else predicate(drawn, near)
        truth = pd.Series(result, dtype="boolean")
        return truth.mask(np.array([each is None for each in shapes], bool))

    def _drawn(self, node: dict[str, Any]) -> shapely.Geometry:
        """Return a geometry of the filter, in the plan's CRS."""
        if "bbox" in node and len(node["bbox"]) in {4, 6}:
            half = len(node["bbox"]) // 2
            low, high = node["bbox"][:2], node["bbox"][half : half + 2]
            if self._crs.swaps:
                low, high = low[::-1], high[::-1]
            boxes = self._crs.boxes((low[0], low[1], high[0], high[1]), self._plan_crs)
            return shapely.union_all([shapely.box(*box) for box in boxes])
        if node.get("type") not in _SHAPES:
            raise _unsupported(node)
        drawn = shape(node)
        if self._crs.swaps:
            drawn = shapely.transform(drawn, lambda each: each[:, ::-1])
        xy = shapely.get_coordinates(drawn)
        is_beyond = self._crs.crs.is_geographic and (np.abs(xy[:, 1]) > _MOST_LATITUDE_DEG).any()
        if is_beyond or not np.isfinite(xy).all() or not drawn.is_valid:
            reason = "latitude" if is_beyond else shapely.is_valid_reason(drawn)
            raise _Refused(Message("ogc-filter-geometry", reason=reason))
        if same_degrees(self._crs.crs, self._plan_crs):
            return drawn
        try:
            moved: shapely.Geometry = transform_geometry(
                drawn, self._crs.crs, self._plan_crs
            ).shapes
        except CrsError as error:
            raise _Refused(error.problems[0]) from error
        return moved


def _without_accents(text: str) -> str:
    """Return a text without its accents, the strokes of letters such as ø included."""
    parts = unicodedata.normalize("NFD", text)
    return "".join(_plain(sign) for sign in parts if not unicodedata.combining(sign))


def _plain(sign: str) -> str:
    letter, stroke, _ = unicodedata.name(sign, "").partition(" WITH STROKE")
    with suppress(KeyError):
        return unicodedata.lookup(letter) if stroke else sign
    return sign


def _mixed(one: Any, other: str) -> _Refused:  # noqa: ANN401  a value
    return _Refused(Message("ogc-filter-types", one=_kind(one), other=other))


def _seconds(value: Any) -> Any:  # noqa: ANN401  a column or a time
    """Return a time, or a column of times as text, in seconds; what is no time is missing."""
    if isinstance(value, datetime):
        return value.timestamp()
    if not isinstance(value, pd.Series) or _kind(value) != "text":
        raise _mixed(value, "time")
    times = pd.to_datetime(value, utc=True, format="ISO8601", errors="coerce")
    return pd.Series((times - _EPOCH).dt.total_seconds().to_numpy(), dtype="Float64")


def _kind(value: object) -> str:
    if isinstance(value, pd.Series):
        return {"string": "text", "boolean": "boolean"}.get(str(value.dtype), "number")
    if isinstance(value, datetime):
        return "time"
    if isinstance(value, bool):
        return "boolean"
    return "text" if isinstance(value, str) else "number"

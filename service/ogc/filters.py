"""Filters in CQL2, text or JSON, as masks over a collection's features.

The package `cql2` parses; its result is compiled from an allow-list of operators into functions
of Arrow over whole columns. Truth has three values as in SQL: a comparison with a missing cell is
unknown, and only true matches. Nothing is ever evaluated that is not on the list.

The cost of a filter is computed before it is evaluated. A spatial term costs the features near its
geometry with their vertices, times one more for each hundred vertices of its own; a function of
text costs a few units per feature.
"""

import json
import math
import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cache, partial, reduce
from typing import Any, NamedTuple

import cql2
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from fastapi.exceptions import RequestValidationError
from numpy.typing import NDArray
from pyproj import CRS
from shapely.errors import ShapelyError

from geo.validation import shown
from layers.errors import CrsError
from layers.geometry.reproject import same_degrees, transform_geometry
from layers.messages import Message
from layers.runtime.budget import spend
from layers.schema.layer_schema import Kind
from service.ogc.crs import WireCrs
from service.ogc.documents import classes
from service.ogc.features import Features

CONFORMANCE = (
    *classes(
        "ogcapi-features-3/1.0",
        "queryables queryables-query-parameters filter features-filter",
    ),
    *classes(
        "cql2/1.0",
        "cql2-text cql2-json basic-cql2 advanced-comparison-operators case-insensitive-comparison "
        "accent-insensitive-comparison basic-spatial-functions basic-spatial-functions-plus "
        "spatial-functions property-property arithmetic",
    ),
)
_MOST_LATITUDE_DEG = 90.0
_MOST_CHARACTERS, _MOST_OPERATORS, _DEEPEST = 16_000, 200, 50
_MOST_OPERANDS = _MOST_CHARACTERS
_MOST_COST, _LITTLE_COST = 20_000_000, 1_000_000  # a unit takes 0.1 to 0.3 µs
_VERTICES_AT_ONE = 100
_TIME_COST = 8
_QUOTED = re.compile(r"'(?:[^']|'')*+(?:'|$)|\"[^\"]*+(?:\"|$)")
_NUMBER = r"-?[\d.]++(?:[eE][-+]?\d++)?"
_POSITION = re.compile(rf"(?<=[(\[,])\s*+{_NUMBER}(?:\s++{_NUMBER}){{0,3}}\s*+(?=[)\],])")
_OPERATOR = re.compile(r"[-+*/%=<>^]|\b(?:NOT|LIKE|BETWEEN|IN|IS|DIV)\b", re.IGNORECASE)

_TIME, _TIME_NAMES = pa.timestamp("us", "UTC"), {"date", "timestamp"}
_KINDS = {pa.string(): "text", pa.float64(): "number", pa.bool_(): "boolean", _TIME: "time"}

_Value = Any
"""A column or a single value of Arrow, of one of these kinds."""


def _refused(message: Message) -> RequestValidationError:
    return RequestValidationError([message.at("query", "filter")])


def _unsupported(what: object) -> RequestValidationError:
    return _refused(Message("ogc-filter-unsupported", what=shown(what)))


def _constant(value: _Value) -> Any:  # noqa: ANN401  text, a number, a truth or a time
    if not isinstance(value, pa.Scalar):
        raise _unsupported("property")
    return value.as_py()


def _is_in(value: _Value, *listed: _Value) -> _Value:
    found = pc.is_in(value, pa.array(map(_constant, listed), value.type))
    return pc.if_else(pc.is_valid(value), found, None)


def _is_between(of: _Value, low: _Value, high: _Value) -> _Value:
    return pc.and_kleene(pc.greater_equal(of, low), pc.less_equal(of, high))


def _remainder(a: _Value, b: _Value) -> _Value:
    return pc.subtract(a, pc.multiply(b, pc.trunc(pc.divide(a, b))))


def _mapped(function: Callable[[str], str], texts: _Value) -> _Value:
    if isinstance(texts, pa.Scalar):
        return pa.scalar(function(texts.as_py()))
    cells = (cell if cell is None else function(cell) for cell in texts.to_pylist())
    return pa.array(cells, pa.string())


def _without_accents(text: str) -> str:
    """Return a text without its accents, the strokes of letters such as ø included."""
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFD", text)
    return "".join(_plain(sign) for sign in parts if not unicodedata.combining(sign))


@cache
def _plain(sign: str) -> str:
    letter, stroke, _ = unicodedata.name(sign, "").partition(" WITH STROKE")
    with suppress(KeyError):
        return unicodedata.lookup(letter) if stroke else sign
    return sign


class _Operator(NamedTuple):
    """An operator: its function, the kind of its arguments (None: all of one), their number.

    `cost` is that of a feature, 0 if it takes next to no time.
    """

    apply: Callable[..., _Value]
    kind: str | None = None
    least: int = 2
    most: int = 2
    cost: int = 0


_OPERATORS = {
    "and": _Operator(lambda *all_: reduce(pc.and_kleene, all_), "boolean", 1, _MOST_OPERANDS),
    "or": _Operator(lambda *any_: reduce(pc.or_kleene, any_), "boolean", 1, _MOST_OPERANDS),
    "not": _Operator(pc.invert, "boolean", 1, 1),
    "isnull": _Operator(pc.is_null, None, 1, 1),
    "in": _Operator(_is_in, most=_MOST_OPERANDS),
    "between": _Operator(_is_between, None, 3, 3),
    "like": _Operator(lambda of, like: pc.match_like(of, _constant(like)), "text", cost=1),
    "casei": _Operator(partial(_mapped, str.casefold), "text", 1, 1, cost=4),
    "accenti": _Operator(partial(_mapped, _without_accents), "text", 1, 1, cost=8),
    "=": _Operator(pc.equal),
    "<>": _Operator(pc.not_equal),
    "<": _Operator(pc.less),
    "<=": _Operator(pc.less_equal),
    ">": _Operator(pc.greater),
    ">=": _Operator(pc.greater_equal),
    "+": _Operator(pc.add, "number"),
    "-": _Operator(pc.subtract, "number"),
    "*": _Operator(pc.multiply, "number"),
    "/": _Operator(pc.divide, "number"),
    "^": _Operator(pc.power, "number"),
    "div": _Operator(lambda a, b: pc.trunc(pc.divide(a, b)), "number"),
    "%": _Operator(_remainder, "number"),
}
_SYMMETRIC = "intersects disjoint equals touches crosses overlaps"
_SPATIAL = {f"s_{name}": (name, name) for name in _SYMMETRIC.split()} | {
    "s_within": ("within", "contains"),
    "s_contains": ("contains", "within"),
}
"""Each predicate by its name, and the one that holds with the arguments in reverse."""
_FAULTS = (
    *(cql2.ParseError, cql2.ValidationError, ShapelyError, ValueError, TypeError),
    *(ArithmeticError, NotImplementedError, RecursionError),
)


class Filter:
    """A filter of a collection's features; its geometry is in `crs`.

    Raises:
        RequestValidationError: it cannot be parsed, is too large, costs too much, or is not of the
            allow-list.
    """

    def __init__(
        self, text: str, language: str, features: Features, crs: WireCrs, plan_crs: CRS
    ) -> None:
        self._features = features
        with _faults_refused():
            _check_size(text)
            parse = cql2.parse_text if language == "cql2-text" else cql2.parse_json
            self._tree = parse(text).to_json()
            self._compiler = _Compiler(features, crs, plan_crs)
            self._cost = self._compiler.cost(self._tree)

    @property
    def is_costly(self) -> bool:
        """Return whether it takes so long that one person should evaluate one at a time."""
        return self._cost > _LITTLE_COST

    def mask(self) -> NDArray[np.bool_]:
        """Return which features it matches.

        Raises:
            RequestValidationError: it is not of the allow-list.
        """
        with _faults_refused():
            truth = self._compiler.value(self._tree)
            if _kind(truth) != "boolean":
                raise _unsupported(self._tree)
            return _mask(truth, self._features)


@contextmanager
def _faults_refused() -> Iterator[None]:
    """Refuse a filter that a library rejects in the block."""
    try:
        yield
    except CrsError as error:
        raise _refused(error.problems[0]) from error
    except _FAULTS as error:
        reason = str(error).strip() or type(error).__name__
        raise _refused(Message("ogc-filter", reason=reason.splitlines()[0][:200])) from error


def equal_mask(name: str, text: str, features: Features) -> NDArray[np.bool_]:
    """Return which features have a value of a property, given as text of a query parameter.

    Raises:
        RequestValidationError: the value is not of the property's type.
    """
    kind = features.kinds[name]
    try:
        value = _value_of(text, kind)
    except (ValueError, KeyError) as error:
        wrong = Message("ogc-property-value", given=shown(text), kind=kind)
        raise RequestValidationError([wrong.at("query", name)]) from error
    return _mask(pc.equal(features.column(name), value), features)


def _value_of(text: str, kind: Kind) -> str | float:
    """Return the value that a text means for a property of some kind.

    Raises:
        ValueError, KeyError: it means none.
    """
    if kind == "text":
        return text
    if kind == "boolean":
        return {"true": True, "false": False}[text.lower()]
    if not math.isfinite(number := float(text)):
        raise ValueError(text)
    return number


def _mask(truth: _Value, features: Features) -> NDArray[np.bool_]:
    if isinstance(truth, pa.Scalar):
        return np.full(len(features.ids), truth.as_py() is True)
    mask: NDArray[np.bool_] = pc.fill_null(truth, fill_value=False).to_numpy(zero_copy_only=False)
    return mask


def _check_size(text: str) -> None:
    """Refuse a text that might overflow the parser, which recurses without limit."""
    plain = _POSITION.sub("0", _QUOTED.sub("''", text))
    depth = deepest = 0
    for sign in plain:
        depth += (sign in "([{") - (sign in ")]}")
        deepest = max(deepest, depth)
    operators = sum(1 for _ in _OPERATOR.finditer(plain))
    if len(text) > _MOST_CHARACTERS or deepest > _DEEPEST or operators > _MOST_OPERATORS:
        limits = {"characters": _MOST_CHARACTERS, "depth": _DEEPEST, "operators": _MOST_OPERATORS}
        raise _refused(Message("ogc-filter-too-large", **limits))


class _Term(NamedTuple):
    """A spatial term: a predicate of a drawn geometry and the features near it, by their rows."""

    predicate: str
    drawn: shapely.Geometry
    rows: NDArray[np.int64]


class _Compiler:
    """Compiles an expression over the columns of a collection."""

    def __init__(self, features: Features, crs: WireCrs, plan_crs: CRS) -> None:
        self._features, self._crs, self._plan_crs = features, crs, plan_crs
        self._terms: dict[int, _Term] = {}

    def cost(self, tree: Any) -> float:  # noqa: ANN401  JSON
        """Return the cost of an expression, and keep its spatial terms for the evaluation.

        Raises:
            RequestValidationError: it costs too much.
        """
        cost, nodes = 0.0, [tree]
        while nodes:
            spend()
            node = nodes.pop()
            if isinstance(node, list):
                nodes += node
            if not isinstance(node, dict) or not isinstance(node.get("args"), list):
                continue
            name, args = str(node.get("op", "")).lower(), node["args"]
            if name in _SPATIAL:
                self._terms[id(node)] = term = self._term(name, args)
                cost += self._cost_of(term)
            else:
                nodes += args
                cost += self._cost_of_cells(name, args)
            if cost > _MOST_COST:
                raise _refused(Message("ogc-filter-costly"))
        return cost

    def _cost_of(self, term: _Term) -> float:
        near = len(term.rows) + self._features.vertices[term.rows].sum()
        own = shapely.get_num_coordinates(term.drawn) / _VERTICES_AT_ONE
        return float(near * (1 + own))

    def _cost_of_cells(self, name: str, args: list[Any]) -> float:
        of = _OPERATORS.get(name)
        is_of_times = any(isinstance(each, dict) and _TIME_NAMES & each.keys() for each in args)
        cost = (of.cost if of else 0) + _TIME_COST * is_of_times
        return float(cost * len(self._features.ids))

    def value(self, node: Any) -> _Value:  # noqa: ANN401  JSON
        """Return the value of an expression."""
        spend()
        if isinstance(node, bool | str):
            return pa.scalar(node)
        if isinstance(node, int | float):
            if not math.isfinite(node):
                raise _refused(Message("ogc-filter-number"))
            return pa.scalar(float(node))
        if not isinstance(node, dict):
            raise _unsupported(node)
        if "property" in node:
            return self._column(node["property"])
        if _TIME_NAMES & node.keys():
            at = datetime.fromisoformat(str(node.get("date", node.get("timestamp"))))
            return pa.scalar(at if at.tzinfo else at.replace(tzinfo=UTC), _TIME)
        name, args = str(node.get("op", "")).lower(), node.get("args")
        if not isinstance(args, list) or not args:
            raise _unsupported(name or node)
        return self._spatial(node) if name in _SPATIAL else self._applied(name, args)

    def _applied(self, name: str, args: list[Any]) -> _Value:
        if name == "isnull" and self._is_geometry(args[0]):
            return pa.array(shapely.is_missing(self._features.shapes))
        if name == "in" and len(args) == 2 and isinstance(args[1], list):
            args = [args[0], *args[1]]
        elif name == "-" and len(args) == 1:
            args = [0.0, *args]
        of = _OPERATORS.get(name)
        if of is None or not of.least <= len(args) <= of.most:
            raise _unsupported(name)
        values = [self.value(each) for each in args]
        if any(_kind(each) == "time" for each in values):
            values = [_times(each) for each in values]
        for each in values:
            if _kind(each) != (wanted := of.kind or _kind(values[0])):
                raise _refused(Message("ogc-filter-types", one=_kind(each), other=wanted))
        result = of.apply(*values)
        return pc.if_else(pc.is_finite(result), result, None) if of.kind == "number" else result

    def _column(self, name: object) -> _Value:
        if name not in self._features.kinds:
            known = (*self._features.kinds, "geometry")
            raise _refused(Message("ogc-filter-property", given=shown(name), known=known))
        return self._features.column(str(name))

    def _is_geometry(self, node: object) -> bool:
        is_named = isinstance(node, dict) and node.get("property") == "geometry"
        return is_named and self._features.shapes is not None

    def _term(self, name: str, args: list[Any]) -> _Term:
        """Return a spatial term, whose drawn geometry comes first: its predicates are quicker."""
        of_features = [self._is_geometry(each) for each in args]
        if len(args) != 2 or sum(of_features) != 1:
            raise _unsupported("geometry")
        drawn = self._drawn(args[of_features.index(True) - 1])
        rows = self._features.frame.sindex.query(drawn, sort=True)  # by their bounding boxes
        return _Term(_SPATIAL[name][of_features.index(True) == 0], drawn, rows)

    def _spatial(self, node: dict[str, Any]) -> _Value:
        term = self._terms[id(node)]
        shapes: Any = self._features.shapes
        predicate = getattr(shapely, term.predicate)
        shapely.prepare(term.drawn)
        result = np.full(len(shapes), term.predicate == "disjoint")
        for some in np.array_split(term.rows, max(1, len(term.rows) // 500)):
            spend()
            result[some] = predicate(term.drawn, shapes[some])
        return pa.array(result, mask=shapely.is_missing(shapes))

    def _drawn(self, node: Any) -> shapely.Geometry:  # noqa: ANN401  JSON
        """Return a geometry of the filter, in the plan's CRS."""
        crs = self._crs
        if isinstance(node, dict) and "bbox" in node:
            boxes = crs.boxes(node["bbox"], self._plan_crs)
            return shapely.union_all([shapely.box(*each) for each in boxes])
        drawn: Any = crs.read(shapely.from_geojson(json.dumps(node)))
        xy = shapely.get_coordinates(drawn)
        is_beyond = crs.crs.is_geographic and (np.abs(xy[:, 1]) > _MOST_LATITUDE_DEG).any()
        if is_beyond or not np.isfinite(xy).all() or not drawn.is_valid:
            reason = "latitude" if is_beyond else shapely.is_valid_reason(drawn)
            raise _refused(Message("ogc-filter-geometry", reason=reason))
        if not same_degrees(crs.crs, self._plan_crs):
            drawn = transform_geometry(drawn, crs.crs, self._plan_crs).shapes
        result: shapely.Geometry = drawn
        return result


def _times(value: _Value) -> _Value:
    """Return a column of text as times, other text becoming missing; other columns unchanged."""
    if _kind(value) != "text" or isinstance(value, pa.Scalar):
        return value
    times = pd.to_datetime(value.to_pandas(), utc=True, format="ISO8601", errors="coerce")
    return pa.array(times.dt.as_unit("us"), _TIME)


def _kind(value: _Value) -> str:
    return _KINDS[value.type]

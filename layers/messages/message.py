"""Messages as values, and the catalogue that turns them into sentences for a reader.

The catalogue is written in Fluent (projectfluent.org). A file `en/NAME.ftl` and its twins in other
languages (see `languages`) hold the sentences of one area, with the same ids and the same
parameters per sentence. The page reads the same files.

Functions that a sentence may call:

- `NAME($zone)`: the name of a zone, an FTZ, an exclusion, a customs block, a region, by its id.
- `AREA($area_km2)`: an area with its unit, in m² below a hectare; with further areas to compare,
  `AREA($lost_km2, $gained_km2)`, in the unit of the largest of them.
- `FIGURE($amount)`: a number without digit grouping: `0.015`, `2000`; with `digits: 2` to two
  digits, or to all digits before the point.
- `AMOUNT($gain)`: a number with digit grouping, with two decimals at most; from 1,000 on none.
- `LEVEL($level)`, `LEVEL($level, number: "many")`: the plan's word for regions of a level, by its
  code; the code if the plan has no such level.
- `RULE($rule)`: the name of a rule by its id in scenarios; the id if unknown.
- `OPTION("map-column")`: an option in the reader's form. A script has it as an argument
  (`columns`), a request as a parameter (`map_column`), the command line as an option
  (`--map-column`), the page as a field. `OPTION("map-column", $column)` is followed by a value for
  this column (`--map-column zone_id=`), or has a third argument as placeholder
  (`--map-column zone_id=NAME`). On the page it is the field alone, or `field = `.
- `SIGN($east_km)`: `plus`, `minus`, or `none` for zero or a missing number, to select by;
  `ABS($east_km)`: the absolute value.
- `LIST(edits-east, edits-north)`: the non-empty texts, joined as the language does.
- `CAPITAL(-group(number: "many"))`: words with a capital letter, as at the start of a label.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import localcontext
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

from layers.messages.languages import (
    ENGLISH,
    Language,
    add_text,
    areas_of_messages,
    catalogue_text,
    facts_of,
)

if TYPE_CHECKING:
    from fluent.syntax import ast

Param: TypeAlias = "str | int | float | Message | Place | tuple[Param, ...]"
"""A parameter of a sentence: text, a number, a message, a place, or a list of these."""


class LevelWord(Protocol):
    """Returns the word for regions of a level by its code."""

    def __call__(self, code: str, *, many: bool) -> str:
        """Return the singular, or the plural."""


class Place(tuple[str | int, ...]):
    """The path of a value in a document: keys, and list positions counted from 0.

    >>> str(Place(("edits", 1, "expand", "by_km")))
    'edits[2].expand.by_km'
    """

    __slots__ = ()

    def __str__(self) -> str:
        """Return the path for a reader, list positions counted from 1."""
        text = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in self)
        return text.removeprefix(".")


class Message:
    """A code of the catalogue with the parameters of its sentence; immutable.

    Codes are the ids of the catalogue's files (`en/*.ftl`, `zh/*.ftl`), which hold the sentence of
    each code once per language, with the same parameters. Messages with equal code and parameters
    are equal.

    >>> from layers.messages import Message
    >>> str(Message("suggest-near", words=("expand", "shrink")))
    'did you mean expand, shrink?'
    """

    __slots__ = ("_english", "code", "params")

    def __init__(self, code: str, /, **params: Param) -> None:
        self.code = code
        self.params: Mapping[str, Param] = params
        self._english: str | None = None

    def __str__(self) -> str:
        """Return the sentence in English."""
        if self._english is None:
            self._english = catalogue(ENGLISH).text(self)
        return self._english

    def __repr__(self) -> str:
        """Return the message as an expression."""
        places = "".join(f", {name}={value!r}" for name, value in self.params.items())
        return f"Message({self.code!r}{places})"

    def __eq__(self, other: object) -> bool:
        """Return whether another message has the same code and the same parameters."""
        if not isinstance(other, Message):
            return NotImplemented
        return (self.code, self.params) == (other.code, other.params)

    def __hash__(self) -> int:
        """Return a hash of code and parameters."""
        return hash((self.code, *sorted((name, repr(it)) for name, it in self.params.items())))

    def at(self, *place: str | int) -> Message:
        """Return this message with a place; a place that it already has is relative to that one.

        Without a place, the message is unchanged.

        >>> str(Message("text", text="is empty").at("by_km").at("edits", 1, "expand"))
        'edits[2].expand.by_km: is empty'
        """
        if not place:
            return self
        within, reason = self.params.get("place"), self.params.get("reason")
        if self.code == "at" and isinstance(within, Place) and reason is not None:
            return Message("at", place=Place((*place, *within)), reason=reason)
        return Message("at", place=Place(place), reason=self)

    def in_file(self, file: object) -> Message:
        """Return this message prefixed with a file.

        >>> str(Message("text", text="is empty").in_file("zones.csv"))
        'zones.csv: is empty'
        """
        return Message("at-file", file=str(file), reason=self)

    def to_document(self) -> dict[str, Any]:
        """Return `code` and `params` as plain values for JSON.

        A message among the parameters becomes such a document, a place a list under the key
        `place`; a list stays a list.
        """
        return {
            "code": self.code,
            "params": {name: _plain(value) for name, value in self.params.items()},
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Message:
        """Return the message of a document made by `to_document`; further keys are ignored.

        Raises:
            KeyError, TypeError: the document is not that of a message.

        >>> message = Message("suggest-near", words=("expand", "shrink")).at("edits", 0)
        >>> Message.from_document(message.to_document()) == message
        True
        """
        code, params = document["code"], document["params"]
        if not isinstance(code, str):
            raise TypeError(code)
        return cls(code, **{name: _param(params[name]) for name in params})


def _plain(value: Param) -> object:
    if isinstance(value, Message):
        return value.to_document()
    if isinstance(value, Place):
        return {"place": list(value)}
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _param(value: Any) -> Param:  # noqa: ANN401  as `_plain` gives it
    """Return the inverse of `_plain`."""
    if isinstance(value, dict):
        return Place(value["place"]) if "place" in value else Message.from_document(value)
    return tuple(map(_param, value)) if isinstance(value, list) else value


_HECTARE_KM2 = 0.01
_LARGE = 1000
_REFERENCE = re.compile(r"(?:{ |\()([a-z]+)-[a-z-]+(?: }|,|\))")  # to a sentence of another file
_MOST_DIGITS = 5_000  # Python reads no longer numbers


class Catalogue:
    """Turns messages into sentences in one language.

    `names` maps an id to a name for the reader; `terms` are Fluent terms that replace the
    catalogue's own (`-group = programme`) and `level_of` gives the word for a level of regions, for
    a plan with its own terms (`layers.schema.terms`). A file is read when its first sentence is
    needed: reading all would take half a second.
    """

    def __init__(
        self,
        language: Language,
        names: Callable[[str], str] = str,
        terms: str = "",
        level_of: LevelWord | None = None,
    ) -> None:
        self.language = language
        from fluent.runtime import FluentBundle, FluentResource, resolver  # noqa: PLC0415  slow to load

        resolver.MAX_PART_LENGTH = sys.maxsize  # a guard against untrusted sentences
        functions: dict[str, Callable[..., Any]] = {
            "NAME": lambda id_: names(str(id_)),
            "AREA": self._area,
            "FIGURE": _figure,
            "AMOUNT": _amount,
            "CAPITAL": _capital,
            "RULE": self.rule_name,
            "SIGN": _sign,
            "ABS": lambda number: abs(float(number)),
            "LIST": lambda *texts: self.say("list-separator").join(filter(None, map(str, texts))),
            "OPTION": _option,
            "LEVEL": partial(_level, level_of),
        }
        self._bundle = FluentBundle([facts_of(language).locale], functions, use_isolating=False)
        self._read: set[str] = set()
        for file in ("general", "terms"):
            self._need(file)
        self._bundle.add_resource(FluentResource(terms), allow_overrides=True)

    def _area(self, area_km2: float, *compared_km2: float) -> str:
        size, unit = _area(area_km2, *compared_km2)
        return f"{size} {self.say(unit)}"

    def text(self, message: Message) -> str:
        """Return the sentence of a message, on one line.

        Raises:
            LookupError: unknown code, or a missing parameter.
        """
        filled = {name: self._filled(value) for name, value in message.params.items()}
        return " ".join(self.say(message.code, filled).splitlines())

    def attempted(self, message: Message) -> str:
        """Return the sentence of a message from a file; "" if it is invalid."""
        try:
            return self.text(message)
        except (LookupError, TypeError, ValueError, AttributeError, RecursionError):
            return ""

    def say(self, code: str, places: Mapping[str, str | float] | None = None) -> str:
        """Return the sentence of a code, with texts and numbers as parameters.

        Raises:
            LookupError: no file has the code, or a parameter is missing.

        >>> catalogue("en").say("figure-of-nothing")
        Traceback (most recent call last):
        LookupError: layers/messages/en/figure.ftl lacks the line: figure-of-nothing = TEXT
        """
        area = code.partition("-")[0]
        self._need(area)
        pattern = self._bundle.get_message(code).value if self._bundle.has_message(code) else None
        if pattern is None:
            file = f"{area}.ftl" if area in areas_of_messages() else "*.ftl"
            raise LookupError(f"layers/messages/{ENGLISH}/{file} lacks the line: {code} = TEXT")
        with localcontext(prec=_MOST_DIGITS):  # otherwise large numbers cannot be formatted
            text, errors = self._bundle.format_pattern(pattern, dict(places or {}))
        if errors:
            raise LookupError(code, *errors)
        return str(text)

    def codes(self, area: str, ending: str) -> list[str]:
        """Return the codes of an area with an ending, in the order of its file."""
        text, _ = _file(self.language, area)
        return re.findall(rf"^({area}-[\w-]+{ending}) =", text, re.MULTILINE)

    def rule_name(self, rule: object) -> str:
        """Return the name of a rule by its id; the id if unknown."""
        code = f"rule-{rule}-name".replace("_", "-")
        self._need("rule")
        return self.say(code) if self._bundle.has_message(code) else str(rule)

    def _need(self, file: str) -> None:
        """Read a file, and those it refers to, unless already read.

        A code that does not begin with a file's name is in a file that is always read, or unknown.
        """
        files = areas_of_messages()
        if file in self._read or file not in files:
            return
        needed = [file]
        for name in needed:
            text, resource = _file(self.language, name)
            self._bundle.add_resource(resource)  # repeating it changes nothing
            needed += sorted(files.intersection(_REFERENCE.findall(text)).difference(needed))
        self._read.update(needed)  # last, because another thread may check meanwhile

    def _filled(self, value: Param) -> str | float:
        """Return a parameter for Fluent: lists, messages and places become text."""
        if isinstance(value, Message):
            return self.text(value)
        if isinstance(value, Place):
            return str(value)
        if isinstance(value, tuple):
            return self.say("list-separator").join(str(self._filled(each)) for each in value)
        return value if isinstance(value, str | int | float) else str(value)


@cache
def catalogue(language: Language) -> Catalogue:
    """Return the catalogue of a language, with ids for names, and terms by default."""
    return Catalogue(language)


def add_sentences(area: str, sentences: Mapping[Language, str]) -> None:
    """Add a script's sentences, in Fluent by language, to an area, in this process.

    A language that is not given has those in English. Plans that are open by then may lack them.
    """
    for language, text in sentences.items():
        add_text(language, area, text)
    for cached in (_file, catalogue):
        cached.cache_clear()


def unsaid(area: str, codes: Iterable[str], added: str) -> tuple[str, ...]:
    """Return the codes of an area without a sentence in English, with a script's own ones `added`.

    >>> unsaid("rule", ["rule-cap-name", "rule-own-name", "rule-own"], "rule-own-name = Own")
    ('rule-own',)
    """
    from fluent.runtime import FluentResource  # noqa: PLC0415  slow to load
    from fluent.syntax.ast import Message as Entry  # noqa: PLC0415

    _, known = _file(ENGLISH, area)
    body = [*known.body, *FluentResource(added).body]
    said = {entry.id.name for entry in body if isinstance(entry, Entry)}
    return tuple(code for code in codes if code not in said)


@cache
def _file(language: Language, name: str) -> tuple[str, ast.Resource]:
    """Return a file of a language, parsed once for all catalogues."""
    from fluent.runtime import FluentResource  # noqa: PLC0415  slow to load

    text = catalogue_text(language, name)
    return text, FluentResource(text)


def _level(level_of: LevelWord | None, code: object, number: object = "one") -> str:
    return level_of(str(code), many=str(number) == "many") if level_of else str(code)


def _capital(words: object) -> str:
    """Return words with an initial capital letter.

    >>> _capital("rail ports")
    'Rail ports'
    """
    text = str(words)
    return text[:1].upper() + text[1:]


def _sign(number: object) -> str:
    """Return the sign of a number.

    >>> _sign(-0.5), _sign(0.0), _sign("")
    ('minus', 'none', 'none')
    """
    amount = float(number) if isinstance(number, int | float) else 0.0
    return "plus" if amount > 0 else "minus" if amount < 0 else "none"


Caller: TypeAlias = Literal["script", "request", "command"]
"""Who reads a sentence: a script that calls a function, a client over HTTP, the command line."""

_reader: ContextVar[Caller] = ContextVar("reader", default="script")
_REQUESTED = {
    "ftz": "ftzs",
    "phase": "phases",
    "weight-phase": "phase_weights",
    "weight-region": "weights",
}
_SUMS = {"sum": "summed", "no-sum": "not_summed"}
_NAMES: Mapping[Caller, Mapping[str, str]] = {
    "script": _REQUESTED
    | _SUMS
    | {"map-column": "columns", "source-crs": "crs", "radius-km": "radii_km"},
    "request": _REQUESTED | _SUMS,
    "command": {
        "min-piece-km2": "land least-piece",
        "max-pieces": "land pieces",
        "compact": "land compact",
        "candidates": "land made-of",
        "width-km": "land width",
        "joint-km": "land joint",
        "boundary-km": "land boundary",
        "differ-km2": "land differ",
        "kept-share": "land kept",
        "residents": "land residents",
        "phase": "budget-km2",
    },
}
"""Options that a reader knows by another name."""


@contextmanager
def options_for(reader: Caller) -> Iterator[None]:
    """Within the block, sentences name options as a reader gives them."""
    token = _reader.set(reader)
    try:
        yield
    finally:
        _reader.reset(token)


def _option(option: object, of: object = None, value: object = "") -> str:
    """Return an option in the reader's form, with its argument and a placeholder for the value.

    >>> _option("time-limit-s"), _option("map-column", "zone_id", "NAME")
    ('time_limit_s', 'columns zone_id=NAME')
    >>> with options_for("command"):
    ...     _option("time-limit-s")
    '--time-limit-s'
    """
    name, reader = str(option), _reader.get()
    named = _NAMES[reader].get(name, name)
    shown = f"--{named}" if reader == "command" else named.replace("-", "_")
    return shown if of is None else f"{shown} {of}={value}"


def _area(area_km2: float, *compared_km2: float) -> tuple[str, str]:
    """Return an area for a reader, and its unit: square metres if all compared areas are small.

    >>> _area(119.984), _area(0.0005)
    (('119.98', 'unit-km2'), ('500', 'unit-m2'))
    >>> _area(0, 15.45), _area(0.0005, 15.45)
    (('0', 'unit-km2'), ('0.0005', 'unit-km2'))
    """
    number = float(area_km2)
    if number >= _HECTARE_KM2:
        return f"{number:,.2f}", "unit-km2"
    if any(float(other) >= _HECTARE_KM2 for other in compared_km2):
        return f"{float(f'{number:.1g}'):f}".rstrip("0").rstrip("."), "unit-km2"
    metres = number * 1e6
    return f"{metres:,.0f}" if metres >= 1 or metres < 1e-3 else f"{metres:.2g}", "unit-m2"


def _amount(number: float) -> object:
    """Return a number as Fluent formats it, with the decimals that its size bears."""
    from fluent.runtime.types import fluent_number  # noqa: PLC0415  slow to load

    amount = float(number)
    return fluent_number(amount, maximumFractionDigits=2 if abs(amount) < _LARGE else 0)


def _figure(number: float, digits: float | None = None) -> str:
    """Return a number to six digits without trailing zeros, or to `digits` digits.

    With `digits`, all digits before the point are kept.

    >>> _figure(0.015), _figure(2000), _figure(0.0999, 2), _figure(5.532, 2), _figure(123.4, 2)
    ('0.015', '2000', '0.1', '5.5', '123')
    """
    amount = float(number)
    if digits is None:
        return f"{amount:g}"
    return f"{amount:.{max(int(digits), len(f'{abs(amount):.0f}'))}g}"

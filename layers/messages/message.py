"""Messages as values, and the catalogue that makes sentences of them, last, for a reader.

The catalogue is written in Fluent (projectfluent.org). A file `en/NAME.ftl` and its twin
`zh/NAME.ftl` hold the sentences of one area; the ids of both are the same, and so are the places of
each sentence. The page reads the same files.

Functions that a sentence may call:

- `NAME($zone)`: the name of a zone, an FTZ, an exclusion, a customs block, a region, by its id.
- `AREA($area_km2)`: an area with its unit, in m² where it is below a hectare; with others that it
  is compared with behind it, `AREA($lost_km2, $gained_km2)`, in the unit of the largest of them.
- `FIGURE($amount)`: a figure as it is, without groups of digits: `0.015`, `2000`; with `digits: 2`
  in two digits, or as many as it has before the point.
- `LEVEL($level)`, `LEVEL($level, number: "many")`: the plan's word for regions of a level, by its
  code; the code where the plan has no such level.
- `RULE($rule)`: the name of a rule, by the id that scenarios have; an id that is none.
- `OPTION("map-column")`: a choice by the name that the reader knows it by. A script knows it as a
  parameter (`map_column`), the command line as an option (`--map-column`), the page as a field.
  `OPTION("map-column", $column)` is followed by what is said of this column (`--map-column
  zone_id=`), or has in a third place what stands for that (`--map-column zone_id=NAME`). On the
  page it is the field alone, or `field = `.
- `SIGN($east_km)`: `plus`, `minus`, or `none` of zero and of what is not given, to select by;
  `ABS($east_km)`: the number without its sign.
- `LIST(edits-east, edits-north)`: the texts that are not empty, joined as the language does.
- `CAPITAL(-group(number: "many"))`: words with a capital letter, as a label begins.
"""

from __future__ import annotations

import re
import sys
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import localcontext
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias, get_args

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from fluent.syntax import ast

Language: TypeAlias = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

Param: TypeAlias = "str | int | float | Message | Place | tuple[Param, ...]"
"""What fills a place of a sentence: text, a number, a message, a place, or a list of these."""


class LevelWord(Protocol):
    """What gives the word for regions of a level by its code."""

    def __call__(self, code: str, *, many: bool) -> str:
        """Return the singular, or the plural."""


class Place(tuple[str | int, ...]):
    """Where a value stands in a document: keys, and list positions counted from 0.

    >>> str(Place(("edits", 1, "expand", "by_km")))
    'edits[2].expand.by_km'
    """

    __slots__ = ()

    def __str__(self) -> str:
        """Return the place as a person writes it, list positions counted from 1."""
        text = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in self)
        return text.removeprefix(".")


class Message:
    """A code of the catalogue, and what fills the places of its sentence; never changed.

    Codes are the ids of the catalogue's files (`en/*.ftl`, `zh/*.ftl`), which hold the sentence of
    each code once per language, with the same places. Two messages are equal if they say the same.

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
            self._english = catalogue("en").text(self)
        return self._english

    def __repr__(self) -> str:
        """Return the message as it is made."""
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

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what makes the message again, as in another process."""
        return _made, (self.code, dict(self.params))

    def at(self, *place: str | int) -> Message:
        """Return this message about a place; a place that it names already lies within that one.

        Without a place, it is the message as it is.

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
        """Return this message told of a file.

        >>> str(Message("text", text="is empty").in_file("zones.csv"))
        'zones.csv: is empty'
        """
        return Message("at-file", file=str(file), reason=self)

    def to_document(self) -> dict[str, Any]:
        """Return `code` and `params` as plain values for JSON.

        A message among the parameters is such a document again, a place is a list under the key
        `place`, a list stays one.
        """
        return {
            "code": self.code,
            "params": {name: _plain(value) for name, value in self.params.items()},
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Message:
        """Return the message of a document such as `to_document` gives; further keys are left out.

        >>> message = Message("suggest-near", words=("expand", "shrink")).at("edits", 0)
        >>> Message.from_document(message.to_document()) == message
        True
        """
        params = document["params"]
        return cls(document["code"], **{name: _param(params[name]) for name in params})


def _made(code: str, params: dict[str, Param]) -> Message:
    return Message(code, **params)


def _plain(value: Param) -> object:
    if isinstance(value, Message):
        return value.to_document()
    if isinstance(value, Place):
        return {"place": list(value)}
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _param(value: Any) -> Param:  # noqa: ANN401  as `_plain` gives it
    """Return what `_plain` made a plain value of."""
    if isinstance(value, dict):
        return Place(value["place"]) if "place" in value else Message.from_document(value)
    return tuple(map(_param, value)) if isinstance(value, list) else value


FOLDER = Path(__file__).parent
_HECTARE_KM2 = 0.01
_REFERENCE = re.compile(r"{ ([a-z]+)-[a-z-]+ }")  # to another sentence, by the name of its file
_MOST_DIGITS = 5_000  # Python reads no longer numbers
_LOCALES: Mapping[Language, str] = {"en": "en-GB", "zh": "zh-CN"}


class Catalogue:
    """Makes sentences of messages, in one language.

    `names` gives the name that a reader knows an id by; `terms` are Fluent terms that stand in
    place of the catalogue's own (`-group = programme`) and `level_of` gives the word for a level of
    regions, for a plan that has words of its own (`layers.schema.terms`). A file is read when a
    sentence of it is asked for first: all of them would take half a second.
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

        resolver.MAX_PART_LENGTH = sys.maxsize  # a guard against sentences of strangers
        functions: dict[str, Callable[..., Any]] = {
            "NAME": lambda id_: names(str(id_)),
            "AREA": _area,
            "FIGURE": _figure,
            "CAPITAL": _capital,
            "RULE": self._rule,
            "SIGN": _sign,
            "ABS": lambda number: abs(float(number)),
            "LIST": lambda *texts: self.say("list-separator").join(filter(None, map(str, texts))),
            "OPTION": _option,
            "LEVEL": partial(_level, level_of),
        }
        self._bundle = FluentBundle([_LOCALES[language]], functions, use_isolating=False)
        self._read: set[str] = set()
        for file in ("general", "terms"):
            self._need(file)
        self._bundle.add_resource(FluentResource(terms), allow_overrides=True)

    def text(self, message: Message) -> str:
        """Return the sentence of a message, on one line.

        Raises:
            LookupError: the catalogue has no such code, or a place of its sentence is not filled.
        """
        filled = {name: self._filled(value) for name, value in message.params.items()}
        return " ".join(self.say(message.code, filled).splitlines())

    def say(self, code: str, places: Mapping[str, str | float] | None = None) -> str:
        """Return the sentence of a code, with its places filled by texts and numbers.

        Raises:
            LookupError: the catalogue has no such code, or a place of its sentence is not filled.
        """
        self._need(code.partition("-")[0])
        pattern = self._bundle.get_message(code).value
        if pattern is None:
            raise LookupError(code)
        with localcontext(prec=_MOST_DIGITS):  # else large numbers cannot be written
            text, errors = self._bundle.format_pattern(pattern, dict(places or {}))
        if errors:
            raise LookupError(code, *errors)
        return str(text)

    def codes(self, area: str, ending: str) -> list[str]:
        """Return the codes of an area that end so, in the order of its file."""
        text, _ = _file(self.language, area)
        return re.findall(rf"^({area}-[\w-]+{ending}) =", text, re.MULTILINE)

    def _rule(self, rule: object) -> str:
        """Return the name of a rule, by its id; the id where it is none."""
        code = f"rule-{rule}-name".replace("_", "-")
        self._need("rule")
        return self.say(code) if self._bundle.has_message(code) else str(rule)

    def _need(self, file: str) -> None:
        """Read a file, and those whose sentences it refers to, unless that was done.

        A code that begins with no file's name is in a file that is read always, or unknown.
        """
        there = _files(self.language)
        if file in self._read or file not in there:
            return
        needed = [file]
        for name in needed:
            text, resource = _file(self.language, name)
            self._bundle.add_resource(resource)  # a second time it changes nothing
            needed += sorted(there.intersection(_REFERENCE.findall(text)).difference(needed))
        self._read.update(needed)  # at last: another thread may ask meanwhile

    def _filled(self, value: Param) -> str | float:
        """Return what fills a place: a list, a message or a place of a document as text."""
        if isinstance(value, Message):
            return self.text(value)
        if isinstance(value, Place):
            return str(value)
        if isinstance(value, tuple):
            return self.say("list-separator").join(str(self._filled(each)) for each in value)
        return value


@cache
def catalogue(language: Language) -> Catalogue:
    """Return the catalogue of a language, with ids for names, and terms by default."""
    return Catalogue(language)


@cache
def _files(language: Language) -> frozenset[str]:
    """Return the names of a language's files, with which the codes of their sentences begin."""
    return frozenset(path.stem for path in (FOLDER / language).glob("*.ftl"))


@cache
def _file(language: Language, name: str) -> tuple[str, ast.Resource]:
    """Return a file of a language, parsed once for all its catalogues."""
    from fluent.runtime import FluentResource  # noqa: PLC0415  slow to load

    text = (FOLDER / language / f"{name}.ftl").read_text(encoding="utf-8")
    return text, FluentResource(text)


def _level(level_of: LevelWord | None, code: object, number: object = "one") -> str:
    return level_of(str(code), many=str(number) == "many") if level_of else str(code)


def _capital(words: object) -> str:
    """Return words with a capital letter at their beginning.

    >>> _capital("rail ports")
    'Rail ports'
    """
    text = str(words)
    return text[:1].upper() + text[1:]


def _sign(number: object) -> str:
    """Return which sign a number has.

    >>> _sign(-0.5), _sign(0.0), _sign("")
    ('minus', 'none', 'none')
    """
    amount = float(number) if isinstance(number, int | float) else 0.0
    return "plus" if amount > 0 else "minus" if amount < 0 else "none"


_on_command_line: ContextVar[bool] = ContextVar("on_command_line", default=False)
_PARAMETERS = {"ftz": "ftzs", "weight-region": "weights"}


@contextmanager
def as_command_line_options() -> Iterator[None]:
    """Let sentences name choices as options of the command line, as long as this lasts."""
    token = _on_command_line.set(True)
    try:
        yield
    finally:
        _on_command_line.reset(token)


def _option(option: object, of: object = None, value: object = "") -> str:
    """Return a choice as its reader writes it; of something, with what stands for a value.

    >>> _option("time-limit-s"), _option("map-column", "zone_id", "NAME")
    ('time_limit_s', 'map_column zone_id=NAME')
    >>> with as_command_line_options():
    ...     _option("time-limit-s")
    '--time-limit-s'
    """
    name = str(option)
    named = _PARAMETERS.get(name, name).replace("-", "_")
    shown = f"--{name}" if _on_command_line.get() else named
    return shown if of is None else f"{shown} {of}={value}"


def _area(area_km2: float, *compared_km2: float) -> str:
    """Return an area as a person reads it: square metres where all that is compared is so small.

    >>> _area(119.984), _area(0.0005)
    ('119.98 km²', '500 m²')
    >>> _area(0, 15.45), _area(0.0005, 15.45)
    ('0 km²', '0.0005 km²')
    """
    number = float(area_km2)
    if number >= _HECTARE_KM2:
        return f"{number:,.2f} km²"
    if any(float(other) >= _HECTARE_KM2 for other in compared_km2):
        return f"{float(f'{number:.1g}'):f}".rstrip("0").rstrip(".") + " km²"
    metres = number * 1e6
    return f"{metres:,.0f} m²" if metres >= 1 or metres < 1e-3 else f"{metres:.2g} m²"


def _figure(number: float, digits: float | None = None) -> str:
    """Return a number in up to six digits, without zeros at its end; or in so many digits.

    Digits before the point all stand, where their number is given.

    >>> _figure(0.015), _figure(2000), _figure(0.0999, 2), _figure(5.532, 2), _figure(123.4, 2)
    ('0.015', '2000', '0.1', '5.5', '123')
    """
    amount = float(number)
    if digits is None:
        return f"{amount:g}"
    return f"{amount:.{max(int(digits), len(f'{abs(amount):.0f}'))}g}"

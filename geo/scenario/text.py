"""The text of a scenario: YAML 1.2 to plain values with their line numbers, and back.

Only the subset for scenarios is read: mappings with text keys, lists, text, numbers, true, false
and null of the YAML 1.2 core schema (`off` and `no` are text). Anchors, aliases, tags, repeated
keys, a second document, and texts that are too large or too deeply nested are refused. The parser's
events are processed one by one, so that hostile input is refused early.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml import events as yaml_events
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.representer import SafeRepresenter

from geo.validation import Path
from layers.errors import ScenarioError
from layers.messages import Message

MOST_BYTES = 8_000_000
_MOST_VALUES = 100_000
_DEEPEST = 16

_NULL = re.compile(r"null|Null|NULL|~|")
_TRUE = re.compile(r"true|True|TRUE")
_FALSE = re.compile(r"false|False|FALSE")
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"([-+]?)\.(inf|Inf|INF)")
_NAN = re.compile(r"\.(nan|NaN|NAN)")
_OFTEN_NOT_TEXT = re.compile(r"(?i)y|n|yes|no|on|off")  # in YAML 1.1


@dataclass(frozen=True)
class ParsedDocument:
    """A document's value, and the line (from 1) of every place in it."""

    value: object
    lines: Mapping[Path, int]

    def line(self, where: Path) -> int:
        """Return the line of a place, or of the nearest existing place around it."""
        while where not in self.lines and where:
            where = where[:-1]
        return self.lines.get(where, 1)


def read_document(text: str, name: str) -> ParsedDocument:
    """Return the value of a YAML 1.2 text; messages name the file by `name`.

    >>> read_document("edits: off", "s.yaml").value
    {'edits': 'off'}

    Raises:
        ScenarioError: not such a YAML document; the message names the line.
    """
    if len(text) > MOST_BYTES:
        large = Message("scenario-too-large", limit_bytes=MOST_BYTES)
        raise ScenarioError(large.in_file(name))
    try:
        reader = _Reader(YAML(typ="safe", pure=True).parse(text), name)
        return reader.document()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        reason = Message("scenario-not-yaml", why=str(error.problem or error.context))
        raise ScenarioError(
            Message("scenario-in-line", file=name, line=line, reason=reason)
        ) from error
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        character = f"U+{ord(text[error.position]):04X}"
        reason = Message("scenario-character", character=character)
        raise ScenarioError(
            Message("scenario-in-line", file=name, line=line, reason=reason)
        ) from error
    except YAMLError as error:
        reason = Message("scenario-not-yaml", why=str(error))
        raise ScenarioError(reason.in_file(name)) from error


def write_document(value: Mapping[str, Any]) -> str:
    """Return plain values as YAML 1.2, keys in their order; reading it gives the same values."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Representer = _Representer
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = MOST_BYTES
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]  # its type is wrong
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = StringIO()
    yaml.dump(dict(value), out)
    return out.getvalue()


@dataclass
class _Reader:
    """Builds a document from the events of a parser."""

    events: Iterator[Any]
    name: str
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Message] = field(default_factory=list)

    def document(self) -> ParsedDocument:
        """Return the one document of the stream."""
        value: object = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml_events.DocumentStartEvent):
                documents += 1
                if event.version not in {None, (1, 2)}:
                    self._stop(event, Message("scenario-other-yaml-version"))
                if documents > 1:
                    self._stop(event, Message("scenario-second-document"))
                value = self._value(next(self.events), ())
        if self.problems:
            raise ScenarioError(self.problems)
        return ParsedDocument(value, self.lines)

    def _value(self, event: Any, where: Path) -> object:  # noqa: ANN401  an untyped library
        """Return the value that starts with an event."""
        self.lines[where] = event.start_mark.line + 1
        if len(self.lines) > _MOST_VALUES:
            self._stop(event, Message("scenario-too-many-values", limit=_MOST_VALUES))
        if len(where) > _DEEPEST:
            self._stop(event, Message("scenario-too-deep", limit=_DEEPEST))
        if isinstance(event, yaml_events.AliasEvent):
            self._stop(event, Message("scenario-alias", anchor=event.anchor))
        if event.anchor is not None:
            self._stop(event, Message("scenario-anchor", anchor=event.anchor))
        if event.tag is not None:
            self._stop(event, Message("scenario-tag", tag=str(event.tag)))
        if isinstance(event, yaml_events.SequenceStartEvent):
            return self._list(where)
        if isinstance(event, yaml_events.MappingStartEvent):
            return self._mapping(where)
        return scalar(event.value) if event.implicit[0] else event.value

    def _list(self, where: Path) -> list[object]:
        """Return a list whose start event was consumed."""
        items: list[object] = []
        while not isinstance(event := next(self.events), yaml_events.SequenceEndEvent):
            items.append(self._value(event, (*where, len(items))))
        return items

    def _mapping(self, where: Path) -> dict[str, object]:
        """Return a mapping whose start event was consumed; its keys are text as written."""
        values: dict[str, object] = {}
        while not isinstance(event := next(self.events), yaml_events.MappingEndEvent):
            if not isinstance(event, yaml_events.ScalarEvent):
                self._stop(event, Message("scenario-key-not-word"))
            if event.anchor is not None or event.tag is not None:
                self._stop(event, Message("scenario-key-anchored"))
            key, line = event.value, event.start_mark.line + 1
            place = (*where, key)
            value = self._value(next(self.events), place)
            if key in values:
                self.problems.append(
                    self._in_line(line, Message("scenario-key-repeated").at(*place))
                )
            self.lines[place] = line
            values[key] = value
        return values

    def _stop(self, event: Any, reason: Message) -> NoReturn:  # noqa: ANN401
        """Raise the error of an invalid document."""
        raise ScenarioError([*self.problems, self._in_line(event.start_mark.line + 1, reason)])

    def _in_line(self, line: int, reason: Message) -> Message:
        return Message("scenario-in-line", file=self.name, line=line, reason=reason)


def scalar(text: str) -> str | float | bool | None:
    """Return the value of an unquoted scalar under the YAML 1.2 core schema (no octal, no hex)."""
    if _NULL.fullmatch(text):
        return None
    if _TRUE.fullmatch(text) or _FALSE.fullmatch(text):
        return text.lower() == "true"
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    if infinite := _INFINITE.fullmatch(text):
        return float(f"{infinite[1]}inf")
    return float("nan") if _NAN.fullmatch(text) else text


class _Representer(SafeRepresenter):
    """Writes text in quotes if it would be read as another type, floats by repr."""


def _text(representer: SafeRepresenter, text: str) -> Any:  # noqa: ANN401
    """Return the node of a text."""
    quoted = not isinstance(scalar(text), str) or _OFTEN_NOT_TEXT.fullmatch(text)
    style = '"' if quoted else None
    return representer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _float(representer: SafeRepresenter, number: float) -> Any:  # noqa: ANN401
    """Return the node of a float."""
    return representer.represent_scalar("tag:yaml.org,2002:float", repr(number))


_Representer.add_representer(str, _text)
_Representer.add_representer(float, _float)

"""A scenario: a small text of boundary edits over one baseline, as a value.

It is read from YAML 1.2 and JSON documents by the same validation, and written as either; `replay`
applies it to its plan. Messages about a file include the line. Its JSON Schema is made from the
same models, so that editors complete and validate files.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    InstanceOf,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
)
from pydantic.dataclasses import dataclass
from pydantic.json_schema import models_json_schema

from geo.edits import EDITS, Edit, find_edits, write_edit
from geo.edits.base import CheckedByPydantic, ShortText
from geo.edits.polygon_input import Polygonal
from geo.rules.settings import find_rules, in_year, rules_schema
from geo.scenario.phase import Phase, find_phases
from geo.scenario.proposed import Proposed
from geo.scenario.target import Target, find_targets
from geo.scenario.text import MOST_BYTES, ParsedDocument, read_document, write_document
from geo.validation import MOST_KEYS, check_types, place_of, problems_of, reason_of, shown
from layers.errors import ScenarioError, SourceError, UnknownError
from layers.messages import Message, Place, catalogue
from layers.messages.languages import ENGLISH
from layers.palette import bilingual
from layers.plan.plan import Plan
from layers.runtime.arguments import checked_call
from layers.runtime.card import Amount, CardTable, card, short_hash
from layers.scenario_id import BASELINE, ID, ID_PATTERN

EDITED = "edited"
"""The default id of unnamed edits."""


def _any_id(text: str) -> str:
    """Return an id of 1–64 letters, digits, - or _."""
    if not re.fullmatch(ID, text):
        raise ScenarioError(Message("scenario-id-invalid", given=shown(text)))
    return text


def own_id(text: str) -> str:
    """Return a scenario's id, which is not the unedited plan's.

    Raises:
        ScenarioError: invalid id.
    """
    if _any_id(text) == BASELINE:
        raise ScenarioError(Message("scenario-id-of-baseline", scenario=BASELINE))
    return text


def _known_rules(rules: dict[str, Any]) -> dict[str, Any]:
    """Return rules whose names, levels and parameters are known (else `ScenarioError`)."""
    _, problems = find_rules(rules)
    if problems:
        raise ScenarioError(map(_in_field, problems))
    return rules


def _in_field(problem: Message) -> Message:
    """Return a problem with its place relative to its scenario field."""
    return reason_of(problem).at(*place_of(problem)[1:])


def _edits(items: object) -> object:
    """Return edits, each given as a value or as its one-key mapping."""
    edits, problems = find_edits(items)
    if problems:
        raise ScenarioError(map(_in_field, problems))
    return edits


def _targets(items: object) -> object:
    """Return targets, each given as a value or as a mapping."""
    targets, problems = find_targets(items)
    if problems:
        raise ScenarioError(map(_in_field, problems))
    return targets


_ID_SCHEMA = WithJsonSchema({"type": "string", "pattern": ID_PATTERN})
_ScenarioId = Annotated[str, AfterValidator(own_id), _ID_SCHEMA]
ParentId = Annotated[str, AfterValidator(_any_id), _ID_SCHEMA]
Rules = Annotated[dict[str, Any], AfterValidator(_known_rules), WithJsonSchema(rules_schema())]
"""A rule to `hard`, `soft` or `ignore`, or to a mapping with `level` and its parameters."""


class Recorded(BaseModel, frozen=True, extra="forbid"):
    """The result of a scenario when it was saved: the outline of each touched zone, and hashes.

    `result` is the hash of the zones after all edits; `made_from` that of the id, the baseline and
    the edits, `made_with` names the library versions. `zones` maps the id of each touched zone to
    its geometry in the plan's CRS, None if the zone was removed.
    """

    result: ShortText
    made_from: ShortText | None = None
    made_with: ShortText | None = None
    zones: dict[ShortText, Polygonal | None] = Field(default_factory=dict)


@dataclass(frozen=True, repr=False, config=ConfigDict(extra="forbid", title="Zonewright scenario"))
class Scenario(metaclass=CheckedByPydantic):
    """Ordered edits over one baseline, with the settings of the rules. A frozen value.

    `baseline` is the hash of the plan's zones, `rules` maps a rule to its level or to a mapping
    with parameters, `targets` are figures that it is to reach, `proposed` holds the reasons of a
    proposal, `recorded` the result when it was saved; `phases` say by when the first edits hold.

    >>> from geo import Move, Scenario
    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> north = Scenario.of(plan, [Move(zone="A", dx_km=0, dy_km=2)], scenario="north")
    >>> Scenario.parse(north.to_yaml()) == north
    True
    >>> north.to_document()["edits"]
    [{'move': {'zone': 'A', 'dx_km': 0.0, 'dy_km': 2.0}}]
    """

    scenario: _ScenarioId
    title: ShortText
    baseline: ShortText
    edits: Annotated[
        tuple[InstanceOf[Edit], ...], BeforeValidator(_edits), WithJsonSchema({"type": "array"})
    ]
    title_zh: ShortText | None = None
    parent: ParentId | None = None
    rules: Rules = field(default_factory=dict)
    targets: Annotated[tuple[Target, ...], BeforeValidator(_targets)] = ()
    phases: tuple[Phase, ...] = ()
    proposed: Proposed | None = None
    recorded: Recorded | None = None

    @classmethod
    def of(  # noqa: PLR0913  the fields of a scenario
        cls,
        plan: Plan,
        edits: Iterable[Edit | Mapping[str, Any]] | Edit | Mapping[str, Any] = (),
        *,
        scenario: str = EDITED,
        title: str | None = None,
        title_zh: str | None = None,
        rules: Mapping[str, Any] | None = None,
        targets: Iterable[Target | Mapping[str, Any]] = (),
        phases: Iterable[Phase | Mapping[str, Any]] = (),
    ) -> Self:
        """Return a scenario over a plan's current zones.

        An edit is a value (`Expand(zone="SH-LG", by_km=1)`) or its form in a file
        (`{"expand": {"zone": "SH-LG", "by_km": 1}}`); a single edit needs no list.

        Raises:
            ScenarioError: not a valid scenario; one line per problem.

        >>> import geopandas as gpd, shapely
        >>> def frame(key):
        ...     ids = {key: ["A"], "ftz_id": ["F"]}
        ...     return gpd.GeoDataFrame(ids, geometry=[shapely.box(120, 30, 121, 31)], crs=4490)
        >>> from layers import Plan
        >>> plan = Plan({"zones": frame("zone_id"), "regions": frame("adcode")})
        >>> Scenario.of(plan, [{"expand": {"zone": "A", "by_km": 1}}])
        <Scenario edited: 1 expand>
        """
        edits = (edits,) if isinstance(edits, BaseModel | Mapping) else edits
        check_types(
            ScenarioError,
            plan=(plan, "Plan"),
            edits=(edits, Iterable),
            scenario=(scenario, str),
            targets=(targets, Iterable),
            phases=(phases, Iterable),
        )
        document = {
            "scenario": scenario,
            "title": scenario if title is None else title,
            **({} if title_zh is None else {"title_zh": title_zh}),
            "baseline": plan.baseline,
            "edits": [*edits],
            "rules": {} if rules is None else rules,
            "targets": [*targets],
            "phases": [*phases],
        }
        return cls.from_document(document, scenario)

    def __repr__(self) -> str:
        """Return its id and its number of edits by verb."""
        verbs = Counter(edit.verb for edit in self.edits)
        counts = ", ".join(f"{count} {verb}" for verb, count in verbs.items())
        return f"<Scenario {self.scenario}: {counts or 'no edits'}>"

    def _repr_html_(self) -> str:
        """Return the card of the scenario in a notebook: its edits."""
        say = catalogue(ENGLISH).text
        about = {"scenario": self.scenario, "baseline": short_hash(self.baseline)}
        rows = [(Amount(number), say(it.message)) for number, it in enumerate(self.edits, 1)]
        heads = ["", say(Message("notebook-card-edit"))]
        notes = [] if rows else [say(Message("notebook-card-no-edits"))]
        title = bilingual(self.title, self.title_zh)
        table = CardTable(heads, rows)
        return card(title, say(Message("notebook-card-scenario", **about)), [table], notes)

    @classmethod
    @checked_call(SourceError)
    def load(cls, path: str | Path) -> Self:
        """Read a scenario from a YAML (or JSON) file in UTF-8.

        Raises:
            UnknownError: there is no such file.
            SourceError: it cannot be read.
            ScenarioError: not a valid scenario; each line states where and what to do.
        """
        return cls.parse(_text_of(Path(path)), str(path))

    @classmethod
    @checked_call(ScenarioError)
    def parse(cls, text: str, name: str = "scenario") -> Self:
        """Read a scenario from YAML; messages name the file by `name`.

        Raises:
            ScenarioError: not a valid scenario; each problem names its line.
        """
        document = read_document(text, name)
        scenario, problems = cls._find(document.value)
        if scenario is None:
            raise _in_lines(document, name, problems)
        return scenario

    @classmethod
    @checked_call(ScenarioError)
    def from_document(cls, document: object, name: str = "scenario") -> Self:
        """Read a scenario from plain values, as parsed from JSON; messages name it by `name`.

        Raises:
            ScenarioError: not a valid scenario; one line per problem.
        """
        scenario, problems = cls._find(document)
        if scenario is None:
            raise ScenarioError(
                Message("scenario-in-document", name=name, reason=problem) for problem in problems
            )
        return scenario

    def to_document(self) -> dict[str, Any]:
        """Return the scenario as plain values for JSON, geometry as GeoJSON."""
        return self._written(as_wkt=False)

    def to_yaml(self) -> str:
        """Return the scenario as YAML, geometry as WKT: one line each, every digit kept."""
        return write_document(self._written(as_wkt=True))

    def as_of(self, year: int) -> Self:
        """Return the scenario as of the end of a year, with the edits of the phases until then.

        Without phases all its edits hold at any time; before the first phase, none. Of a scenario
        with phases, rules that depend on time are those of the year (`in_year`).

        >>> from geo import Expand
        >>> from layers.example import example_plan
        >>> edits = [Expand(zone="A", by_km=1), Expand(zone="B", by_km=1)]
        >>> phases = [{"by": 2027, "edits": 1}, {"by": 2030, "edits": 2}]
        >>> both = Scenario.of(example_plan(), edits, phases=phases)
        >>> [len(both.as_of(year).edits) for year in (2026, 2027, 2029, 2031)]
        [0, 1, 1, 2]
        """
        if not self.phases:
            return self
        reached = tuple(phase for phase in self.phases if phase.by <= year)
        count = reached[-1].edits if reached else 0
        recorded = self.recorded if count >= len(self.edits) else None
        dated = replace(self, edits=self.edits[:count], phases=reached, recorded=recorded)
        return replace(dated, rules=in_year(self.rules, year))

    @property
    def rules_in_time(self) -> Mapping[str, Any]:
        """Return its rules as of its last phase, if that has all its edits; else of no year."""
        last = self.phases[-1] if self.phases else None
        is_dated = last is not None and last.edits >= len(self.edits)
        return in_year(self.rules, last.by) if last is not None and is_dated else self.rules

    def states(self) -> Iterator[tuple[int | None, Self]]:
        """Yield the year of each phase and the scenario as of then; last the whole scenario.

        The whole has no year (None), and is omitted if the last phase has all its edits.
        """
        for phase in self.phases:
            yield phase.by, self.as_of(phase.by)
        if not self.phases or self.phases[-1].edits < len(self.edits):
            yield None, self

    @classmethod
    def _find(cls, document: object) -> tuple[Self | None, list[Message]]:
        """Return the scenario, or None and all problems of the document."""
        if not isinstance(document, dict):
            return None, [Message("scenario-not-mapping", given=shown(document))]
        if len(document) > MOST_KEYS:
            return None, [Message("value-too-many-keys", count=len(document))]
        edits, problems = find_edits(document["edits"]) if "edits" in document else ((), [])
        _, unruly = find_rules(document.get("rules", {}))
        fields = {str(key): value for key, value in document.items() if key != "edits"}
        if "edits" in document:
            fields["edits"] = edits
        if unruly:
            problems += unruly
            del fields["rules"]
        targets, aimless = find_targets(document.get("targets", ()))
        phases, untimely = find_phases(document.get("phases", ()), len(edits))
        fields |= {"targets": targets, "phases": phases}
        problems += aimless + (untimely if edits or not problems else [])
        try:
            scenario = TypeAdapter(cls).validate_python(fields)
        except ValidationError as error:
            names = cls.__dataclass_fields__
            return None, problems_of(error, names) + problems
        return (None, problems) if problems else (scenario, [])

    def _written(self, *, as_wkt: bool) -> dict[str, Any]:
        """Return the scenario as plain values without unset fields."""
        fields: dict[str, Any] = {
            "scenario": self.scenario,
            "title": self.title,
            "title_zh": self.title_zh,
            "parent": self.parent,
            "baseline": self.baseline,
            "rules": self.rules or None,
            "targets": [target.to_document() for target in self.targets] or None,
            "phases": [
                phase.model_dump(mode="json", exclude_defaults=True)
                | {"edits": min(phase.edits, len(self.edits))}
                for phase in self.phases
            ]
            or None,
            "edits": [write_edit(edit, as_wkt=as_wkt) for edit in self.edits],
        }
        if self.proposed is not None:
            fields["proposed"] = self.proposed.model_dump(mode="json", exclude_defaults=True)
        if self.recorded is not None:
            context = "wkt" if as_wkt else "geojson"
            fields["recorded"] = self.recorded.model_dump(mode="json", context=context)
        return {name: value for name, value in fields.items() if value is not None}


def load_targets(path: Path) -> tuple[Target, ...]:
    """Read targets from a YAML (or JSON) file: a list, or a mapping with `targets`.

    Raises:
        UnknownError: there is no such file.
        SourceError: it cannot be read.
        ScenarioError: one line per mistake.
    """
    document = read_document(_text_of(path), str(path))
    items = document.value
    items = items.get("targets") if isinstance(items, dict) else items
    targets, problems = find_targets(items)
    if problems:
        raise _in_lines(document, str(path), problems)
    return targets


def _in_lines(document: ParsedDocument, name: str, problems: Iterable[Message]) -> ScenarioError:
    """Return the error of a document's problems, each with its line."""
    numbered = sorted(
        ((document.line(place_of(problem)), problem) for problem in problems),
        key=lambda item: (item[0], str(Place(place_of(item[1])))),
    )
    return ScenarioError(
        Message("scenario-in-line", file=name, line=line, reason=problem)
        for line, problem in numbered
    )


def _text_of(path: Path) -> str:
    """Return the text of a scenario file."""
    if not path.exists():
        raise UnknownError(Message("file-missing").in_file(path))
    if not path.is_file():
        raise SourceError(Message("scenario-not-file").in_file(path))
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        unreadable = Message("file-unreadable", why=str(error.strerror))
        raise SourceError(unreadable.in_file(path)) from error
    if len(content) > MOST_BYTES:
        large = Message("scenario-too-large", limit_bytes=MOST_BYTES)
        raise ScenarioError(large.in_file(path))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        reason = Message("file-not-utf8")
        raise ScenarioError(
            Message("scenario-in-line", file=str(path), line=line, reason=reason)
        ) from error


def scenario_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a scenario document.

    >>> sorted(scenario_schema()["properties"]["edits"]["items"]["oneOf"][1]["properties"])
    ['expand']
    """
    schema = TypeAdapter(Scenario).json_schema()
    _, verbs = models_json_schema([(model, "validation") for model in EDITS.values()])
    items = {"oneOf": [_edit_schema(verb) for verb in EDITS]}
    edits = {"type": "array", "description": "Boundary edits, made in this order", "items": items}
    definitions = {**schema["$defs"], **verbs["$defs"]}
    for described in (schema, *definitions.values()):
        if "description" in described:
            text, _, _ = described["description"].partition("\n\n>>>")
            described["description"] = text  # an example in Python is useless in a YAML editor
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "properties": {**schema["properties"], "edits": edits},
        "$defs": definitions,
    }


def _edit_schema(verb: str) -> dict[str, Any]:
    """Return the schema of an edit: a mapping with the verb as its one key."""
    return {
        "type": "object",
        "properties": {verb: {"$ref": f"#/$defs/{EDITS[verb].__name__}"}},
        "required": [verb],
        "additionalProperties": False,
    }

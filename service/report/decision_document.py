"""The machine-readable part of a decision file: all that measures and renders it again.

It holds **the whole plan** (`layers.formats.packed_plan`), the scenario, its record and the edition
of its page. From these the page is written again, byte by byte (`decision_file`).

Of a plan that is too large for that it holds **the reach**: the part that the changed zones reach
(`geo.coverage.within_reach`), as a GeoPackage; like the scenario it is packed by xz, in base64. A
figure of the whole plan, such as its covered people, is then a constant, `rest`, plus the figure
measured on the reach; the constant is the same before and after, and only the plan itself
shows that it is right. A figure without `rest` needs the plan, and so does the page.

Version 1, of earlier programs, has the reach alone, and not the edition: its page cannot be written
again.
"""

from __future__ import annotations

import base64
import binascii
import lzma
import re
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Self, TypeAlias

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from geo import CoverageMeter, Scenario
from geo.coverage.missed_targets import TARGET
from geo.coverage.target_figure import travel_of
from geo.coverage.targets import known_targets
from geo.coverage.travel import LINE, By, Travel
from geo.coverage.within_reach import within_reach
from geo.scenario.replay import record, zones_hash
from layers import Plan
from layers.errors import PlanError, SourceError
from layers.formats.packed_plan import packed_plan, unpacked_plan
from layers.messages import Language, Message
from service.report.figures import LEAST_KM2
from service.report.key_figures import gateways_inside, matched_clusters
from service.report.measured import Measured, row_mappings
from service.report.versions import library_versions
from service.report.writer import Edition

MOST_MAPS = 12
"""The most maps of changed zones on the page, about 0.1 MB each."""

_MOST_PLAN_BYTES = 40_000_000  # of a plan that is held whole, packed
_MOST_BYTES = 200_000_000  # bytes, unpacked
_MOST_MEMORY = 200_000_000  # bytes, while unpacking
_EXACT = 1e-3  # of the last printed digit: sums in another order
_ADDRESS = re.compile(r"([\w.+%-]+)@[\w-]+(?:\.[\w-]+)+")
_NO_TIME = "1980-01-01T00:00:00.000Z"
_AMOUNT = "amount"

_Number = Annotated[float, Field(allow_inf_nan=False)]
_Text = Annotated[str, Field(max_length=2_000)]
_Radii = Annotated[list[_Number], Field(max_length=50)]
Verdict = Literal["equal", "printed", "different", "unknown"]


class DecisionFigure(BaseModel):
    """A figure before and after; null where there is none. `of` is an id, "" for the whole plan.

    Its radius is in km or in minutes, and only the one of these that counts is written.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    table: _Text
    of: _Text
    radius_km: _Number | None = None
    radius_min: _Number | None = None
    figure: _Text
    before: _Number | None
    after: _Number | None
    rest: _Number | None = 0.0

    @property
    def key(self) -> tuple[object, ...]:
        """Return the key that identifies the figure, without its values."""
        return self.table, self.of, self.radius_km, self.radius_min, self.figure

    def compared(self, again: DecisionFigure | None) -> Verdict:
        """Return whether it is the same as measured again: exactly, or as printed."""
        if again is None:
            return "unknown" if self.rest is None else "different"
        one, other = (np.array([it.before, it.after], dtype=float) for it in (self, again))
        if (np.isnan(one) != np.isnan(other)).any():
            return "different"
        apart = float(np.nanmax(np.abs(one - other), initial=0.0)) * 10.0 ** digits_of(self.figure)
        return "equal" if apart <= _EXACT else "printed" if apart <= 0.5 else "different"


def digits_of(figure: str) -> int:
    """Return how many decimals of a figure are printed."""
    return 2 if figure.endswith("km2") else 3 if figure == _AMOUNT else 0


class DecisionEdition(BaseModel):
    """The edition of a decision's page (see `Edition`)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: Language
    day: _Text
    review_number: _Text | None
    annex: bool

    @classmethod
    def of(cls, edition: Edition) -> Self:
        """Return the settings of an edition that a document records."""
        language, day = edition.language, edition.day
        number, annex = edition.review_number, edition.annex
        return cls(language=language, day=day, review_number=number, annex=annex)

    def with_versions(self, versions: Mapping[str, str]) -> Edition:
        """Return the edition that names some versions of the program and the libraries."""
        return Edition(**self.model_dump(), most_maps=MOST_MAPS, versions=versions)


class _Signed(BaseModel, strict=True):
    """Who wrote something, and when."""

    author: str
    at: str


class _Decided(_Signed):
    status: str
    why: str


class _Commented(_Signed):
    number: int
    text: str
    zone_id: str | None
    reply_to: int | None


class _Revised(_Signed):
    number: int
    kind: str
    status: str
    message: str


class _Record(BaseModel, strict=True):
    """The part of a record that a page shows; the record may have further members."""

    status: str
    etag: str
    result: str | None
    decisions: list[_Decided]
    comments: list[_Commented]
    history: Annotated[list[_Revised], Field(min_length=1)]


class Decision(BaseModel):
    """The document of a decision file.

    `by` says how distances are measured, and radii are in its unit: `radii_km`, or `radii_min` in
    minutes; only these are written. `layers` are the hashes of the plan's layers; `scenario`
    is YAML with its record (packed), and `result` the hash of its zones. `whole` has the layers of
    the plan, `reach` a part of it: one of the two is written.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    decision: Literal[1, 2] = 1
    plan: _Text
    crs: _Text
    layers: dict[_Text, _Text]
    scenario: str
    result: _Text
    libraries: dict[_Text, _Text]
    radii_km: _Radii | None = None
    radii_min: _Radii | None = None
    by: By = "line"
    edition: DecisionEdition | None = None
    record: dict[str, Any] | None
    figures: Annotated[list[DecisionFigure], Field(max_length=50_000)]
    whole: dict[_Text, str] | None = None
    reach: str | None = None

    @model_validator(mode="after")
    def _check_version(self) -> Self:
        is_first = self.decision == 1
        if is_first != (self.edition is None) or (is_first and self.whole is not None):
            raise ValueError("edition")
        if (self.whole is None) == (self.reach is None):
            raise ValueError("whole")
        if self.record is not None and not is_first:
            _Record.model_validate(self.record)
        return self

    @property
    def shown_edition(self) -> Edition:
        """Return the edition of its page.

        Raises:
            SourceError: it is of a version that does not hold that.
        """
        if self.edition is None:
            raise SourceError(Message("file-decision-unreadable"))
        return self.edition.with_versions(self.libraries)

    @classmethod
    def of(cls, one: Measured, edition: Edition) -> Decision:
        """Return the document of a measured scenario, whose page has an edition."""
        before = one.comparison.coverages[0]
        plan = before.plan
        radii: dict[str, Any] = {f"radii_{before.unit}": list(before.radii_km)}
        whole = packed_plan(plan, _MOST_PLAN_BYTES)
        held = _reach_of(one) if whole is None else {"whole": whole}
        return cls(
            decision=2,
            plan=plan.name,
            crs=plan.crs.to_string(),
            layers=hashes_of(plan),
            scenario=_packed(record(plan, one.scenario).to_yaml().encode()),
            result=zones_hash(one.after.zone_frame),
            libraries=library_versions(),
            **radii,
            by=before.travel.name,
            edition=DecisionEdition.of(edition),
            record=None if one.record is None else dict(one.record),
            **{"figures": [*decision_figures(one)]} | held,
        )


def _reach_of(one: Measured) -> dict[str, Any]:
    """Return the reach of a measured scenario, and its figures with their constants (`rest`)."""
    before = one.comparison.coverages[0]
    part = within_reach([before, one.after, *one.after_each])
    meter = CoverageMeter.of(part, before.radii_km, before.travel)
    within = Measured.of(meter, meter.measure(), _on_part(part, one.scenario, before.travel))
    own = {it.key: it for it in decision_figures(within)}
    figures = [_with_rest(it, own.get(it.key)) for it in decision_figures(one)]
    return {"figures": figures, "reach": _packed(_geopackage(part))}


def hashes_of(plan: Plan) -> dict[str, str]:
    """Return the hash of each layer of a plan; that of the zones is the baseline."""
    return {"zones": plan.baseline, **plan.layers}


class Again(NamedTuple):
    """The results of measuring again: the hash of the zones, and each figure by its key.

    `notice` is a remark on the replay of the scenario, if any.
    """

    result: str
    figures: dict[tuple[object, ...], DecisionFigure]
    notice: Message | None

    @classmethod
    def of(cls, one: Measured, rest: Mapping[tuple[object, ...], float | None]) -> Self:
        """Return the results for a measured scenario, with the constants of figures, if any."""
        found = (it for it in decision_figures(one) if rest.get(it.key, 0.0) is not None)
        return cls(
            zones_hash(one.after.zone_frame),
            {it.key: _plus(it, rest.get(it.key) or 0.0) for it in found},
            one.after.notice,
        )


def measured_on(decision: Decision, plan: Plan) -> Measured:
    """Return a decision's scenario, measured on a plan.

    Raises:
        SourceError: the scenario cannot be unpacked.
        ScenarioError: it is not valid, or not one of the plan.
    """
    return _measured(plan, scenario_of(decision), decision)


def measured_again(decision: Decision, plan: Plan | None = None) -> Again:
    """Return a decision's scenario measured on a plan, or on the data that the decision holds.

    Raises:
        SourceError: something cannot be unpacked, is too large, or is not a plan.
        ScenarioError: the scenario is not valid, or not one of the plan.
    """
    plan = plan or held_plan(decision)
    if plan is not None:
        return Again.of(measured_on(decision, plan), {})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reach.gpkg"
        path.write_bytes(_unpacked(decision.reach or ""))
        try:
            part = Plan.open(path)
        except (PlanError, SourceError) as error:
            raise SourceError(Message("file-decision-unreadable")) from error
    scenario = _on_part(part, scenario_of(decision), Travel.of(decision.by))
    rest = {it.key: it.rest for it in decision.figures}
    return Again.of(_measured(part, scenario, decision), rest)


def held_plan(decision: Decision) -> Plan | None:
    """Return the whole plan that a decision holds; None if it holds the reach.

    Raises:
        SourceError: it cannot be unpacked, is too large, or is not a plan.
    """
    if decision.whole is None:
        return None
    try:
        return unpacked_plan(decision.whole, decision.plan)
    except PlanError as error:
        raise SourceError(Message("file-decision-unreadable")) from error


def scenario_of(decision: Decision) -> Scenario:
    """Return the scenario that a decision holds, with its record.

    Raises:
        SourceError: it cannot be unpacked.
        ScenarioError: it is not valid.
    """
    return Scenario.parse(_unpacked(decision.scenario).decode(errors="replace"))


def without_addresses(record: Any) -> Any:  # noqa: ANN401  of any JSON type
    """Return a record without its mail addresses, private settings and withdrawn comments.

    >>> without_addresses({"owner": "li", "decisions": [{"author": "li@ftz.example.cn"}]})
    {'decisions': [{'author': 'li@…'}]}
    """
    kept = {"status", "etag", "result", "decisions", "comments", "history"}
    parts = {name: value for name, value in record.items() if name in kept}
    if "comments" in parts:
        parts["comments"] = [it for it in parts["comments"] if not it.get("withdrawn_by")]
    return with_hidden_addresses(parts)


def with_hidden_addresses(value: Any) -> Any:  # noqa: ANN401  of any JSON type
    """Return a value of JSON in which mail addresses are cut.

    >>> with_hidden_addresses(["li@ftz.example.cn", 7])
    ['li@…', 7]
    """
    if isinstance(value, dict):
        return {name: with_hidden_addresses(it) for name, it in value.items()}
    if isinstance(value, list | tuple):
        return [with_hidden_addresses(it) for it in value]
    return _ADDRESS.sub(r"\1@…", value) if isinstance(value, str) else value


def decision_figures(one: Measured) -> Iterator[DecisionFigure]:
    """Yield the figures of the tables: reach, zones, groups, regions, costs, rules, edits."""
    for table, rows in _TABLES.items():
        for of, radius, name, *pair in rows(one):
            before, after = (None if it is None or np.isnan(it) else float(it) for it in pair)
            at: dict[str, Any] = {one.after.radius_column: radius}
            yield DecisionFigure(
                table=table, of=str(of), **at, figure=name, before=before, after=after
            )


def _totals(one: Measured) -> Iterator[_Cells]:
    for row in row_mappings(one.comparison.totals):
        for name in ("covered_population", "covered_area_km2", "population", "area_km2"):
            pair = row[f"{name}_before"], row[f"{name}_after"]
            if not np.isnan(pair[0]):
                yield "", row[one.after.radius_column], name, *pair
    for row in row_mappings(one.comparison.population):
        for name in ("entering_population", "leaving_population"):
            yield "", row[one.after.radius_column], name, 0.0, row[name]


def _points(one: Measured) -> Iterator[_Cells]:
    plan, comparison = one.after.plan, one.comparison
    if plan.has("clusters"):
        columns = ["covered_clusters_before", "covered_clusters_after"]
        clusters = comparison.sectors.groupby(one.after.radius_column)[columns].sum()
        every = dict.fromkeys([0.0, *one.after.radii_km])
        for radius, *pair in clusters.reindex([*every], fill_value=0).itertuples():
            yield "", radius, "covered_clusters", *pair
            leaving = (comparison.clusters_leaving[one.after.radius_column] == radius).sum()
            yield "", radius, "leaving_clusters", 0.0, leaving
        was, now = map(matched_clusters, comparison.coverages)
        yield "", None, "matched_clusters", was, now
    if plan.has("gateways"):
        before, after = (len(gateways_inside(it)) for it in comparison.coverages)
        yield "", None, "gateways", before, after


def _zones(one: Measured) -> Iterator[_Cells]:
    for row in one.changes:
        yield row["zone_id"], None, "area_km2", row["area_km2_before"], row["area_km2_after"]
        for name in ("gained_km2", "lost_km2"):
            yield row["zone_id"], None, name, 0.0, row[name]


def _groups(one: Measured) -> Iterator[_Cells]:
    sides = [
        {row["ftz_id"]: row for row in row_mappings(it.ftzs)} for it in one.comparison.coverages
    ]
    for group in sorted(one.groups_changed):
        for name in ("area_km2", "headroom_km2"):
            before, after = (rows.get(group, {}).get(name) for rows in sides)
            yield group, None, name, before, after
    for group, requested in sorted(one.quota_km2.items()):
        yield group, None, "quota_km2", 0.0, requested


def _regions(one: Measured) -> Iterator[_Cells]:
    """Yield the coarsest regions in which people or land are covered otherwise."""
    rows = one.comparison.regions
    for row in row_mappings(rows[rows["level"] == one.after.plan.terms.coarsest.code]):
        for name in ("covered_population", "covered_area_km2"):
            if abs(row[f"{name}_difference"]) >= LEAST_KM2:
                pair = row[f"{name}_before"], row[f"{name}_after"]
                yield row["adcode"], row[one.after.radius_column], name, *pair


def _rules(one: Measured) -> Iterator[_Cells]:
    for row in row_mappings(one.comparison.rules):
        if row["change"] != "unchanged" and row["rule"] != TARGET:
            subject = f"{row['change']}: {row['rule']} {row['subject']}"
            after = None if row["change"] == "mended" else row["amount"]
            yield subject, None, _AMOUNT, row["amount_before"], after


def _targets(one: Measured) -> Iterator[_Cells]:
    for row in row_mappings(one.comparison.targets):
        yield row["target"], None, row["measure"], row["value_before"], row["value_after"]


def _edits(one: Measured) -> Iterator[_Cells]:
    for row in row_mappings(one.contributions):
        radius = row[one.after.radius_column]
        if radius == one.after.radii_km[0]:
            yield row["edit"], None, "area_km2", 0.0, row["area_km2"]
        for name in ("covered_population", "covered_area_km2"):
            yield row["edit"], radius, name, 0.0, row[name]


_Cells: TypeAlias = tuple[object, float | None, str, Any, Any]
_TABLES: Mapping[str, Callable[[Measured], Iterator[_Cells]]] = {
    "totals": _totals,
    "points": _points,
    "zones": _zones,
    "ftzs": _groups,
    "regions": _regions,
    "rules": _rules,
    "targets": _targets,
    "edits": _edits,
}


def _on_part(part: Plan, scenario: Scenario, travel: Travel) -> Scenario:
    """Return a scenario with the targets that a part of its plan can measure.

    It has the network of one travel mode alone, and no columns of the demand beside people.
    """
    known = known_targets(part, scenario.targets)
    return replace(scenario, targets=tuple(it for it in known if travel_of(it) in {LINE, travel}))


def _measured(plan: Plan, scenario: Scenario, decision: Decision) -> Measured:
    meter = CoverageMeter.of(plan, decision.radii_km or decision.radii_min or [], decision.by)
    return Measured.of(meter, meter.measure(), scenario, decision.record)


def _with_rest(figure: DecisionFigure, own: DecisionFigure | None) -> DecisionFigure:
    """Return a figure with the constant missing from its reach; None if that is not constant."""
    sides = [] if own is None else [(figure.before, own.before), (figure.after, own.after)]
    rests = [whole - part for whole, part in sides if whole is not None and part is not None]
    is_known = all((whole is None) == (part is None) for whole, part in sides) and bool(sides)
    least = _EXACT * 10.0 ** -digits_of(figure.figure)
    if not is_known or (rests and max(rests) - min(rests) > least):
        return figure.model_copy(update={"rest": None})
    rest = rests[0] if rests and abs(rests[0]) > least else 0.0
    return figure.model_copy(update={"rest": rest})


def _plus(figure: DecisionFigure, rest: float) -> DecisionFigure:
    sides = {"before": figure.before, "after": figure.after}
    return figure.model_copy(
        update={name: None if it is None else it + rest for name, it in sides.items()}
    )


def _geopackage(plan: Plan) -> bytes:
    """Return a plan as a GeoPackage; the same plan gives the same bytes."""
    with tempfile.TemporaryDirectory() as folder:
        path, copied = Path(folder) / "reach.gpkg", Path(folder) / "copied.gpkg"
        plan.save(path)
        with closing(sqlite3.connect(path)) as file:
            with file:
                file.execute("UPDATE gpkg_contents SET last_change = ?", (_NO_TIME,))
            file.execute("VACUUM INTO ?", (str(copied),))  # without the count of changes
        return copied.read_bytes()


def _packed(content: bytes) -> str:
    return base64.b64encode(lzma.compress(content)).decode()


def _unpacked(text: str) -> bytes:
    """Return the unpacked bytes of a packed text.

    Raises:
        SourceError: it cannot be unpacked, or is too large.
    """
    unpack = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MOST_MEMORY)
    try:
        content = unpack.decompress(base64.b64decode(text, validate=True), _MOST_BYTES)
    except (lzma.LZMAError, binascii.Error, ValueError, EOFError) as error:
        raise SourceError(Message("file-archive-unreadable", why=str(error))) from error
    if not unpack.eof:
        raise SourceError(Message("file-archive-large", limit_bytes=_MOST_BYTES))
    return content

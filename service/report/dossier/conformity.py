"""Statements on the conformity of a scenario: each check, its outcome, its data and their date."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pandas as pd

from geo.comparison.reference_land import reference_land
from geo.rules import RULES
from geo.rules.settings import parse_rules
from layers.schema.column_types import is_missing
from service.report.costs import cap_kept, caps_exceeded
from service.report.document import ReportTable
from service.report.figures import NO_FIGURE, two, without_decimals
from service.report.key_figures import cap_uses
from service.report.measured import Measured, row_mappings
from service.report.sources import most_named, years_of
from service.report.writer import ALL_ROWS, ReportColumns, Writer

_LAYERS = {
    "cap": ("ftzs", "caps"),
    "overlap": ("zones",),
    "exclusion": ("exclusions",),
    "outside_province": ("regions",),
    "customs_block_cut": ("customs_blocks",),
    "water": ("waters",),
}
"""The rules with a statement of their own, and the layers that each is checked against."""

_MOST_BREACHES = 10
_KEPT, _UNVERIFIED, _BROKEN = "kept", "unverified", "broken"
_UNCHECKED, _TOUCHED = "unchecked", "touched"


class Statement(NamedTuple):
    """A statement: the check, its outcome, the finding in words, and the data."""

    what: str
    outcome: str
    text: str
    data: str


def conformity_table(writer: Writer, one: Measured) -> ReportTable:
    """Return a statement for each rule and each reference layer, for the zones that change."""
    rows = [*statements(writer, one)]
    columns: ReportColumns = {
        "dossier-col-checked": [it.what for it in rows],
        "dossier-col-outcome": [writer.say("dossier-outcome", outcome=it.outcome) for it in rows],
        "dossier-col-found": [it.text for it in rows],
        "dossier-col-data": [it.data for it in rows],
    }
    note = writer.say("dossier-conformity-note", day=writer.day)
    return writer.table(writer.say("dossier-table-conformity"), columns, note, ALL_ROWS)


def statements(writer: Writer, one: Measured) -> Iterator[Statement]:
    """Yield the statements on a scenario: rules first, then reference layers."""
    broken = _breaches(one)
    choices = parse_rules(one.scenario.rules)
    for rule, layers in _LAYERS.items():
        yield _of_rule(writer, one, rule, layers, broken.pop(rule, []), choices[rule].level)
    others = [name for name in RULES if name not in _LAYERS and choices[name].level != "ignore"]
    rows = [row for name in others for row in broken.get(name, [])]
    text = _sentences(writer, rows) or writer.say("dossier-others-kept", rules=len(others))
    yield Statement(
        writer.say("dossier-other-rules"),
        _BROKEN if rows else _met(writer, ["zones"]),
        text,
        data_of(writer, "zones"),
    )
    yield from _references(writer, one)


def unchecked(writer: Writer, one: Measured) -> list[str]:
    """Return the names of the checks that were not made."""
    return [it.what for it in statements(writer, one) if it.outcome == _UNCHECKED]


def data_of(writer: Writer, layer: str) -> str:
    """Return a description of a layer: records, how many are verified, main source, years."""
    name = writer.say(f"page-layername-{layer.replace('_', '-')}")
    if not writer.plan.has(layer):
        return NO_FIGURE
    return _described(writer, name, writer.plan.frame(layer))


def _described(writer: Writer, name: str, frame: pd.DataFrame) -> str:
    sources = frame["source"].dropna().astype(str) if "source" in frame else pd.Series(dtype=str)
    most = most_named(sources)
    return writer.say(
        "dossier-data",
        layer=name,
        records=len(frame),
        verified=_verified(frame),
        source="" if most is None else writer.source(most),
        has_source="no" if most is None else "yes",
        years=years_of(sources),
        dated="yes" if years_of(sources) else "no",
    )


def _of_rule(  # noqa: PLR0913, PLR0917  each is a part of the statement
    writer: Writer,
    one: Measured,
    rule: str,
    layers: tuple[str, ...],
    rows: list[dict[str, Any]],
    level: str,
) -> Statement:
    title = writer.text(RULES[rule].title)
    known = [layer for layer in layers if writer.plan.has(layer)]
    why = ""
    if level == "ignore":
        why = writer.say("dossier-unchecked-ignored")
    elif not known:
        layer = writer.say(f"page-layername-{layers[0].replace('_', '-')}")
        why = writer.say("dossier-unchecked-no-layer", layer=layer)
    elif lacking := _without(one, rule):
        names = tuple(writer.names.of("ftzs", it) for it in lacking)
        why = writer.say("dossier-unchecked-groups", rule=rule, names=names)
    elif rule in {"cap", "outside_province"} and not one.groups_changed:
        why = writer.say("dossier-unchecked-no-group")
    data = _parted(writer, (data_of(writer, layer) for layer in known)) or NO_FIGURE
    found = [_sentences(writer, rows)]
    if rule == "cap":
        found = [*caps_exceeded(writer, one), *found]
        found += [cap_kept(writer, it) for it in cap_uses(one) if not it.over_km2]
    text = _parted(writer, [*found, why])
    is_broken = bool(rows) or (rule == "cap" and any(it.over_km2 for it in cap_uses(one)))
    if is_broken and level != "ignore":
        return Statement(title, _BROKEN, text, data)
    if why:
        return Statement(title, _UNCHECKED, text, data)
    return Statement(title, _met(writer, known), text or writer.say("dossier-kept"), data)


def _met(writer: Writer, layers: Iterable[str]) -> str:
    """Return the outcome of a rule that is met: whether anything of some layers is verified."""
    frames = [writer.plan.frame(layer) for layer in layers]
    return _KEPT if any(_verified(frame) for frame in frames) else _UNVERIFIED


def _verified(frame: pd.DataFrame) -> int:
    """Return how many records of a layer are verified."""
    return int((frame["verified"].astype(str) == "True").sum()) if "verified" in frame else 0


def _without(one: Measured, rule: str) -> list[str]:
    """Return the groups that change, but lack the value that a rule needs."""
    column = {"cap": "cap_km2", "outside_province": "adcode"}.get(rule)
    if column is None:
        return []
    plan = one.after.plan
    table = one.after.ftzs if rule == "cap" else plan.frame("ftzs") if plan.has("ftzs") else None
    known = {} if table is None else dict(zip(table["ftz_id"], table[column], strict=True))
    return sorted(group for group in one.groups_changed if is_missing(known.get(group)))


def _breaches(one: Measured) -> dict[str, list[dict[str, Any]]]:
    """Return the broken rules of the zones and groups that change, by rule."""
    own = one.changed | one.groups_changed
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in row_mappings(one.comparison.rules):
        subjects = {str(row["zone_id"]), str(row["subject"]), *str(row["subject"]).split()}
        if row["change"] != "mended" and subjects & own:
            rows.setdefault(row["rule"], []).append(row)
    return rows


def _sentences(writer: Writer, rows: list[dict[str, Any]]) -> str:
    found = [writer.row_sentence(row) for row in rows[:_MOST_BREACHES]]
    if len(rows) > _MOST_BREACHES:
        found.append(writer.say("report-rules-rest", count=len(rows) - _MOST_BREACHES))
    return _parted(writer, found)


def _parted(writer: Writer, texts: Iterable[str]) -> str:
    """Return some sentences as one text."""
    return writer.say("dossier-parted").join(it.rstrip(".。") for it in texts if it)


def _references(writer: Writer, one: Measured) -> Iterator[Statement]:
    """Yield how much of the zones that change lies in each reference layer of areas."""
    rows = row_mappings(reference_land(one.comparison, one.changed))
    if not rows:
        what = writer.say("dossier-references")
        text = writer.say("dossier-unchecked-references")
        yield Statement(what, _UNCHECKED, text, NO_FIGURE)
        return
    frame = writer.plan.frame("references")
    for name in dict.fromkeys(row["reference"] for row in rows):
        own = [row for row in rows if row["reference"] == name]
        parts = [
            writer.say(
                "dossier-reference-land",
                kind=name if is_missing(row["kind"]) else str(row["kind"]),
                areas=without_decimals(row["areas"]),
                planned=two(row["planned_km2"]),
                gained=two(row["gained_km2"]),
            )
            for row in own
        ]
        own_rows = frame[frame["reference"] == name]
        touched = any(row["planned_km2"] > 0 for row in own)
        free = _KEPT if _verified(own_rows) else _UNVERIFIED
        yield Statement(
            writer.say("dossier-reference", name=name),
            _TOUCHED if touched else free,
            _parted(writer, parts),
            _described(writer, name, own_rows),
        )

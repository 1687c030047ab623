"""The rule checker of a plan: the violations of a set of zones, as a table."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.rules.base import OF_YEAR, Breach, Rule, RuleLevel
from geo.rules.prepared_plan import PreparedPlan
from geo.rules.settings import parse_rules
from geo.rules.zone_set import Subject, Subjects, ZoneSet
from geo.table_frame import Columns, frame_of
from geo.zone import PolygonCache
from layers.errors import PlanError
from layers.messages import Language, Message
from layers.messages.languages import names_first
from layers.plan.plan import Plan
from layers.runtime.arguments import checked_call
from layers.runtime.budget import spend
from layers.runtime.cache import Cache

VIOLATION_COLUMNS = (
    "rule",
    "subject",
    "code",
    "params",
    "level",
    "zone_id",
    "amount",
    "limit",
    "unit",
    "message",
    "geometry",
)
_FIGURES = ("amount", "limit")
_TEXTS = tuple(name for name in VIOLATION_COLUMNS if name not in _FIGURES)
_KEPT_SETTINGS = 64

RuleFigures: TypeAlias = tuple[tuple[str, float], ...]


class RuleChecker:
    """Checks zones against the rules of one plan, with a cache of the breaches of each subject.

    Only subjects with a zone that is not in the cache are checked. Thread-safe.
    `polygons` are those of a meter of the plan, if there is one.

    >>> import shapely
    >>> from geo.rules import RuleChecker
    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> checker = RuleChecker(plan)
    >>> larger = plan.zones.assign(geometry=shapely.buffer(plan.zones.geometry.to_numpy(), 0.001))
    >>> checker.violations(larger, {"overlap": "soft"})[["rule", "subject"]].values.tolist()
    [['cap', 'F'], ['overlap', 'A B'], ['swap_balance', 'F']]
    """

    def __init__(self, plan: Plan, polygons: PolygonCache | None = None) -> None:
        self._prepared = PreparedPlan(plan, polygons)
        self._settings: Cache[str, _Chosen] = Cache(_KEPT_SETTINGS)
        self._groups: Cache[Hashable, _Group] = Cache(4 * _KEPT_SETTINGS)

    def cap_km2(self, rules: Mapping[str, object] | None) -> Mapping[str, float]:
        """Return the area cap of each FTZ that has one, as of the year of the rules."""
        return self._prepared.cap_km2(parse_rules(rules)["cap"].parameters[OF_YEAR.name])

    def violations(
        self, zones: gpd.GeoDataFrame, rules: Mapping[str, object] | None = None
    ) -> pd.DataFrame:
        """Return every violation of the zones, sorted by rule, zone and subject.

        Args:
            zones: valid zones in the plan's CRS: `zone_id`, `ftz_id`, geometry. Only read.
            rules: a scenario's `rules` (see `parse_rules`); one at level `ignore` is not checked.

        Returns:
            `rule` and `subject`, together the identity of a violation across scenarios; `code` and
            `params` of its message, as plain values (see `Message.to_document`); `level`, `zone_id`
            (None for a rule of a whole FTZ), `amount` and `limit` in `unit`, `message` (one line
            of English), `geometry` (lon/lat, or None). Without violations, no rows but all columns.

        Raises:
            ScenarioError: the rules are invalid: one line per problem.
        """
        return frame_of(violation_columns(self.rows(zones, rules)))

    def rows(
        self, zones: gpd.GeoDataFrame, rules: Mapping[str, object] | None = None
    ) -> list[Violation]:
        """Return the rows of `violations` as values.

        Raises:
            ScenarioError: the rules are invalid: one line per problem.
        """
        chosen, prepared = self._chosen(rules), self._prepared
        zone_set = ZoneSet(prepared, prepared.zones_of(zones))
        rows = [
            Violation(rule, chosen.levels[rule], *rest)
            for group in chosen.groups
            for subject in group.subjects.of(zone_set, group.within_m)
            for rule, *rest in prepared.cache.call(_find, prepared, group, subject)
        ]
        rows.sort(key=in_order)
        return rows

    def _chosen(self, rules: Mapping[str, object] | None) -> _Chosen:
        """Return a scenario's choice of rules, cached if they are plain values."""
        settings = {} if rules is None else rules
        if type(settings) is not dict or any(
            type(each) not in {str, dict} for each in settings.values()
        ):
            return self._choose(rules)
        # by its text, which distinguishes True from 1
        return self._settings.get(repr(settings), lambda: self._choose(settings))

    def _choose(self, rules: Mapping[str, object] | None) -> _Chosen:
        """Return the rules as set by a scenario; equal groups are one object."""
        choices = [choice for choice in parse_rules(rules).values() if choice.level != "ignore"]
        groups: dict[tuple[Subjects, float], list[tuple[Rule, RuleFigures]]] = {}
        for choice in choices:
            subjects, figures = choice.rule.subjects, choice.parameters
            within_m = figures[subjects.within_m] if subjects.within_m else 0.0
            group = groups.setdefault((subjects, within_m), [])
            group.append((choice.rule, tuple(figures.items())))
        return _Chosen(
            tuple(self._groups.call(_Group, *key, tuple(each)) for key, each in groups.items()),
            {choice.rule.name: choice.level for choice in choices},
        )


@checked_call(PlanError)
def violations(
    plan: Plan, zones: gpd.GeoDataFrame, rules: Mapping[str, object] | None = None
) -> pd.DataFrame:
    """Return every violation of the zones; for repeated use, keep a `RuleChecker`: it caches.

    Raises:
        PlanError: the zones are not valid zones of the plan: one line per problem.
        ScenarioError: the rules are invalid: one line per problem.

    >>> import geopandas as gpd, shapely
    >>> from layers.plan.plan import Plan
    >>> def frame(key, *shapes):
    ...     ids = {key: [f"{key[0]}{i}" for i in range(len(shapes))], "ftz_id": "F"}
    ...     return gpd.GeoDataFrame(ids, geometry=list(shapes), crs=4490)
    >>> zones = frame("zone_id", shapely.box(120, 30, 120.2, 30.1), shapely.box(120.1, 30, 121, 31))
    >>> plan = Plan({"zones": zones, "regions": frame("adcode", shapely.box(120, 30, 121, 31))})
    >>> violations(plan, plan.zones)[["rule", "level", "message"]].values.tolist()
    [['overlap', 'hard', 'z0 and z1 overlap by 106.90 km²']]
    """
    return RuleChecker(plan).violations(plan.checked_zones(zones), rules)


@dataclass(frozen=True, eq=False)
class _Group:
    """Rules with the same subjects, with their parameters: checked and cached together."""

    subjects: Subjects
    within_m: float
    rules: tuple[tuple[Rule, RuleFigures], ...]


class Violation(NamedTuple):
    """A violation of a rule, its message's parameters as plain values, and in English."""

    rule: str
    level: RuleLevel
    breach: Breach
    params: Mapping[str, object]
    english: str

    @property
    def identity(self) -> tuple[str, str]:
        """Return the rule and the subject, which identify a violation across scenarios."""
        return self.rule, self.breach.subject


def in_order(row: Violation) -> tuple[str, str, str]:
    """Return the sort key of a violation: rule, zone and subject."""
    return row.rule, row.breach.zone_id or "", row.breach.subject


class _Chosen(NamedTuple):
    """The rules of a scenario that are not ignored, in groups, and their levels by name."""

    groups: tuple[_Group, ...]
    levels: dict[str, RuleLevel]


def _find(
    prepared: PreparedPlan, group: _Group, subject: Subject
) -> tuple[tuple[str, Breach, Mapping[str, object], str], ...]:
    """Return the violations of one subject, by rule, without their level."""
    spend()
    say = prepared.plan.terms.speaker("en").text
    return tuple(
        (rule.name, breach, breach.message.to_document()["params"], say(breach.message))
        for rule, figures in group.rules
        for breach in rule.check(prepared, subject, dict(figures))
    )


def violation_columns(violations: Sequence[Violation]) -> Columns:
    """Return violations by column: all except figures as objects, nulls as None."""
    texts = np.empty((len(_TEXTS), len(violations)), dtype=object)
    for row, (rule, level, breach, params, english) in enumerate(violations):
        subject, zone_id, _, _, unit, message, where, _, _ = breach
        cells = rule, subject, message.code, {**params}, level, zone_id, unit, english, where
        for column, cell in enumerate(cells):
            texts[column, row] = cell  # one by one, because numpy would unpack geometries
    figures = np.array([(row.breach.amount, row.breach.limit) for row in violations], dtype=float)
    columns = dict(zip(_TEXTS, texts, strict=True))
    columns |= dict(zip(_FIGURES, figures.reshape(len(violations), len(_FIGURES)).T, strict=True))
    return {name: columns[name] for name in VIOLATION_COLUMNS}


def sentences(broken: pd.DataFrame, plan: Plan, language: Language) -> list[str]:
    """Return the sentence of each violation in a language, in the plan's words.

    Zones and groups are named by their ids, coarsest regions by their names in that language. For
    English that is the column `message` itself.

    Args:
        broken: rows of `violations`, of which `code` and `params` are read.
        plan: the plan of the violations.
        language: of the reader.

    >>> import shapely
    >>> from geo.rules import sentences, violations
    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> larger = plan.zones.assign(geometry=shapely.buffer(plan.zones.geometry.to_numpy(), 0.001))
    >>> sentences(violations(plan, larger).iloc[1:2], plan, "zh")
    ['A与B重叠 0.46 平方公里']
    """
    if broken.empty:
        return []
    coarsest, regions = plan.terms.coarsest, plan.regions
    shown = coarsest.shown_names(regions)
    localized = coarsest.names(regions)[names_first(language)[0]].fillna(shown)
    names = dict(zip(shown, localized, strict=True))
    catalogue = plan.terms.catalogue(language, lambda id_: names.get(id_, id_))
    return [
        catalogue.text(Message.from_document({"code": code, "params": params}))
        for code, params in zip(broken["code"], broken["params"], strict=True)
    ]

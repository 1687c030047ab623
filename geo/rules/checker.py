"""The rule book of a plan: which rules a set of zones breaks, as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np
import pandas as pd
from pandas.api.internals import (  # type: ignore[import-not-found]
    create_dataframe_from_blocks,
)

from geo.rules.prepared_plan import PreparedPlan
from geo.rules.settings import parse_rules
from geo.rules.zone_cache import ZoneCache
from geo.rules.zone_set import Subject, Subjects, ZoneSet
from layers.cache import Cache

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    import geopandas as gpd

    from geo.rules.base import Breach, Level, Rule
    from layers.plan import Plan

VIOLATION_COLUMNS = (
    "rule",
    "level",
    "zone_id",
    "amount",
    "limit",
    "unit",
    "message",
    "geometry",
    "subject",
)
_COLUMNS = pd.Index(VIOLATION_COLUMNS)
_FIGURES = _COLUMNS.get_indexer(pd.Index(["amount", "limit"]))
_TEXTS = np.delete(np.arange(len(_COLUMNS)), _FIGURES)
_KEPT_SETTINGS = 64

Figures: TypeAlias = tuple[tuple[str, float], ...]


class RuleChecker:
    """The rules held against one plan; what was found of a polygon is remembered.

    Only what involves a zone not asked about lately is worked out. Threads may share a book.
    """

    def __init__(self, plan: Plan) -> None:
        self._prepared = PreparedPlan(plan)
        self._zones = ZoneCache(self._prepared)
        self._settings: Cache[str, _Chosen] = Cache(_KEPT_SETTINGS)
        self._groups: Cache[Hashable, _Group] = Cache(4 * _KEPT_SETTINGS)

    def violations(
        self,
        zones: gpd.GeoDataFrame,
        rules: Mapping[str, object] | None = None,
        *,
        digests: Sequence[bytes] | None = None,
    ) -> pd.DataFrame:
        """Return every violation of the zones, sorted by rule, zone and subject.

        Args:
            zones: valid zones in the plan's CRS: `zone_id`, `ftz_id`, geometry. Only read.
            rules: a scenario's `rules` (see `parse_rules`); a rule at level `ignore` is not asked.
            digests: of each zone's polygon (see `zone.digest_of`), where they are known already.

        Returns:
            `rule`, `level`, `zone_id` (None for a rule of a whole FTZ), `amount` and `limit` in
            `unit`, `message` (one line), `geometry` (lon/lat, or None), and `subject`: with `rule`
            the identity of a violation across scenarios. No row, all columns, where none is broken.

        Raises:
            ScenarioError: the rules are not valid: a line for each problem.
        """
        chosen = self._chosen(rules)
        zone_set = ZoneSet(self._prepared, self._zones.zones(zones, digests))
        ask, prepared = self._prepared.cache.call, self._prepared
        found = [
            row
            for group in chosen.groups
            for subject in group.subjects.of(zone_set, group.within_m)
            for row in ask(_find, prepared, group, subject)
        ]
        found.sort(key=lambda row: (row[0], row[1].zone_id or "", row[1].subject))
        return _table(found, chosen.levels)

    def _chosen(self, rules: Mapping[str, object] | None) -> _Chosen:
        """Return what a scenario's rules choose; plain ones set like this before are known."""
        given = {} if rules is None else rules
        if type(given) is not dict or any(type(each) not in {str, dict} for each in given.values()):
            return self._choose(rules)
        # by its text, which tells True and 1 apart
        return self._settings.get(repr(given), lambda: self._choose(given))

    def _choose(self, rules: Mapping[str, object] | None) -> _Chosen:
        """Return the rules as a scenario sets them; equal groups are one object."""
        choices = [choice for choice in parse_rules(rules).values() if choice.level != "ignore"]
        groups: dict[tuple[Subjects, float], list[tuple[Rule, Figures]]] = {}
        for choice in choices:
            subjects, figures = choice.rule.subjects, choice.parameters
            within_m = figures[subjects.within_m] if subjects.within_m else 0.0
            asked = groups.setdefault((subjects, within_m), [])
            asked.append((choice.rule, tuple(figures.items())))
        return _Chosen(
            tuple(self._groups.call(_Group, *key, tuple(asked)) for key, asked in groups.items()),
            {choice.rule.name: choice.level for choice in choices},
        )


def violations(
    plan: Plan, zones: gpd.GeoDataFrame, rules: Mapping[str, object] | None = None
) -> pd.DataFrame:
    """Return every violation of the zones against the plan; a `RuleChecker` answers again faster.

    >>> import geopandas as gpd, shapely
    >>> from layers.plan import Plan
    >>> def frame(key, *shapes):
    ...     ids = {key: [f"{key[0]}{i}" for i in range(len(shapes))], "ftz_id": "F"}
    ...     return gpd.GeoDataFrame(ids, geometry=list(shapes), crs=4490)
    >>> zones = frame("zone_id", shapely.box(120, 30, 120.2, 30.1), shapely.box(120.1, 30, 121, 31))
    >>> plan = Plan({"zones": zones, "regions": frame("adcode", shapely.box(120, 30, 121, 31))})
    >>> violations(plan, plan.zones)[["rule", "level", "message"]].values.tolist()
    [['overlap', 'hard', 'z0 and z1 overlap by 106.90 km²']]
    """
    return RuleChecker(plan).violations(zones, rules)


@dataclass(frozen=True, eq=False)
class _Group:
    """Rules that look at the same subjects, with their figures: asked, and remembered, as one."""

    subjects: Subjects
    within_m: float
    rules: tuple[tuple[Rule, Figures], ...]


class _Chosen(NamedTuple):
    """The rules of a scenario that are not ignored, in groups, and the level of each by name."""

    groups: tuple[_Group, ...]
    levels: dict[str, Level]


def _find(
    prepared: PreparedPlan, group: _Group, subject: Subject
) -> tuple[tuple[str, Breach], ...]:
    """Return what is broken in one subject, by rule."""
    return tuple(
        (rule.name, breach)
        for rule, figures in group.rules
        for breach in rule.check(prepared, subject, dict(figures))
    )


def _table(found: Sequence[tuple[str, Breach]], levels: Mapping[str, Level]) -> pd.DataFrame:
    """Return the rows as a frame: texts and geometries as objects, nulls as None."""
    texts = np.empty((len(_TEXTS), len(found)), dtype=object)
    for row, (rule, breach) in enumerate(found):
        subject, zone_id, _, _, unit, message, where = breach
        cells = rule, levels[rule], zone_id, unit, message, where, subject
        for column, cell in enumerate(cells):
            texts[column, row] = cell  # one by one: numpy would look into geometries
    figures = np.array([(breach.amount, breach.limit) for _, breach in found], dtype=float)
    figures = figures.reshape(len(found), len(_FIGURES)).T
    blocks = [(texts, _TEXTS), (figures, _FIGURES)]
    index = pd.RangeIndex(len(found))
    table: pd.DataFrame = create_dataframe_from_blocks(blocks, index=index, columns=_COLUMNS)
    return table

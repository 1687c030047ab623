"""A question for proposals: whose land may change, what for, how much land and of which shape.

It is one value, which the command line, a job and a script make and hand on. It is checked once:
contradictions and ranges when it is made, names that the plan lacks when it is put to a plan.
Either way all problems are reported at once.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from numbers import Integral, Real
from typing import Annotated, Any, get_origin, get_type_hints

from geo.coverage.scope import codes_named
from geo.coverage.travel import By, Travel
from geo.indicators.reference import WORST_SERVED
from geo.option import Among, Gone, Help, Range, Word, deprecated_in, kinds_of, out_of_range
from geo.proposals.limits import CANDIDATES, MOST_KM2, USUAL_LIMITS, Limits
from geo.proposals.robustness import RUNS
from geo.proposals.term import (
    MOST_SPREAD_KM,
    Term,
    is_weight,
    number_or_nan,
    parse_terms,
)
from geo.scenario.model import own_id
from geo.scenario.phase import FIRST_YEAR, LAST_YEAR
from geo.validation import as_several, check_types
from layers import Plan
from layers.errors import MeasureError, ScenarioError, UnknownError, ZonewrightError
from layers.messages import Message
from layers.runtime.suggestions import suggestion


class NoProposalError(ScenarioError):
    """There is nothing to propose: no candidate, nothing gained, or a hard rule stays broken."""


SWAPS = ("any", "idle")
"""The land that a swap may release first."""

ALL = "all"
"""Every FTZ with a cap; every region where new zones may stand."""

MOST_ANSWERS = 20
"""How many answers that differ there may be."""

MOST_POINTS = 21
"""How many points a front may have."""

MOST_NEW = 100
"""How many new zones there may be."""

MOST_TRIES = 10_000_000
"""How many shapes may be tried."""

MOST_PRICE = 1_000.0
"""As how many people reached a resident may weigh."""

MOST_RUNS = 10_000
"""In how many runs an answer may be measured."""

_NEW_ZONE_KM = 1.0  # how wide a new zone is at least
_TODAY = "today"
_DIFFER = 0.25  # of the budget: by how much answers differ by default
_HEXAGON = math.sqrt(3) / 2  # of its squared width: the area of a regular hexagon


@dataclass(frozen=True, kw_only=True)
class Question:
    """The question that `geo.proposals.answer` answers.

    A single term or FTZ is as good as a list of one.

    Args:
        objective: terms as `geo.proposals.term` says, such as `["population@50"]`.
        ftzs: the FTZs whose zones may change; those that the plan locks stay.
        province: a region of the coarsest level, or several, where new zones are sought instead;
            `all`: in any.
        everywhere: the same as the province `all`; deprecated.
        new: how many.
        spread_km: a term counts over a spread of radii up to so much below and above its own, as
            `geo.proposals.term` says; 0: at the radius alone.
        kept_share: the share of its gain at the radius that land is to keep in 95 of 100 runs with
            boundaries as uncertain as `limits` says; 0: any, as with new zones and a front.
        residents: the weight of a resident of land that is taken, as people reached.
        runs: in how many runs with uncertain boundaries an answer is measured; 0: in none.
        by: how distances are measured: by the straight `line`, or by `road`; then blocks
            that no road enters stay as they are, and there are no runs. By `road_min`
            radii and their spread are minutes: `population@30`.
        budget_km2: how much land each FTZ may take beyond its cap, one figure for all, or by FTZ;
            its headroom below the cap comes on top. The area of each new zone.
        phases: how much land each FTZ may take beyond its cap by a year, in all
            (`geo.proposals.phased`).
        phase_weights: the weights of the gains of phases, by year; deprecated, phases count alike.
        swap: take as much land as is released, at most a tenth of the FTZ's area: `any` (or True),
            or `idle`, first idle and unbuilt land: then a km² in use costs as much as a
            km² taken may gain at first.
        release: the same as a swap of that kind; deprecated.
        across_barriers: land may lie across railways and rivers (`geo.proposals.available_land`);
            deprecated.
        limits: the limits on the pieces of land.
        weights: what multiplies the people and clusters of regions, by their codes.
        keep: bounds of indicators, `INDICATOR>=FIGURE` or `INDICATOR>=today`.
        prefer: layers, or rows of one, that land is to lie in; `avoid`: that it is to keep off.
        gap: the gap at which a model (for each answer) may be left; of one new zone in one
            province, which may be anywhere, 0 is 0.01.
        tries: how many shapes are tried in all, of many FTZs at least 5,000 of each: what ends the
            search, alike everywhere.
        time_limit_s: when the search (for all answers) ends, with the best found until then.
        scenario: the id of the first scenario; others are `scenario-2` and so on.
        answers: how many answers.
        differ_km2: by how much land each two of them differ at least; by default a quarter of the
            budget, of a swap 1 km².
        front: the terms of a second objective: the front of the two is sought.
        points: how many points of that: one for each objective alone, the others between.

    Raises:
        UnknownError: neither FTZs nor where new zones are sought, or both; no such candidates.
        MeasureError: what contradicts itself otherwise, or is out of range. One line per
            problem, also where both kinds are there.
        ScenarioError: a scenario may not be called so.

    >>> from geo.proposals import Question
    >>> Question(objective=["population@50"], ftzs=["LN"], budget_km2=20).ftzs
    ('LN',)
    >>> Question(objective="population@50", ftzs="LN", budget_km2=20).objective
    ('population@50',)
    """

    objective: Annotated[
        Sequence[str] | str,
        Help(
            "What to serve: any indicator that adds up: population@50, jobs@0 (inside), "
            "sector:S@50, strategy_population@50, gateways_inside@0, strategy_land_km2; "
            "worst-served@50; own:population@50 (within its group's own regions), "
            "least:LEVEL@50 (the region with the least share); several with weights, "
            "2*population@50; population@50±0: without the spread of 2 km; "
            "0.1*land_value charges for parcels."
        ),
    ]
    ftzs: Annotated[
        Sequence[str] | str,
        Help(
            "An FTZ whose zones may change; may be repeated; all: those with a cap, if any.",
            name="ftz",
        ),
    ] = ()
    province: Annotated[
        str | Sequence[str] | None,
        Help("New zones in this region instead; may be repeated; all: in any region."),
    ] = None
    everywhere: Annotated[bool, Gone(in_scripts=True)] = False
    new: Annotated[int, Range(1, MOST_NEW), Help("How many new zones, each of the area given.")] = 1
    budget_km2: Annotated[
        float | Mapping[str, float] | None,
        Range(0, MOST_KM2, "above"),
        Help(
            "Land to add to each FTZ beyond its cap (what is left below it comes on top), ID=X for "
            "one of them, or of each new zone. YEAR=X: in all by the end of that year; what one "
            "year takes, later ones keep.",
            "X",
        ),
    ] = None
    phases: Annotated[Mapping[int, float], Gone(name="phase")] = field(default_factory=dict)
    phase_weights: Annotated[
        Mapping[int, float],
        Gone(in_scripts=True, name="weight_phase"),
    ] = field(default_factory=dict)
    swap: Annotated[
        bool | str,
        Among(SWAPS),
        Help(
            "Keep the cap: add as much land as is released: any (also without a word), or idle: "
            "first what is idle or not built, as parcels or zones tell.",
            "any|idle",
        ),
    ] = False
    release: Annotated[str, Among(SWAPS), Gone(in_scripts=True)] = "any"
    weights: Annotated[
        Mapping[str, float] | None,
        Help(
            "People and clusters there count X times; also a strategic region by its name.",
            "CODE=X",
            name="weight_region",
        ),
    ] = None
    keep: Annotated[
        Sequence[str] | str,
        Help(
            "An indicator that must not fall below a figure, or today's: jobs@50>=today, "
            "strategy_land_km2>=today; may be repeated."
        ),
    ] = ()
    prefer: Annotated[
        Sequence[str] | str,
        Help("A layer that land is to lie in or near, or rows of it: LAYER.COLUMN=VALUE."),
    ] = ()
    avoid: Annotated[
        Sequence[str] | str,
        Help("A layer that land is to keep off, or rows of it: parcels.land_use=housing."),
    ] = ()
    across_barriers: Annotated[bool, Gone(in_scripts=True)] = False
    limits: Limits = USUAL_LIMITS
    answers: Annotated[
        int, Range(1, MOST_ANSWERS), Help("How many answers: OUT.yaml, OUT-2.yaml, …")
    ] = 1
    differ_km2: Annotated[
        float | None,
        Range(0, MOST_KM2, "above"),
        Word(
            "differ",
            "how much land two answers differ by at least; if not given, a quarter of a budget",
            "km2",
            "1km2",
        ),
    ] = None
    front: Annotated[
        Sequence[str] | str | None,
        Help("A second objective: answers between the two, as for --answers."),
    ] = None
    points: Annotated[int, Range(2, MOST_POINTS)] = 5
    spread_km: Annotated[float, Range(0, MOST_SPREAD_KM), Gone()] = 2.0
    kept_share: Annotated[
        float,
        Range(0, 1),
        Word(
            "kept", "the share of its gain that land keeps in 95 of 100 runs, where it can; 0: any"
        ),
    ] = 0.8
    residents: Annotated[
        float,
        Range(0, MOST_PRICE),
        Word(
            "residents", "as how many people reached a resident of the land weighs; 0: not at all"
        ),
    ] = 1.0
    runs: Annotated[int, Range(0, MOST_RUNS), Gone()] = RUNS
    gap: Annotated[float, Range(0, 1, "below"), Gone()] = 0.0
    tries: Annotated[
        int,
        Range(0, MOST_TRIES),
        Help("How many shapes are tried: where time suffices, the same answer anywhere."),
    ] = 80_000
    time_limit_s: Annotated[
        float, Range(0, 1e6, "above"), Help("The time limit; the best answer so far is returned.")
    ] = 300.0
    by: By = "line"
    scenario: str = "proposal"

    @classmethod
    def of(cls, **given: Any) -> Question:  # noqa: ANN401  a value for each field
        """Return the question of values by field, those of its limits among them."""
        limits = {one.name: given.pop(one.name) for one in fields(Limits) if one.name in given}
        return cls(**given | {"front": given["front"] or None}, limits=Limits(**limits))

    def __post_init__(self) -> None:
        """Refuse values that contradict each other or are out of range, for any plan."""
        self._check_types()
        budget = self.budget_km2
        for name, value in (
            ("objective", as_several(self.objective)),
            ("ftzs", tuple(dict.fromkeys(as_several(self.ftzs)))),
            ("province", self._regions()),
            ("swap", "idle" if self.swap and self.release == "idle" else self.swap),
            ("front", None if self.front is None else as_several(self.front)),
            *((name, as_several(getattr(self, name))) for name in ("keep", "prefer", "avoid")),
            ("weights", dict(self.weights or {})),
            ("phases", dict(self.phases)),
            ("phase_weights", dict(self.phase_weights)),
            ("budget_km2", dict(budget) if isinstance(budget, Mapping) else _real(budget)),
        ):
            object.__setattr__(self, name, value)
        checks = (
            self._contradictions,
            self._released,
            self._phased,
            lambda: out_of_range(self),
            self._land,
            self._number,
            self._search,
        )
        _refuse(self._unknown(), [problem for check in checks for problem in check()])
        for number in {1, self.most_answers}:
            own_id(self.scenario_of(number))

    @property
    def deprecated(self) -> tuple[str, ...]:
        """Return the names of its deprecated parts."""
        return deprecated_in(self)

    @property
    def seeks_zones(self) -> bool:
        """Say whether new zones are sought."""
        return bool(self.province)

    @property
    def releases_idle(self) -> bool:
        """Say whether a swap releases idle or unbuilt land first."""
        return self.swap == "idle"

    def provinces(self, plan: Plan) -> tuple[str, ...]:
        """Return the regions of the coarsest level where new zones are sought."""
        every = sorted(set(plan.regions[plan.terms.coarsest.column].dropna()))
        return tuple(every if self.province == (ALL,) else self.province or ())

    @property
    def most_answers(self) -> int:
        """Return how many answers there may be."""
        return self.answers if self.front is None else self.points

    def scenario_of(self, number: int) -> str:
        """Return the id of the scenario of an answer, counted from 1."""
        return self.scenario if number == 1 else f"{self.scenario}-{number}"

    @property
    def apart_km2(self) -> float:
        """Return by how much land answers differ."""
        given = self.budget_km2
        if self.differ_km2 is not None:
            return self.differ_km2
        if given is None:
            return 1.0
        budgets = [*given.values()] if isinstance(given, Mapping) else [given]
        return _DIFFER * math.fsum(budgets)

    def budget_of(self, ftz: str) -> float | None:
        """Return the budget of an FTZ, None where none is given."""
        given = self.budget_km2
        own = given.get(ftz) if isinstance(given, Mapping) else given
        return None if own is None else float(own)

    def terms(self, plan: Plan) -> tuple[tuple[Term, ...], ...]:
        """Return the terms of the objective, and of the second one where there is one.

        Raises:
            UnknownError: the plan lacks an FTZ, the province, parcels or the data of a term; no
                term but of land.
            MeasureError: a term that must be the only one is not, or needs zones that exist.
        """
        check_types(MeasureError, plan=(plan, "Plan"))
        unknown, unit = [*self._lacking(plan)], self.travel.unit
        terms: list[tuple[Term, ...]] = []
        for texts in (self.objective, self.front):
            try:
                terms += [] if texts is None else [parse_terms(plan, texts, self.spread_km, unit)]
            except UnknownError as error:
                unknown += error.problems
        _refuse(unknown)
        if all(term.is_land and term.is_small for term in terms[0]):
            raise UnknownError(Message("propose-land-value-alone"))
        every = [term for own in terms for term in own]
        beside = len(every) > 1 or self.weights or self.phases or self.seeks_zones
        if beside and any(term.level for term in every):
            raise MeasureError(Message("propose-least-alone"))
        if self.seeks_zones and any(term.indicator.is_own for term in every):
            raise MeasureError(Message("propose-scoped-new"))
        if self.seeks_zones and any(term.is_land and not term.is_small for term in every):
            raise MeasureError(Message("propose-land-new"))
        return tuple(terms)

    @property
    def travel(self) -> Travel:
        """Return how distances are measured."""
        return Travel.of(self.by)

    def keeps(self, plan: Plan) -> tuple[tuple[str, Term, float | None], ...]:
        """Return each term that may not fall below a figure: its text, the term, and the figure.

        The figure is None for that of today.

        Raises:
            UnknownError, MeasureError: as `terms`.
        """
        found, wrong, unit = [], list[Message](), self.travel.unit
        for text in self.keep:
            indicator, _, figure = text.replace("≥", ">=").partition(">=")
            least = None if figure.strip() == _TODAY else number_or_nan(figure)
            if least is not None and math.isnan(least):
                wrong.append(Message("propose-keep-unclear", given=text))
                continue
            try:
                (term,) = parse_terms(plan, [indicator.strip()], 0.0, unit)
            except ZonewrightError as error:
                wrong += error.problems
                continue
            if term.level or term.name == WORST_SERVED:
                wrong.append(Message("propose-keep-unclear", given=text))
            else:
                found.append((indicator.strip(), term, least))
        _refuse((), wrong)
        return tuple(found)

    def _regions(self) -> tuple[str, ...]:
        """Return the regions where new zones are sought, each once."""
        named = as_several(self.province or ())
        return tuple(dict.fromkeys((*named, ALL) if self.everywhere else named))

    def _check_types(self) -> None:
        """Refuse values of other types, one line per value."""
        own = self.limits if isinstance(self.limits, Limits) else Limits()
        values: dict[str, tuple[object, tuple[type, ...]]] = {}
        for of in (self, own):
            hints = get_type_hints(type(of))
            values |= {name: (getattr(of, name), _kinds(hints[name])) for name in hints}
        del values["by"]
        check_types(MeasureError, **values)
        Travel.of(self.by)
        for name, given in (
            ("budget_km2", self.budget_km2),
            ("weights", self.weights),
            ("phases", self.phases),
            ("phase_weights", self.phase_weights),
        ):
            if isinstance(given, Mapping):
                figures = {f"{name} {key}": (figure, Real) for key, figure in given.items()}
                check_types(MeasureError, **figures)

    def _unknown(self) -> Iterator[Message]:
        if bool(self.ftzs) == self.seeks_zones:
            yield Message("propose-ftz-or-province" if self.ftzs else "propose-ftz-none")
        if (given := self.limits.candidates) not in CANDIDATES:
            yield Message("propose-candidates", given=given, hint=suggestion(given, CANDIDATES))
        for swap in (self.swap, self.release):
            if isinstance(swap, str) and swap not in SWAPS:
                yield Message("propose-swap", given=swap, hint=suggestion(swap, SWAPS))

    def _contradictions(self) -> Iterator[Message]:
        if not self.phases and bool(self.swap) == (self.budget_km2 is not None):
            yield Message("propose-budget-or-swap")
        if self.keep and self.seeks_zones:
            yield Message("propose-keep-new")
        if self.province and ALL in self.province and len(self.province) > 1:
            yield Message("propose-all-alone", option="province")
        if self.new != 1 and not self.seeks_zones:
            yield Message("propose-new-nowhere")
        if not self.seeks_zones or self.ftzs:
            return
        if self.budget_km2 is None or isinstance(self.budget_km2, Mapping):
            yield Message("propose-province-swap")
        if self.limits != USUAL_LIMITS:
            yield Message("propose-zone-only-area")

    def _released(self) -> Iterator[Message]:
        """Yield the problems of options of released land where none is released."""
        if self.release == "idle" and not self.swap:
            yield Message("propose-release-no-swap")
        if self.limits.release_gateways and not self.swap:
            yield Message("propose-gateways-no-swap")

    def _phased(self) -> Iterator[Message]:
        """Yield the problems with the phases."""
        others = self.budget_km2 is not None or bool(self.swap) or self.seeks_zones
        several = self.answers != 1 or self.front is not None
        if self.phases and (others or several):
            yield Message("propose-phases-alone")
        if self.phase_weights and not self.phases:
            yield Message("propose-phase-weight-alone")
            return
        before = 0.0
        for year, km2 in sorted(self.phases.items()):
            if not FIRST_YEAR <= year <= LAST_YEAR:
                yield Message("propose-phase-year", given=str(year))
            if not 0 < km2 <= MOST_KM2:
                yield Message("propose-phase-area", year=str(year), given=km2)
            elif km2 < before:
                yield Message("propose-phase-less", year=str(year), given=km2, before=before)
            before = km2
        for year, weight in self.phase_weights.items():
            if year not in self.phases:
                yield Message("propose-phase-weight-of-none", year=str(year))
            elif not is_weight(weight) or weight <= 0:
                yield Message("propose-phase-weight-not-allowed", year=str(year), given=weight)

    def _land(self) -> Iterator[Message]:
        """Yield the problems with the budgets, or with the area of a new zone."""
        given = self.budget_km2
        if given is None:
            return
        if self.seeks_zones and not isinstance(given, Mapping):
            if 0 < given < _HEXAGON * _NEW_ZONE_KM**2:
                yield Message(
                    "propose-block-narrow", given=given, wide_km=math.sqrt(given / _HEXAGON),
                    least=_HEXAGON * _NEW_ZONE_KM**2, width_km=_NEW_ZONE_KM,
                )  # fmt: skip
        elif isinstance(given, Mapping):
            if missing := tuple(ftz for ftz in self.ftzs if ftz not in given):
                yield Message("propose-budget-missing", ftzs=missing)
            for ftz in self.ftzs:
                km2 = given.get(ftz)
                if km2 is not None and not 0 < km2 <= MOST_KM2:
                    yield Message("propose-budget-not-allowed", ftz=ftz, given=km2)

    def _number(self) -> Iterator[Message]:
        """Yield the problems with the number of answers sought and how they differ."""
        several = self.answers != 1
        if self.differ_km2 is not None and not several:
            yield Message("propose-differ-alone")
        elif self.seeks_zones and (several or self.front is not None):
            yield Message("propose-several-of-zone")
        elif self.front is not None and several:
            yield Message("propose-answers-or-front")

    def _search(self) -> Iterator[Message]:
        if self.kept_share not in {Question.kept_share, 0.0} and (
            self.seeks_zones or self.front is not None
        ):
            yield Message("propose-kept-share-unused")
        for code, weight in (self.weights or {}).items():
            if not is_weight(weight):
                yield Message("propose-region-weight", region=code, given=weight)

    def _lacking(self, plan: Plan) -> Iterator[Message]:
        """Yield the named things that the plan lacks."""
        known = sorted(set(plan.zones["ftz_id"].dropna()))
        for ftz in self.ftzs:
            if ftz not in known:
                yield Message("propose-ftz-unknown", ftz=ftz, hint=suggestion(ftz, known))
        regions = sorted(set(plan.regions[plan.terms.coarsest.column].dropna()))
        for province in self.provinces(plan):
            if province not in regions:
                words = tuple(code for code in codes_named(plan, province) if code in regions)
                near = Message("suggest-near", words=words)
                hint = near if words else suggestion(province, regions)
                yield Message("propose-province-unknown", province=province, hint=hint)
        if self.releases_idle and not _knows_use(plan):
            yield Message("propose-release-unknown")
        if self.limits.candidates == "parcels" and not plan.has("parcels"):
            yield Message("propose-parcels-missing")


def _knows_use(plan: Plan) -> bool:
    """Return whether a plan tells which land is idle or built."""
    stated = plan.zones[["idle_km2", "built_km2"]].notna()
    return plan.has("parcels") or bool(stated.to_numpy().any())


def _kinds(hint: object) -> tuple[type, ...]:
    """Return the types that an annotation allows: any number, any series of values."""
    parts = [get_origin(one) or one for one in kinds_of(hint)]
    known = {int: Integral, float: Real, Sequence: Iterable}
    return tuple(known.get(one, one) for one in parts if one is not str or Sequence not in parts)


def _real(given: float | None) -> float | None:
    """Return a number of any type, such as NumPy's, as Python's own."""
    return None if given is None else float(given)


def _refuse(unknown: Iterable[Message], wrong: Iterable[Message] = ()) -> None:
    """Refuse all problems at once: as not known where anything is not.

    Raises:
        UnknownError, MeasureError: there is something.
    """
    kind = UnknownError if (unknown := [*unknown]) else MeasureError
    if problems := [*unknown, *wrong]:
        raise kind(problems)

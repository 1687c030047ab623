"""The verdict of the first page: whether a scenario can be decided, and on which conditions.

A scenario that breaks a hard rule cannot be proposed or approved: its banner states that. Otherwise
it lists requests beyond a cap and further broken rules. The purposes for which the scenario is
better or worse follow, then a warning if its radii disagree, or if its title names a figure that
was not measured.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from geo.indicators.scorecard import Scorecard
from geo.rules import RULES
from layers.messages import Message
from service.report.costs import (
    broken,
    cap_kept,
    caps_exceeded,
    hard_rules,
    rules_broken,
    soft_rules,
)
from service.report.document import BannerEntry, ReportBanner
from service.report.figures import signed
from service.report.key_figures import KeyFigure, cap_uses, totals
from service.report.measured import Measured
from service.report.writer import Writer

_STOP, _LOSS, _CONDITION, _CLEAR, _OPEN, _SAME = "×", "▼", "◆", "▲", "?", "="
_MOST_CAPS = 2
_NUMBER = r"(?<![\dA-Za-z.,])(\d[\d,]*(?:\.\d+)?)"
_AREA = re.compile(
    rf"{_NUMBER}\s*(?:km²|km2\b|km\^2|㎢|sq\.?\s?km\b|square kilomet\w+|平方[公千][里米])",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    rf"{_NUMBER}\s*(thousand|million|billion|万|亿|)\s*(?:more |fewer )?"
    r"(?:people\b|persons\b|residents\b|inhabitants\b|人)",
    re.IGNORECASE,
)
_TIMES = {"": 1.0, "thousand": 1e3, "million": 1e6, "billion": 1e9, "万": 1e4, "亿": 1e8}


def banners(writer: Writer, one: Measured, card: Scorecard) -> tuple[ReportBanner, ...]:
    """Return the banners of a scenario; if it cannot be decided, that gets a banner of its own."""
    rest = (balance(writer, one, card), *_doubts(writer, one))
    return _banners(_decidable(writer, one), rest, is_stop=is_stopped(one))


def _banners(
    first: BannerEntry | None, doubts: Iterable[BannerEntry], *, is_stop: bool
) -> tuple[ReportBanner, ...]:
    rest = tuple(doubts)
    if first is None:
        return (ReportBanner(rest),) if rest else ()
    if not is_stop:
        return (ReportBanner((first, *rest)),)
    return (ReportBanner((first,), is_stop=True), *((ReportBanner(rest),) if rest else ()))


def is_stopped(one: Measured) -> bool:
    """Return whether a scenario breaks a hard rule, so that it cannot be decided."""
    return bool(broken(one, "hard"))


def banners_of_several(
    writer: Writer, lettered: Mapping[str, Measured], card: Scorecard
) -> tuple[ReportBanner, ...]:
    """Return the banners of several scenarios: who is stopped, serves what, disagrees."""
    stopped = tuple(letter for letter, one in lettered.items() if is_stopped(one))
    stop = None
    if stopped:
        texts = [
            text
            for letter in stopped
            for text in _lettered(writer, letter, hard_rules(writer, lettered[letter]))
        ]
        stop = BannerEntry(_STOP, _of(writer, stopped, writer.say("report-banner-stop")), (*texts,))
    doubts = (
        entry._replace(heading=_of(writer, (letter,), entry.heading))
        for letter, one in lettered.items()
        for entry in (
            balance(writer, one, card)._replace(texts=()),  # as the table of purposes has it
            *_doubts(writer.of(one), one),
        )
    )
    return _banners(stop, doubts, is_stop=bool(stopped))


def _lettered(writer: Writer, letter: str, texts: Iterable[str]) -> Iterator[str]:
    """Yield the first of some sentences, after a letter."""
    for text in itertools.islice(texts, 1):
        yield _of(writer, (letter,), text)


def _of(writer: Writer, letters: tuple[str, ...], what: str) -> str:
    return writer.say("report-decision-who-of", letters=letters, who=what)


def _decidable(writer: Writer, one: Measured) -> BannerEntry:
    """Return whether a scenario can be decided, and on which conditions."""
    if is_stopped(one):
        return BannerEntry(_STOP, writer.say("report-banner-stop"), tuple(hard_rules(writer, one)))
    conditions, soft = [*caps_exceeded(writer, one)], soft_rules(one)
    texts = [*conditions]
    if soft:
        texts += rules_broken(writer, soft, "report-cost-soft")
    count = len(conditions) + bool(soft)
    kept = [use for use in cap_uses(one) if not use.over_km2 and not use.quota_km2]
    texts += [cap_kept(writer, use) for use in kept[:_MOST_CAPS]]
    if len(kept) > _MOST_CAPS:
        texts.append(writer.say("report-caps-rest", count=len(kept) - _MOST_CAPS))
    mended = len(one.comparison.violations_mended)
    texts += [writer.say("report-rules-mended", count=mended)] if mended else []
    own = tuple(RULES[name].title for name in one.scenario.rules if name in RULES)
    texts += [writer.say("report-rules-own", rules=own)] if own else []
    if count:
        heading = writer.say("report-banner-conditions", count=count)
        return BannerEntry(_CONDITION, heading, tuple(texts))
    return BannerEntry(_CLEAR, writer.say("report-banner-clear"), tuple(texts))


def _doubts(writer: Writer, one: Measured) -> Iterator[BannerEntry]:
    """Yield that the radii of a scenario disagree, that its title says otherwise."""
    changes = _reach_changes(writer, one)
    if {-1, 1} <= set(np.sign([row.after - row.before for row in changes.values()])):
        heading = writer.say("report-banner-disagree")
        yield BannerEntry(_OPEN, heading, (_reached(writer, changes),))
    stated = [*_contradictions(writer, one)]
    if stated:
        yield BannerEntry(_OPEN, writer.say("report-banner-title"), tuple(stated))


def balance(writer: Writer, one: Measured, card: Scorecard) -> BannerEntry:
    """Return for which purposes a scenario is better and for which worse, and if people lose."""
    served: dict[str, list[str]] = {"better": [], "mixed": [], "worse": [], "undecided": []}
    for purpose in card.purposes:
        verdict = card.verdict(purpose.key, one.scenario.scenario)
        if verdict in served:
            served[verdict].append(writer.text(purpose.title))
    count = {verdict: len(purposes) for verdict, purposes in served.items()}
    gains, losses = count["better"] + count["mixed"], count["worse"] + count["mixed"]
    mark = _CONDITION if gains and losses else _CLEAR if gains else _LOSS if losses else _SAME
    texts = [
        writer.say("report-banner-served", verdict=verdict, purposes=tuple(purposes))
        for verdict, purposes in served.items()
        if purposes
    ]
    changes = _reach_changes(writer, one)
    if changes and all(row.after < row.before for row in changes.values()):
        texts.append(_reached(writer, changes))
    counts = tuple(
        Message("report-banner-count", verdict=verdict, count=count[verdict])
        for verdict in ("better", "mixed", "worse")
        if count[verdict]
    )
    heading = writer.say("report-banner-no-purpose")
    if counts:
        heading = writer.say("report-banner-purposes", of=len(card.purposes), counts=counts)
    return BannerEntry(mark, heading, tuple(texts))


def _reach_changes(writer: Writer, one: Measured) -> dict[float, KeyFigure]:
    """Return the people, else the land, within the radii at which their number changes."""
    rows = zip(writer.before.radii_km, totals(writer, one), strict=False)
    return {radius: row for radius, row in rows if row.is_changed}


def _reached(writer: Writer, changes: Mapping[float, KeyFigure]) -> str:
    return writer.say(
        "report-banner-people" if writer.has_people else "report-banner-land",
        changes=tuple(
            Message("report-banner-change", by=row.change, **writer.within(radius))
            for radius, row in changes.items()
        ),
    )


def _contradictions(writer: Writer, one: Measured) -> Iterator[str]:
    """Yield each area and number of people of the title that is none of the measured figures."""
    title = writer.title(one)
    land = one.land_km2
    for stated in _unmeasured(_AREA.finditer(title), _areas_km2(one)):
        about = {"gained_km2": land["gained"], "lost_km2": land["lost"]}
        yield writer.say("report-banner-title-land", stated=stated, **about)
    if not writer.has_people:
        return
    totals = one.comparison.totals["covered_population_difference"]
    for stated in _unmeasured(_PEOPLE.finditer(title), _persons(one)):
        low, high = signed(float(totals.min())), signed(float(totals.max()))
        yield writer.say("report-banner-title-people", stated=stated, low=low, high=high)


def _unmeasured(found: Iterable[re.Match[str]], figures: Sequence[float]) -> Iterator[str]:
    """Yield the texts of figures that no measured figure rounds to."""
    measured = np.abs(np.asarray(figures, float))
    for match in found:
        number, *rest = match.groups()
        times = _TIMES[rest[0].lower()] if rest else 1.0
        digits = len(number.partition(".")[2])
        stated = float(number.replace(",", "")) * times
        if not (np.abs(measured - stated) <= 0.5001 * times * 10.0**-digits).any():
            yield match[0].strip()


def _areas_km2(one: Measured) -> list[float]:
    """Return every area that a title may name: of land that changes, of zones, groups and rules."""
    zones, ftzs = one.comparison.zones, [it.ftzs for it in one.comparison.coverages]
    rules = one.comparison.rules
    columns = [zones[f"area_km2_{when}"] for when in ("before", "after")]
    columns += [zones["gained_km2"], zones["lost_km2"]]
    columns += [zones["area_km2_after"] - zones["area_km2_before"]]
    columns += [table[name] for table in ftzs for name in ("area_km2", "cap_km2", "headroom_km2")]
    columns += [rules["amount"][rules["unit"] == "km²"], one.contributions["area_km2"]]
    columns += [one.comparison.land["area_km2"]]
    every = np.concatenate([np.asarray(column, float) for column in columns])
    sums = [float(it.zones["area_km2"].sum()) for it in one.comparison.coverages]
    land = [*one.land_km2.values(), one.land_km2["gained"] - one.land_km2["lost"]]
    return [*every[np.isfinite(every)].tolist(), *land, *sums, *one.quota_km2.values()]


def _persons(one: Measured) -> list[float]:
    """Return every number of people that a title may name: within, entering, leaving a radius."""
    totals, crossing = one.comparison.totals, one.comparison.population
    regions = one.comparison.regions["covered_population_difference"]
    columns = [totals[f"covered_population_{it}"] for it in ("before", "after", "difference")]
    columns += [crossing["entering_population"], crossing["leaving_population"], regions]
    every = np.concatenate([np.asarray(column, float) for column in columns])
    return list(every[np.isfinite(every)].tolist())


def settled_first(writer: Writer, one: Measured) -> Iterator[str]:
    """Yield the point to settle before a decision: hard rules, or a quota or cap."""
    if is_stopped(one):
        yield writer.say("report-settle-rules")
    elif any(use.quota_km2 or use.over_km2 for use in cap_uses(one)):
        yield writer.say("report-settle-cap")

"""The scorecard as a JSON document, and the texts of its parts."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

import pandas as pd

from geo.indicators import Acceptability, Scorecard, ScoreRow
from geo.validation import shown
from layers import Plan
from layers.errors import UnknownError
from layers.messages import Language, Message
from layers.messages.languages import names_first
from layers.palette import GATEWAYS, SECTORS
from layers.scenario_id import BASELINE
from service.documents.coverage import plain, plan_document

_LAYER_OF_PLACE = {"ftz": "ftzs", "strategy": "strategies"}


def score_document(card: Scorecard) -> dict[str, Any]:
    """Return the document of a scorecard.

    `purposes[{purpose, name, name_zh, verdicts, headlines}]`, where `headlines` has by
    scenario the number (from 0) of the indicator shown first, or null; `indicators[{purpose,
    indicator, title, of, of_name, of_name_zh, radius, unit, digits, better, decides_from, whole,
    values, differences, verdicts, at, target}]`, where a difference that the data cannot decide is
    null and its verdict `undecided`, and `whole` is the total amount; `missing`, the data that the
    plan lacks; `acceptability[{scenario, first, ranks, central_weights}]`; and `ranking`, under the
    weights that were given or equal ones, with what turns it.
    """
    english, chinese = (card.plan.terms.speaker(language) for language in ("en", "zh"))
    others = card.scenarios[1:]
    numbers = {id(row): number for number, row in enumerate(card.rows)}
    places = dict.fromkeys(row.place for row in card.rows)
    names = {
        place: tuple(place_name(card.plan, place, language) for language in ("en", "zh"))
        for place in places
    }
    document: dict[str, Any] = {
        "plan": plan_document(card.plan),
        "scenarios": list(card.scenarios),
        f"radii_{card.travel.unit}": list(card.radii),
        "by": card.travel.name,
        "purposes": [
            {
                "purpose": purpose.key,
                "name": english.text(purpose.title),
                "name_zh": chinese.text(purpose.title),
                "verdicts": {name: card.verdict(purpose.key, name) for name in others},
                "headlines": {
                    name: numbers.get(id(card.headline(purpose.key, name)))
                    for name in card.scenarios
                },
            }
            for purpose in card.purposes
        ],
        "indicators": [_row(card, row, *names[row.place]) for row in card.rows],
        "missing": [
            {
                "purpose": one.purpose,
                "indicator": one.indicator.key,
                "title": one.indicator.title.to_document(),
                "needs": list(one.needs),
            }
            for one in card.missing
        ],
        "acceptability": acceptability_document(card.acceptability),
    }
    ranking = card.ranking
    document["ranking"] = {
        "weights": dict(ranking.weights),
        "worth": {name: ranking.worth[name] for name in ranking.order},
        "turns": [asdict(turn) for turn in ranking.turns],
    }
    return document


def acceptability_document(every: Iterable[Acceptability]) -> list[dict[str, Any]]:
    """Return under which share of all views scenarios have each rank."""
    return [
        {
            "scenario": one.scenario,
            "first": one.first,
            "ranks": list(one.ranks),
            "central_weights": one.central_weights,
        }
        for one in every
    ]


def _row(card: Scorecard, row: ScoreRow, name: str, name_zh: str) -> dict[str, Any]:
    others = card.scenarios[1:]
    at = {name: code for name, code in row.at.items() if code is not None}
    return {
        "purpose": row.purpose,
        "indicator": row.indicator.key,
        "title": row.indicator.title.to_document(),
        "of": row.place,
        "of_name": name,
        "of_name_zh": name_zh,
        "radius": row.radius,
        "unit": row.unit,
        "digits": row.indicator.figure.form,
        "better": row.indicator.better,
        "decides_from": row.decides_from,
        "whole": plain(row.whole),
        "values": {name: plain(value) for name, value in row.by_scenario.items()},
        "differences": {
            name: plain(row.difference(name)) if row.verdict(name) != "undecided" else None
            for name in others
        },
        "verdicts": {name: row.verdict(name) for name in others},
        "at": at or None,
        "target": _target(card, row),
    }


def _target(card: Scorecard, row: ScoreRow) -> dict[str, Any] | None:
    """Return the bounds of a target for this very figure, and which scenarios meet them."""
    for scenario in reversed(card.scenarios):
        targets = card.coverages[scenario].targets
        if targets.empty:
            continue
        same = targets[(targets["measure"] == row.indicator.key) & _is_place(targets, row.place)]
        within = same["within_min" if row.unit == "min" else "within_km"]
        if row.radius is not None:
            same = same[within == row.radius]
        if len(same):
            least, most = (plain(same[bound].iloc[0]) for bound in ("at_least", "at_most"))
            met = {
                name: (least is None or value >= least) and (most is None or value <= most)
                for name, value in row.by_scenario.items()
            }
            return {"at_least": least, "at_most": most, "met": met}
    return None


def _is_place(targets: Any, place: str | None) -> Any:  # noqa: ANN401  a column of booleans
    return targets["place"].isna() if place is None else targets["place"] == place


def place_name(plan: Plan, place: str | None, language: Language) -> str:
    """Return the name of a place for readers, "" for the whole plan, else its id.

    >>> from layers.example import example_plan
    >>> place_name(example_plan(), "strategy:COAST", "en")
    'Coastal belt'
    """
    if place is None:
        return ""
    kind, _, id_ = place.partition(":")
    layer = _LAYER_OF_PLACE.get(kind)
    if layer is not None:
        frame = plan.frame(layer)
        rows = frame[frame[f"{kind}_id"] == id_]
        return next(
            (str(rows[name].iloc[0]) for name in names_first(language) if _named(rows, name)), id_
        )
    if kind == "region":
        return region_name(plan, id_, language)
    code = f"page-{kind}-{id_.replace('_', '-')}"
    if any(mark.value == id_ for mark in (*SECTORS, *GATEWAYS)):
        return plan.terms.speaker(language).text(Message(code))
    return id_


def region_name(plan: Plan, code: str, language: Language) -> str:
    """Return the name of a region of any level, else its code."""
    for level in reversed(plan.levels):
        names = level.names(plan.regions)
        rows = names[names["adcode"] == code]
        if len(rows):
            return next(
                (str(rows[name].iloc[0]) for name in names_first(language) if _named(rows, name)),
                code,
            )
    return code


def _named(rows: Any, name: str) -> bool:  # noqa: ANN401  a frame
    return len(rows) > 0 and name in rows and bool(rows[name].notna().iloc[0])


def weights_from(texts: Sequence[str]) -> dict[str, float] | None:
    """Return the weights of purposes from texts such as `strategies=0.4`, None without any.

    Raises:
        UnknownError: one is not written PURPOSE=WEIGHT.
    """
    weights: dict[str, float] = {}
    for text in texts:
        name, _, number = text.partition("=")
        try:
            weights[name.strip()] = float(number)
        except ValueError:
            raise UnknownError(Message("score-weight-unclear", given=shown(text))) from None
    return weights or None


def score_table(card: Scorecard) -> pd.DataFrame:
    """Return the scorecard of one scenario as a table: before it, after it, and the verdict.

    Columns `purpose`, `purpose_zh`, `indicator`, `name`, `name_zh`, `of`, `place` and `place_zh`
    (its name), `radius_km` (or `radius_min`), `unit`, `before`, `after`, `difference` (null where
    the data cannot decide it), `verdict`, `verdict_zh`.
    """
    (scenario,) = card.scenarios[1:]
    english, chinese = (card.plan.terms.speaker(language) for language in ("en", "zh"))
    titles = {it.key: (english.text(it.title), chinese.text(it.title)) for it in card.purposes}
    rows = [
        {
            "purpose": titles[row.purpose][0],
            "purpose_zh": titles[row.purpose][1],
            "indicator": row.indicator.key,
            "name": english.text(row.indicator.title),
            "name_zh": chinese.text(row.indicator.title),
            "of": row.place,
            "place": place_name(card.plan, row.place, "en") or None,
            "place_zh": place_name(card.plan, row.place, "zh") or None,
            card.travel.radius_column: row.radius,
            "unit": row.unit,
            "before": row.by_scenario[BASELINE],
            "after": row.by_scenario[scenario],
            "difference": row.difference(scenario)
            if row.verdict(scenario) != "undecided"
            else None,
            "verdict": row.verdict(scenario),
            "verdict_zh": chinese.text(Message("score-verdict", verdict=row.verdict(scenario))),
        }
        for row in card.rows
    ]
    return pd.DataFrame(rows)

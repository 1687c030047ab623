"""Violations as sentences in a language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.messages import Message
from layers.messages.languages import names_first

if TYPE_CHECKING:
    import pandas as pd

    from layers.messages import Language
    from layers.plan.plan import Plan


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
    ['A与B重叠 0.46 km²']
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

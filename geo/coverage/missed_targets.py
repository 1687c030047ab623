"""Missed targets as broken rules: the rule is called `target`, its level is that of the target."""

from collections.abc import Iterator

import numpy as np

from geo.rules.base import Breach
from geo.rules.checker import Violation
from geo.table_frame import Columns
from layers import Plan
from layers.messages import Message

TARGET = "target"


def missed_targets(targets: Columns, plan: Plan) -> Iterator[Violation]:
    """Yield each target that is not met, as a violation (see `geo.coverage.targets`)."""
    say = plan.terms.speaker("en").text
    for at in np.flatnonzero(np.logical_not(targets["met"])).tolist():
        row = {name: column[at] for name, column in targets.items()}
        value, least = float(row["value"]), float(row["at_least"])
        limit = least if value < least or np.isnan(row["at_most"]) else float(row["at_most"])
        message = Message.from_document({"code": row["code"], "params": row["params"]})
        breach = Breach(row["target"], None, value, limit, row["unit"], message, None)
        yield Violation(TARGET, row["level"], breach, row["params"], say(message))

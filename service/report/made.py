"""A report of a plan's scenarios, measured and set, as the bytes of a file."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple

from geo import Coverage, CoverageMeter, compare
from service.report.content import report
from service.report.docx import to_docx
from service.report.html import to_html
from service.report.pdf import to_pdf
from service.report.writer import Measured

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo import Scenario
    from layers import Plan
    from layers.messages import Language

SUFFIXES = (".pdf", ".html", ".docx")
"""The suffixes that a report may have."""

_NO_DAY = "1980-01-01"  # of a plan that is in no file


class Asked(NamedTuple):
    """A scenario that a report is asked of; its record as `Store.record` gives it, if stored."""

    scenario: Scenario
    record: Mapping[str, Any] | None = None


def made(
    plan: Plan,
    asked: Sequence[Asked],
    suffix: str,
    language: Language,
    before: Coverage | None = None,
) -> bytes:
    """Return a report of scenarios, or of the baseline without any, in the format of a suffix.

    `before` is the baseline's coverage where it is known: the scenarios are measured at its radii.

    Raises:
        ScenarioError: a scenario does not apply to the plan.
    """
    meter = CoverageMeter(plan) if before is None else CoverageMeter(plan, before.radii_km)
    baseline = meter.measure() if before is None else before
    measured = [
        Measured(
            one.scenario.title,
            one.scenario.title_zh,
            compare(baseline, meter.measure(one.scenario)),
            one.record,
        )
        for one in asked
    ]
    found = report(plan, baseline, measured, language, _day_of(plan))
    if suffix == ".pdf":
        return to_pdf(found)
    return to_docx(found) if suffix == ".docx" else to_html(found).encode()


def _day_of(plan: Plan) -> str:
    """Return the day on which the file of a plan was last changed, as it says itself."""
    if plan.path is None:
        return _NO_DAY
    uri = f"{plan.path.resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as file:
        (last,) = file.execute("SELECT max(last_change) FROM gpkg_contents").fetchone()
    try:
        return dt.datetime.fromisoformat(str(last)).date().isoformat()
    except ValueError:
        return _NO_DAY

"""Rendering of a report to the bytes of a file."""

import datetime as dt
import sqlite3
from collections.abc import Sequence
from contextlib import closing

from geo import Coverage
from layers import Plan
from service.report import DECISION, SLIDES
from service.report.content import report
from service.report.decision_file import to_decision
from service.report.html import to_html
from service.report.measured import Measured
from service.report.slides import slides
from service.report.slides_html import slides_html
from service.report.writer import Edition

_NO_DAY = "1980-01-01"  # of a plan without a file


def render(
    plan: Plan,
    before: Coverage,
    scenarios: Sequence[Measured],
    suffix: str,
    edition: Edition,
) -> bytes:
    """Return a report on scenarios, or on the baseline without any, in the format of a suffix.

    `before` is the baseline's coverage, with which the scenarios are compared. A decision file
    and slides are on one scenario.
    """
    if suffix == DECISION:
        return to_decision(plan, scenarios[0], edition)
    if suffix == SLIDES:
        return slides_html(slides(scenarios[0], edition)).encode()
    content = report(plan, before, scenarios, edition)
    if suffix == ".html":
        return to_html(content).encode()
    from service.report.docx import to_docx  # noqa: PLC0415  of the extra `reports`
    from service.report.pdf import to_pdf  # noqa: PLC0415

    return to_pdf(content) if suffix == ".pdf" else to_docx(content)


def day_of(plan: Plan) -> str:
    """Return the day of the last change of a plan's file, as recorded in it."""
    if plan.path is None:
        return _NO_DAY
    uri = f"{plan.path.resolve().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as file:
            (last,) = file.execute("SELECT max(last_change) FROM gpkg_contents").fetchone()
        return dt.datetime.fromisoformat(str(last)).date().isoformat()
    except (sqlite3.Error, ValueError):  # the file was removed, or records no date
        return _NO_DAY

"""The text of a published site on a plan and its scenarios: a report's sections without pictures.

They are plain values, of which the page makes its elements: texts are written, never markup.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from service.report.content import method
from service.report.decision import changes_table, first_page, matrix_table
from service.report.document import (
    BesideEachOther,
    Picture,
    ReportBanner,
    ReportBlock,
    ReportSection,
    ReportTable,
    ReportText,
)
from service.report.key_figures import land, moved, reach
from service.report.measured import Measured
from service.report.purposes import purposes_matrix, purposes_today, scorecard_of
from service.report.reasons import contributions_table, course, decisions, proposal
from service.report.sources import sources_section
from service.report.summary import summary_section
from service.report.tables import changed_regions, changed_zones, coverage, moved_clusters, rules
from service.report.writer import Writer


def story_of_plan(writer: Writer) -> list[dict[str, Any]]:
    """Return the sections of the baseline: zones, people within reach, purposes served."""
    today = purposes_today(writer, scorecard_of(writer.before, ()))
    return _written(summary_section(writer, today), coverage(writer, ()))


def story_of(writer: Writer, one: Measured) -> list[dict[str, Any]]:
    """Return a scenario: verdict, scorecard by purpose, costs, certainty, reasons, rules.

    Who saved and decided what, when and why, is there if it has a record.
    """
    blocks: list[ReportBlock | None] = [
        changes_table(writer, one),
        changed_zones(writer, one),
        contributions_table(writer, one),
        *proposal(writer, one),
        moved_clusters(writer, one) if writer.plan.has("clusters") else None,
        changed_regions(writer, one) if writer.has_people else None,
    ]
    reasons = tuple(block for block in blocks if block is not None)
    return _written(
        first_page(writer, one, None, scorecard_of(writer.before, [one])),
        ReportSection(writer.say("report-head-reasons", title=writer.title(one)), reasons),
        rules(writer, [one]),
        decisions(writer, [one]),
        course(writer, one),
    )


def story_of_several(writer: Writer, lettered: dict[str, Measured]) -> list[dict[str, Any]]:
    """Return several scenarios side by side: purposes and figures, by their letters."""
    every = list(lettered.values())
    names = tuple(
        writer.say("report-lettered", letter=letter, title=writer.title(one))
        for letter, one in lettered.items()
    )
    card = scorecard_of(writer.before, every)
    blocks = (
        ReportText("", names),
        purposes_matrix(writer, lettered, card),
        matrix_table(writer, every),
    )
    return _written(ReportSection(writer.say("report-head-matrix"), blocks))


def sources_of(writer: Writer, scenarios: Sequence[Measured]) -> list[dict[str, Any]]:
    """Return how figures are measured, and where the data are from."""
    return _written(method(writer, scenarios), sources_section(writer))


def key_figures_of(writer: Writer, one: Measured) -> list[dict[str, Any]]:
    """Return the key figures of a scenario: name, before, after, change, whether it is better."""
    return [
        {
            "name": figure.name,
            "before": figure.shown(figure.before),
            "after": figure.shown(figure.after),
            "change": figure.change if figure.is_changed else "",
            "better": None
            if figure.more_is_better is None or not figure.is_changed
            else figure.more_is_better == (figure.after > figure.before),
        }
        for figure in (*reach(writer, one), *land(writer, one), *moved(writer, one))
    ]


def tint_of(writer: Writer) -> str:
    """Return the meaning of the tint of regions."""
    code = "report-map-share" if writer.has_people else "report-map-share-land"
    return writer.say(code, **writer.within(), level=writer.plan.terms.finest.code)


def _written(*sections: ReportSection | None) -> list[dict[str, Any]]:
    return [
        {"heading": section.heading, "blocks": [*_blocks(section.blocks)]}
        for section in sections
        if section is not None
    ]


def _blocks(blocks: Sequence[ReportBlock]) -> Iterator[dict[str, Any]]:
    for block in blocks:
        if isinstance(block, BesideEachOther):
            yield {"columns": [[*_blocks(own)] for own in block.columns]}
        elif isinstance(block, ReportBanner):
            entries = [
                {"mark": it.mark, "heading": it.heading, "texts": it.texts} for it in block.entries
            ]
            yield {"entries": entries, "stop": block.is_stop}
        elif isinstance(block, ReportText):
            yield {"text": block.text, "points": block.points}
        elif isinstance(block, ReportTable):
            yield {
                "caption": block.caption,
                "heads": block.heads,
                "rows": block.rows,
                "figures": block.figures,
                "spans": block.spans,
                "note": block.note,
            }
        else:
            assert isinstance(block, Picture)  # noqa: S101  the site has a map of its own

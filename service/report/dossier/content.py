"""The content of a dossier: the texts of a template, filled from one measured scenario.

Its figures, tables and maps are those of the report on the scenario. The banner that says whether
it can be decided comes first in every template.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from geo import Coverage
from geo.indicators.scorecard import Scorecard
from layers import Plan
from layers.geometry.antimeridian import Extent, smallest_extent
from layers.runtime.cache import cached_property
from service.report import decision, economy
from service.report import tables as report_tables
from service.report.content import facts_of_report
from service.report.costs import costs
from service.report.document import Report, ReportBlock, ReportSection, ReportText
from service.report.dossier.boundaries import ChangedBoundaries
from service.report.dossier.conformity import conformity_table, data_of, unchecked
from service.report.dossier.template import Block, DossierTemplate, TemplateSection, filled
from service.report.figures import two
from service.report.maps import Maps
from service.report.measured import Measured
from service.report.phases import phases
from service.report.pictures import Pictures
from service.report.purposes import purposes_table, scorecard_of
from service.report.summary import proposed_land
from service.report.verdict import banners, is_stopped
from service.report.writer import Edition, Writer

_MOST_NAMES = 3
_MARGIN = 0.15  # of the extent of the changed zones, around them on a map
_LEAST_DEG = 0.02


class Dossier:
    """The dossier of a scenario: its document, boundary points and maps."""

    def __init__(self, plan: Plan, one: Measured, edition: Edition) -> None:
        """Create the dossier of a scenario measured on a plan."""
        self._before: Coverage = one.comparison.coverages[0]
        self._plan, self._one, self._edition = plan, one, edition
        self._writer = Writer(plan, self._before, [one], edition)
        self._card: Scorecard = scorecard_of(self._before, [one])
        self.boundaries = ChangedBoundaries(self._writer, one)

    @cached_property
    def _pictures(self) -> Pictures:
        maps = Maps(self._plan, self._edition.language)
        return Pictures(self._writer, maps, is_change=False)

    def report(self, template: DossierTemplate, decision_sha256: str) -> Report:
        """Return the document in the words of a template; it names the decision that it is from."""
        writer, one = self._writer, self._one
        facts = self._facts()
        sections = [self._section(it, facts) for it in template.sections]
        front: tuple[ReportBlock, ...] = (*banners(writer, one, self._card), *self._front())
        first = sections[0]
        sections[0] = replace(first, blocks=(*front, *first.blocks))
        about = [*facts_of_report(writer, [one])]
        about.append((writer.say("dossier-fact-decision"), decision_sha256))
        return Report(
            writer.language,
            filled(template.title, facts),
            self._plan.title(writer.language),
            self._edition.day,
            writer.notes,
            tuple(about),
            tuple(sections),
        )

    def sheet(self, paper: str, *, is_planned: bool) -> tuple[str, str]:
        """Return the sheet of the zones that change as SVG, today or as planned, and its title."""
        one = self._one if is_planned else None
        return self._pictures.sheet(one, self._map_title(is_planned), self._extent(), paper)

    def _map_title(self, is_planned: bool) -> str:  # noqa: FBT001
        code = "dossier-map-planned" if is_planned else "dossier-map-today"
        return self._writer.say(code, title=self._writer.title(self._one))

    def _extent(self) -> Extent | None:
        """Return the extent of the zones that change; None if none does."""
        shapes = [
            frame.geometry[frame["zone_id"].isin(self._one.changed)].to_numpy()
            for frame in (it.zone_frame for it in self._one.comparison.coverages)
        ]
        if not sum(map(len, shapes)):
            return None
        west, south, east, north = smallest_extent([np.concatenate(shapes)])
        margin = max(_MARGIN * max(east - west, north - south), _LEAST_DEG)
        return west - margin, south - margin, east + margin, north + margin

    def _front(self) -> Iterator[ReportText]:
        """Yield the warnings beneath the banner of the first page."""
        if not self._one.changes:
            yield ReportText(self._writer.say("dossier-no-change"))
        elif is_stopped(self._one):
            yield ReportText(self._writer.say("dossier-stopped"))

    def _facts(self) -> dict[str, str]:
        """Return the facts that texts may name."""
        writer, one = self._writer, self._one
        rows = one.changes
        land = one.land_km2
        today, planned = (
            float(np.nansum([row[f"area_km2_{when}"] for row in rows]))
            for when in ("before", "after")
        )
        return {
            "plan": self._plan.title(writer.language),
            "title": writer.title(one),
            "scenario": one.scenario.scenario,
            "revision": writer.revision(one),
            "zones": self._named("zones", [str(row["zone_id"]) for row in rows]),
            "groups": self._named("ftzs", sorted(one.groups_changed)),
            "day": writer.day,
            "gained_km2": two(land["gained"]),
            "lost_km2": two(land["lost"]),
            "today_km2": two(today),
            "planned_km2": two(planned),
        }

    def _named(self, layer: str, ids: list[str]) -> str:
        """Return the names of some ids, and how many more there are."""
        if not ids:
            return self._writer.say("dossier-nothing", of=layer)
        most = _MOST_NAMES if len(ids) > _MOST_NAMES + 1 else len(ids)
        names = tuple(self._writer.names.of(layer, it) for it in ids[:most])
        if most == len(ids) > 1:
            return self._writer.say("dossier-names", names=names[:-1], last=names[-1])
        return self._writer.say("report-names", names=names, others=len(ids) - most)

    def _section(self, section: TemplateSection, facts: dict[str, str]) -> ReportSection:
        blocks: list[ReportBlock] = []
        for part in section.parts:
            if part.block is not None:
                blocks += self._block(part.block)
            else:
                points = tuple(filled(it, facts) for it in part.points)
                blocks.append(ReportText(filled(part.text, facts), points))
        return ReportSection(filled(section.heading, facts), tuple(blocks))

    def _block(self, block: Block) -> Iterator[ReportBlock]:
        """Return the content of a block."""
        return {
            "summary": self._summary,
            "changes": self._changes,
            "bounds": self.boundaries.bounds,
            "points": self.boundaries.points_table,
            "maps": self._maps_shown,
            "conformity": self._conformity,
            "performance": self._performance,
            "phases": self._phases,
            "missing": self._missing,
        }[block]()

    def _summary(self) -> Iterator[ReportBlock]:
        """Yield the proposed land, its effects by purpose, and its costs."""
        writer, one = self._writer, self._one
        yield ReportText("", tuple(proposed_land(writer, one)))
        yield purposes_table(writer, one, self._card)
        yield ReportText(writer.say("report-decision-costs"), tuple(costs(writer, one)))

    def _changes(self) -> Iterator[ReportBlock]:
        writer, one = self._writer, self._one
        yield report_tables.changed_zones(writer, one)
        caps = report_tables.caps_section(writer, [one])
        yield from caps.blocks if caps is not None and one.groups_changed else ()
        yield decision.changes_table(writer, one)

    def _maps_shown(self) -> Iterator[ReportBlock]:
        for is_planned in (False, True):
            about = self._one, self._map_title(is_planned), self._extent()
            yield self._pictures.extent(*about, is_planned=is_planned)
        yield from self._pictures.zones(self._one)
        left_out = self._pictures.left_out(self._one)
        if left_out is not None:
            yield left_out

    def _conformity(self) -> Iterator[ReportBlock]:
        yield conformity_table(self._writer, self._one)

    def _performance(self) -> Iterator[ReportBlock]:
        """Yield published figures and the use of land, today, of the zones that change."""
        writer = self._writer
        own = {*self._one.changed, *self._one.groups_changed}
        published = economy.published_table(writer, own)
        if published is not None:
            yield published
            yield ReportText(data_of(writer, "performance"))
        used = economy.use_table(writer, None, own)
        if used is not None:
            yield used
        if published is None and used is None:
            yield ReportText(writer.say("dossier-performance-none"))

    def _phases(self) -> Iterator[ReportBlock]:
        """Yield the phases as in the report on the scenario."""
        writer, one = self._writer, self._one
        if one.scenario.phases:
            yield from phases(writer, one, self._pictures)
        else:
            yield ReportText(writer.say("dossier-phases-none", edits=len(one.scenario.edits)))

    def _missing(self) -> Iterator[ReportBlock]:
        """Yield the list of missing items that the program can detect."""
        yield ReportText("", tuple(self._lacking()))

    def _lacking(self) -> Iterator[str]:
        writer, one = self._writer, self._one
        frame = one.after.zone_frame
        own = frame[frame["zone_id"].isin(one.changed)]
        schematic = int((own["boundary_source"] == "schematic").sum())
        if schematic:
            yield writer.say("dossier-lacks-survey", count=schematic, zones=len(own))
        if len(own):
            yield writer.say("dossier-lacks-outline")
            yield writer.say("dossier-lacks-bounds")
        if is_stopped(one):
            yield writer.say("dossier-lacks-rules")
        if names := unchecked(writer, one):
            yield writer.say("dossier-lacks-checks", names=tuple(names))
        if layers := self._unverified():
            yield writer.say("dossier-lacks-verified", layers=layers)
        if not writer.review_number:
            yield writer.say("dossier-lacks-review")
        yield from self._lacking_of_record()
        if not one.scenario.phases:
            yield writer.say("dossier-lacks-phases")

    def _lacking_of_record(self) -> Iterator[str]:
        record = self._one.record
        if record is None:
            yield self._writer.say("dossier-lacks-record")
        elif record["status"] != "approved":
            status = self._writer.word(record["status"])
            yield self._writer.say("dossier-lacks-decision", status=status)

    def _unverified(self) -> tuple[str, ...]:
        """Return the layers with unverified records, each with their number."""
        found = []
        for layer in self._plan.present:
            frame = self._plan.frame(layer)
            if "verified" in frame and len(frame) and not layer.startswith("map_"):
                count = int((frame["verified"].astype(str) != "True").sum())
                name = self._writer.say(f"page-layername-{layer.replace('_', '-')}")
                if count:
                    about = {"layer": name, "count": count, "of": len(frame)}
                    found.append(self._writer.say("dossier-unverified", **about))
        return tuple(found)

"""The pictures of a report, with their captions: overviews, zones before and after, bars."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from service.report.charts import share_bars, signed_bars
from service.report.document import Picture, ReportText
from service.report.figures import signed
from service.report.maps import Maps, MapWords

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo import Coverage
    from service.report.measured import Measured
    from service.report.writer import Writer


_AT_FULL_WIDTH = 2  # maps of zones; if there are more, three fit on a page
_OF_THREE = 0.72  # of the page's width


class Pictures:
    """Draws the pictures of a report."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        say = writer.say
        code = "report-map-share" if writer.has_people else "report-map-share-land"
        level = writer.plan.terms.finest.code
        self._what = say(code, **writer.within(), level=level)
        words = MapWords(
            before=say("report-map-before"),
            after=say("report-map-after"),
            gained=say("report-map-gained"),
            lost=say("report-map-lost"),
            handed=say("report-map-handed"),
            none=say("report-map-none"),
            share=self._what,
            changed=say("report-map-changed"),
            no_data=say("report-map-no-data"),
            zone=say("report-map-zone-key"),
            north=say("report-map-north"),
            inset=say("report-map-inset"),
        )
        self._maps = Maps(writer.plan, writer.names, words)
        drawn = self._maps.projection.message
        self._projection = say(drawn.code, **drawn.params)

    def overview(self, scenarios: Sequence[Measured]) -> Picture:
        """Return the overview of one scenario; of several, the baseline with all changed zones."""
        writer = self._writer
        one = scenarios[0] if len(scenarios) == 1 else None
        coverage = writer.coverage(one)
        changed = set[str]().union(*(each.changed for each in scenarios))
        credit = self._credit(one, self._projection)
        frames = [coverage.zone_frame, writer.before.zone_frame]
        frames += [each.after.zone_frame for each in scenarios]
        every = pd.concat([frame[["zone_id", "geometry"]] for frame in frames])
        zones = every.drop_duplicates("zone_id")  # includes added and removed zones
        svg = self._maps.overview(zones, self._shares(coverage), changed, credit)
        counts = {"zones": len(zones), "changed": len(changed)}
        return Picture(
            svg,
            writer.say("report-map-overview", title=writer.title(one), what=self._what),
            writer.say("report-map-overview-alt", what=self._what, **counts),
        )

    def whole_change(self, one: Measured) -> Picture | None:
        """Return all that a scenario changes before and after, on one map.

        Of what no one map can show, it is the zone that changes most; None where none changes.
        """
        rows = one.changes
        if not rows:
            return None
        if len(rows) == 1 or not self._maps.are_seen(one.comparison.land, one.changed):
            return self._zone(one, max(rows, key=lambda row: row["gained_km2"] + row["lost_km2"]))
        land = {key: float(sum(row[key] for row in rows)) for key in ("gained_km2", "lost_km2")}
        return Picture(
            self._near(one, [row["zone_id"] for row in rows]),
            self._writer.say("report-map-changes"),
            self._writer.say("report-map-changes-alt", count=len(rows), **land),
        )

    def zones(self, one: Measured) -> list[Picture]:
        """Return a map of each zone that a scenario changes, before and after."""
        width = 1.0 if len(one.changes) <= _AT_FULL_WIDTH else _OF_THREE
        rows = one.changes[: self._writer.most_maps]
        return [replace(self._zone(one, row), width=width) for row in rows]

    def _zone(self, one: Measured, row: Mapping[str, Any]) -> Picture:
        writer = self._writer
        name = writer.of(one).names.of("zones", row["zone_id"])
        land = {key: float(row[key]) for key in ("gained_km2", "lost_km2")}
        return Picture(
            self._near(one, [row["zone_id"]]),
            writer.say("report-map-zone", zone=name, change=str(row["change"])),
            writer.say("report-map-zone-alt", zone=name, **land),
        )

    def left_out(self, one: Measured) -> ReportText | None:
        """Return the number of changed zones without a map, if any."""
        count = len(one.changes) - self._writer.most_maps
        return (
            ReportText(self._writer.say("report-map-left-out", count=count)) if count > 0 else None
        )

    def _near(self, one: Measured, zones: list[str]) -> str:
        """Return the map of some zones before and after."""
        before, after = one.comparison.coverages
        frames = before.zone_frame, after.zone_frame
        credit = self._credit(one, self._writer.say("report-map-near"))
        names = self._writer.of(one).names
        return self._maps.changes(frames, one.comparison.land, zones, credit, names)

    def _credit(self, one: Measured | None, projection: str) -> str:
        """Return a map's credit: subject, source, date, projection, and review."""
        writer = self._writer
        parts = [writer.plan.title(writer.language), writer.title(one)]
        if one is not None:
            parts.append(writer.revision(one))
        parts += [writer.say("report-map-day", day=writer.day), projection, *writer.notes]
        return " | ".join(part.rstrip(".。") for part in parts)

    def contributions(self, one: Measured) -> Picture | None:
        """Return what each edit adds to covered people or land; None if none does."""
        writer = self._writer
        table = one.contributions
        table = table[table[writer.radius_column] == writer.radius_km]
        figure = "covered_population" if writer.has_people else "covered_area_km2"
        if len(table) < 2 or not table[figure].fillna(0).any():
            return None
        code = "report-chart-edits" if writer.has_people else "report-chart-edits-land"
        digits = 0 if writer.has_people else 2
        labels = [signed(amount, digits) for amount in table[figure]]
        rows = [
            (writer.say("report-chart-edit", number=int(number)), float(amount), text)
            for number, amount, text in zip(table["edit"], table[figure], labels, strict=True)
            if text.strip("0.,")
        ]
        caption = writer.say(code, **writer.within(), none=len(table) - len(rows))
        total = signed(float(table[figure].sum()), digits)
        alt = writer.say("report-chart-edits-alt", count=len(rows), total=total)
        return Picture(signed_bars(rows), caption, alt)

    def sectors(self, one: Measured | None) -> Picture:
        """Return the covered share of each sector's clusters."""
        writer = self._writer
        table = writer.coverage(one).sectors
        table = table[(table[writer.radius_column] == writer.radius_km) & (table["clusters"] > 0)]
        shares = table["covered_clusters"] / table["clusters"]
        named = [
            (writer.sector(sector), float(share))
            for sector, share in zip(table["sector"], shares, strict=True)
        ]
        named.sort(key=lambda it: (it[1], it[0]))
        bounds = {"least": f"{named[0][1]:.0%}", "most": f"{named[-1][1]:.0%}"}
        return Picture(
            share_bars(named),
            writer.titled(one, writer.say("report-chart-sectors", **writer.within())),
            writer.say("report-chart-regions-alt", count=len(named), **bounds),
        )

    def bars(self, one: Measured | None) -> Picture | None:
        """Return the covered share of people of each coarsest region; None if there is only one."""
        writer = self._writer
        coverage, coarsest = writer.coverage(one), writer.plan.terms.coarsest
        level = coarsest.code
        rows = coverage.regions[coverage.regions["level"] == level]
        rows = rows[(rows[writer.radius_column] == writer.radius_km) & (rows["population"] > 0)]
        shares = rows["covered_population"] / rows["population"]
        named = [
            (writer.names.of(coarsest, code, name), float(share))
            for code, name, share in zip(rows["adcode"], rows["name"], shares, strict=True)
        ]
        if len(named) < 2:
            return None
        named.sort(key=lambda it: (it[1], it[0]))
        bounds = {"least": f"{named[0][1]:.0%}", "most": f"{named[-1][1]:.0%}"}
        return Picture(
            share_bars(named),
            writer.titled(one, writer.say("report-chart-regions", **writer.within(), level=level)),
            writer.say("report-chart-regions-alt", count=len(named), **bounds),
        )

    def _shares(self, coverage: Coverage) -> dict[str, float]:
        """Return the share of each finest region, of people or of land, by its code."""
        writer = self._writer
        figure = "population" if writer.has_people else "area_km2"
        rows = coverage.regions[coverage.regions["level"] == writer.plan.terms.finest.code]
        rows = rows[rows[writer.radius_column] == writer.radius_km]
        part, of = (rows[name].to_numpy(float) for name in (f"covered_{figure}", figure))
        with np.errstate(invalid="ignore", divide="ignore"):
            share = np.where(of > 0, part / of, np.nan)
        return dict(zip(rows["adcode"].astype(str), share.tolist(), strict=True))

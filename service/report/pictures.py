"""The pictures of a report, with their captions: overviews, zones before and after, bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from service.report.charts import share_bars
from service.report.document import Picture
from service.report.maps import Maps, Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo import Coverage
    from service.report.writer import Measured, Writer


class Pictures:
    """Draws the pictures that a writer puts words to."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        say = writer.say
        code = "report-map-share" if writer.has_people else "report-map-share-land"
        level = writer.plan.terms.finest.code
        self._what = say(code, radius_km=writer.radius_km, level=level)
        words = Words(
            before=say("report-map-before"),
            after=say("report-map-after"),
            gained=say("report-map-gained"),
            lost=say("report-map-lost"),
            none=say("report-map-none"),
            share=self._what,
            changed=say("report-map-changed"),
            zone=say("report-map-zone-key"),
            north=say("report-map-north"),
        )
        self._maps = Maps(writer.plan, writer.names.all, words)

    def overview(self, scenarios: Sequence[Measured]) -> Picture:
        """Return the whole plan with one scenario; else the baseline, and what any changes."""
        writer = self._writer
        one = scenarios[0] if len(scenarios) == 1 else None
        coverage = writer.before if one is None else one.after
        changed = set[str]().union(*(each.changed for each in scenarios))
        svg = self._maps.overview(coverage.zone_frame, self._shares(coverage), changed)
        counts = {"zones": len(coverage.zone_frame), "changed": len(changed)}
        return Picture(
            svg,
            writer.say("report-map-overview", title=writer.title(one), what=self._what),
            writer.say("report-map-overview-alt", what=self._what, **counts),
        )

    def zones(self, one: Measured) -> list[Picture]:
        """Return each zone that a scenario changes, before and after."""
        writer, comparison = self._writer, one.comparison
        frames = comparison.coverages[0].zone_frame, comparison.coverages[1].zone_frame
        pictures = []
        for row in one.changes:
            name = writer.names.of(row["zone_id"])
            land = {key: float(row[key]) for key in ("gained_km2", "lost_km2")}
            pictures.append(
                Picture(
                    self._maps.zone(frames, comparison.land, row["zone_id"]),
                    writer.say("report-map-zone", zone=name),
                    writer.say("report-map-zone-alt", zone=name, **land),
                )
            )
        return pictures

    def bars(self, coverage: Coverage) -> Picture | None:
        """Return the share of people covered of each coarsest region; None where there is one."""
        writer = self._writer
        level = writer.plan.terms.coarsest.code
        rows = coverage.regions[coverage.regions["level"] == level]
        rows = rows[(rows["radius_km"] == writer.radius_km) & (rows["population"] > 0)]
        shares = rows["covered_population"] / rows["population"]
        named = [
            (writer.names.of(str(code), name), float(share))
            for code, name, share in zip(rows["adcode"], rows["name"], shares, strict=True)
        ]
        if len(named) < 2:
            return None
        named.sort(key=lambda it: (it[1], it[0]))
        said = {"least": f"{named[0][1]:.0%}", "most": f"{named[-1][1]:.0%}"}
        return Picture(
            share_bars(named),
            writer.say("report-chart-regions", radius_km=writer.radius_km, level=level),
            writer.say("report-chart-regions-alt", count=len(named), **said),
        )

    def _shares(self, coverage: Coverage) -> dict[str, float]:
        """Return the share of each finest region, of people or of land, by its code."""
        writer = self._writer
        figure = "population" if writer.has_people else "area_km2"
        rows = coverage.regions[coverage.regions["level"] == writer.plan.terms.finest.code]
        rows = rows[rows["radius_km"] == writer.radius_km]
        part, of = (rows[name].to_numpy(float) for name in (f"covered_{figure}", figure))
        with np.errstate(invalid="ignore", divide="ignore"):
            share = np.where(of > 0, part / of, np.nan)
        return dict(zip(rows["adcode"].astype(str), share.tolist(), strict=True))

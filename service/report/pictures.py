"""The pictures of a report, with their captions: overviews, zones before and after, bars."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import Coverage
from layers.geometry.antimeridian import Extent
from layers.schema.terms_table import codes_without_tint
from service.report.change_map import MOST_PANELS, MapSubject
from service.report.charts import share_bars
from service.report.document import Picture, ReportText
from service.report.map_signs import Signs, signs
from service.report.map_strip import WIDTH
from service.report.map_view import View
from service.report.maps import Maps, Sheet
from service.report.measured import Measured, MeasuredPhase
from service.report.reach_map import MOST_COUNTS, counts_of, reach_changes
from service.report.sources import source_lines
from service.report.summary import zone_sentence
from service.report.surroundings import Tint
from service.report.writer import Writer

_AT_FULL_WIDTH = 2  # maps of zones; if there are more, three fit on a page
_MOST_TOGETHER = 3  # enlarged places on the first page
_REACH_HIGH = 0.56 * WIDTH  # of the map of who gains, with its legend
_LEAST_PERSONS = 0.5
_OF_THREE = 0.64  # of the page's width
_NO_LAND = gpd.GeoDataFrame({"zone_id": [], "change": []}, geometry=[])


class PlaceChange(NamedTuple):
    """A place where zones change: their ids, its map before and after, and the legend of both."""

    zones: tuple[str, ...]
    before: str
    after: str
    legend: str


class Pictures:
    """Draws the pictures of a report."""

    def __init__(
        self,
        writer: Writer,
        maps: Maps | None = None,
        *,
        is_of_land: bool = False,
        is_change: bool = True,
    ) -> None:
        """Create the pictures of a report; `maps` are those of its plan and language.

        Tints are of people, of land where the plan has none or `is_of_land`.
        """
        self._writer, self._is_change = writer, is_change
        say = writer.say
        self._by_people = writer.has_people and not is_of_land
        code = "report-map-share" if self._by_people else "report-map-share-land"
        level = writer.plan.terms.finest.code
        self._what = say(code, **writer.within(), level=level)
        self._maps = maps or Maps(writer.plan, writer.language)
        self._near = say("report-map-near")

    def overview(self, scenarios: Sequence[Measured]) -> Picture:
        """Return the overview of one scenario; of several, the baseline with all changed zones."""
        writer = self._writer
        one = scenarios[0] if len(scenarios) == 1 else None
        coverage = writer.coverage(one)
        changed = set[str]().union(*(each.changed for each in scenarios))
        credit = self._credit(one)
        frames = [coverage.zone_frame, writer.before.zone_frame]
        frames += [each.after.zone_frame for each in scenarios]
        if one is None:
            subject = MapSubject(
                (frames[1], _every(frames)), _NO_LAND, sorted(changed), writer.names
            )
        else:
            subject = self._subject(one, sorted(changed))
        counts = {"zones": len(_every(frames)), "changed": len(changed)}
        tint = Tint(self._shares(coverage))
        return _redrawn(
            lambda most_high: self._maps.overview(subject, tint, self._what, credit, most_high),
            writer.say("report-map-overview", title=writer.title(one), what=self._what),
            writer.say("report-map-overview-alt", what=self._what, **counts),
        )

    def decision(self, one: Measured) -> Picture:
        """Return the places where a scenario changes land, enlarged: of several, the largest.

        Of more places than any picture has room for, and of none, it is an overview.
        """
        rows = one.changes
        if not rows:
            return self.overview([one])
        places = self._subject(one, [row["zone_id"] for row in rows]).places()
        if len(places) > MOST_PANELS:
            return self._where(one)
        land = {key: float(sum(row[key] for row in rows)) for key in ("gained_km2", "lost_km2")}
        shown = places[:_MOST_TOGETHER]
        caption = self._writer.say("report-map-changes")
        if len(places) > len(shown):
            counts = {"shown": len(shown), "places": len(places)}
            caption = self._writer.say("report-map-changes-largest", **counts)
        if len(places) > 1:
            shown = [it._replace(title=self._names(it)) for it in shown]
        return _redrawn(
            lambda most_high: self._maps.changes(shown, self._credited(one), most_high),
            caption,
            self._writer.say("report-map-changes-alt", count=len(rows), **land),
        )

    def places(self, one: Measured, size: tuple[float, float]) -> list[PlaceChange]:
        """Return the places where a scenario changes land, the largest change first.

        Each map has a size in units. Of more places than any picture has room for, there is none.
        """
        rows = one.changes
        places = self._subject(one, [row["zone_id"] for row in rows]).places() if rows else []
        if len(places) > MOST_PANELS:
            return []
        return [
            PlaceChange(tuple(place.zones), *self._maps.before_and_after(place, size))
            for place in places
        ]

    def credit_of_places(self, one: Measured) -> str:
        """Return the credit of maps of the places of a scenario."""
        return self._credited(one)

    def _where(self, one: Measured) -> Picture:
        """Return the overview: the changed zones, and the regions where reach grows or shrinks."""
        writer = self._writer
        what = self._change_words()
        subject = self._subject(one, sorted(one.changed))
        credit = self._credit(one)
        tint, caption = self._change(one), writer.say("report-map-where", what=what)
        return _redrawn(
            lambda most_high: self._maps.overview(subject, tint, what, credit, most_high),
            caption,
            caption,
        )

    def sheet(
        self,
        one: Measured | None,
        title: str,
        extent: Extent | None,
        paper: str,
        layers: Collection[str] = (),
    ) -> tuple[str, str]:
        """Return a sheet as SVG and its title: of a scenario, or of the baseline.

        The tint is the reach or (`is_change`), for a scenario that changes it, the change in
        reach. Above its zones it shows some `layers`, as `map_signs.signs` takes them.
        """
        writer = self._writer
        coverage = writer.coverage(one)
        tint, what = Tint(self._shares(coverage)), self._what
        default = writer.say("report-map-overview", title=writer.title(one), what=what)
        frame = writer.before.zone_frame
        subject = MapSubject((frame, frame), _NO_LAND, (), writer.names)
        if one is not None and one.changes:
            default = writer.title(one)
            subject = self._subject(one, sorted(one.changed))
            if self._is_change:
                tint, what = self._change(one), self._change_words()
        title = title or default
        notes = [" ".join(writer.notes), self._credit(one, extent), *source_lines(writer)]

        def above(view: View) -> Signs:
            return signs(writer.plan, view, layers, coverage.violations, writer.language)

        drawn = self._maps.sheet(subject, tint, Sheet(title, what, notes, extent, paper, above))
        return drawn, title

    def extent(
        self, one: Measured, title: str, extent: Extent | None, *, is_planned: bool
    ) -> Picture:
        """Return a map of an extent: the zones today, or as a scenario plans them."""
        subject = self._subject(one, sorted(one.changed))
        if not is_planned:
            today = (subject.frames[0],) * 2
            subject = subject._replace(frames=today, land=_NO_LAND, zones=())
        credit = self._credit(one if is_planned else None, extent)
        return Picture(lambda _most: self._maps.extent(subject, extent, credit), title, title)

    def _change(self, one: Measured) -> Tint:
        """Return the change of the shares of a scenario."""
        shares, were = (self._shares(it) for it in reversed(one.comparison.coverages))
        change = {code: share - were[code] for code, share in shares.items()}
        return Tint(change, is_change=True)

    def _change_words(self) -> str:
        writer = self._writer
        code = "report-map-share-change" if self._by_people else "report-map-share-land-change"
        return writer.say(code, **writer.within(), level=writer.plan.terms.finest.code)

    def side_by_side(self, scenarios: Mapping[str, Measured]) -> Picture | None:
        """Return the largest change of each scenario, by the letter of each."""
        subjects: list[MapSubject] = []
        for letter, one in scenarios.items():
            zones = [row["zone_id"] for row in one.changes]
            if zones and len(subjects) < MOST_PANELS:
                place = self._subject(one, zones).places()[0]
                title = self._writer.say(
                    "report-map-panel", letter=letter, names=self._names(place)
                )
                subjects.append(place._replace(title=title))
        if not subjects:
            return None
        caption = self._writer.say("report-map-largest")
        credit = self._credited(None)
        return _redrawn(
            lambda most_high: self._maps.changes(subjects, credit, most_high), caption, caption
        )

    def phases(self, one: Measured, named: Mapping[str, MeasuredPhase]) -> Picture | None:
        """Return maps of the largest addition of each phase to the one before, by phase name."""
        names = self._writer.of(one).names
        subjects: list[MapSubject] = []
        for name, phase in named.items():
            zones = phase.added.zones
            changed = zones["zone_id"][zones["change"] != "none"]
            if len(changed):
                before, after = (it.zone_frame for it in phase.added.coverages)
                subject = MapSubject.of((before, after), phase.added.land, [*changed], names)
                place = subject.places()[0]
                title = self._writer.say("report-map-panel", letter=name, names=self._names(place))
                subjects.append(place._replace(title=title))
        if not subjects:
            return None
        caption, credit = self._writer.say("report-map-phases"), self._credited(one)
        return _redrawn(
            lambda most_high: self._maps.changes(subjects, credit, most_high, in_a_row=True),
            caption,
            caption,
        )

    def _names(self, place: MapSubject) -> str:
        """Return the names of the zones of a place."""
        return self._writer.say("text", text=tuple(map(place.names.label, place.zones)))

    def reach(self, one: Measured) -> Picture | None:
        """Return who gains: the rings around the zones that change, and the people between them.

        None if no one comes within the middle radius, or distances are not by the straight line.
        """
        writer = self._writer
        crossing = one.comparison.population
        crossing = crossing[crossing[writer.radius_column] == writer.radius_km]
        (entering, leaving) = crossing[["entering_population", "leaving_population"]].iloc[0]
        if writer.before.by != "line" or not entering >= _LEAST_PERSONS:
            return None
        counts = counts_of(writer.of(one), one)
        changes = reach_changes(writer.plan, one, writer.radius_km, counts)
        shown = changes[:_MOST_TOGETHER]
        subject = self._subject(one, sorted(one.changed))._replace(land=_NO_LAND)
        most = tuple(it.text for it in counts[:MOST_COUNTS])
        about = writer.within() | {"level": writer.plan.terms.finest.code}
        people = {"entering": writer.people(entering), "leaving": writer.people(leaving)}
        caption = writer.say("report-map-reach", most=most, **people, **about)
        if len(changes) > len(shown):
            more = writer.say("report-map-places", shown=len(shown), places=len(changes))
            caption = f"{caption} {more}"
        places, credit = [subject._replace(reach=it) for it in shown], self._credited(one)
        return Picture(
            lambda _most: self._maps.changes(places, credit, _REACH_HIGH),
            caption,
            writer.say("report-map-reach-alt", **people, **about),
        )

    def zones(self, one: Measured) -> list[Picture]:
        """Return a map of each zone that a scenario changes, before and after."""
        width = 1.0 if len(one.changes) <= _AT_FULL_WIDTH else _OF_THREE
        rows = one.changes[: self._writer.most_maps]
        return [replace(self._zone(one, row), width=width) for row in rows]

    def _zone(self, one: Measured, row: Mapping[str, Any]) -> Picture:
        writer = self._writer.of(one)
        places = self._subject(one, [row["zone_id"]]).places()
        caption = zone_sentence(writer, one, row)
        if len(places) > MOST_PANELS:
            more = writer.say("report-map-places", shown=MOST_PANELS, places=len(places))
            caption = f"{caption} {more}"
        land = {key: float(row[key]) for key in ("gained_km2", "lost_km2")}
        name = writer.names.of("zones", row["zone_id"])
        shown, credit = places[:MOST_PANELS], self._credited(one)
        return Picture(
            lambda _most: self._maps.changes(shown, credit),
            caption,
            writer.say("report-map-zone-alt", zone=name, **land),
        )

    def left_out(self, one: Measured) -> ReportText | None:
        """Return the number of changed zones without a map, if any."""
        count = len(one.changes) - self._writer.most_maps
        return (
            ReportText(self._writer.say("report-map-left-out", count=count)) if count > 0 else None
        )

    def _subject(self, one: Measured, zones: list[str]) -> MapSubject:
        before, after = one.comparison.coverages
        frames = before.zone_frame, after.zone_frame
        return MapSubject.of(frames, one.comparison.land, zones, self._writer.of(one).names)

    def _credit(self, one: Measured | None, extent: Extent | None = None) -> str:
        """Return the credit of a map of an extent, else of the plan: its sources and projection."""
        drawn = self._maps.projection(extent).message
        return self._credited(one, self._writer.say(drawn.code, **drawn.params))

    def _credited(self, one: Measured | None, projection: str = "") -> str:
        """Return a map's credit: the revision that it shows, date, projection, review number.

        Without a projection it is that of the map of a place, which may be of several scenarios.
        """
        writer = self._writer
        parts = [writer.title(one) if one is None and projection else ""]
        projection = projection or self._near
        parts += [writer.revision(one)] if one is not None else []
        parts += [writer.say("report-map-day", day=writer.day), projection, writer.base_map]
        parts += [writer.say("report-map-around")]
        parts += [writer.review_number]
        return " | ".join(part.rstrip(".。") for part in parts if part)

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
        return self._bars(one, named, writer.say("report-chart-sectors", **writer.within()))

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
        caption = writer.say("report-chart-regions", **writer.within(), level=level)
        return self._bars(one, named, caption)

    def _bars(self, one: Measured | None, named: list[tuple[str, float]], caption: str) -> Picture:
        """Return bars of shares, the least first."""
        named.sort(key=lambda it: (it[1], it[0]))
        bounds = {"least": f"{named[0][1]:.0%}", "most": f"{named[-1][1]:.0%}"}
        alt = self._writer.say("report-chart-regions-alt", count=len(named), **bounds)
        return Picture(lambda _most: share_bars(named), self._writer.titled(one, caption), alt)

    def _shares(self, coverage: Coverage) -> dict[str, float]:
        """Return the share of each finest region, of people or of land, by its code."""
        writer = self._writer
        figure = "population" if self._by_people else "area_km2"
        rows = coverage.regions[coverage.regions["level"] == writer.plan.terms.finest.code]
        rows = rows[rows[writer.radius_column] == writer.radius_km]
        part, of = (rows[name].to_numpy(float) for name in (f"covered_{figure}", figure))
        with np.errstate(invalid="ignore", divide="ignore"):
            share = np.where(of > 0, part / of, np.nan)
        untinted = codes_without_tint(writer.plan.regions, writer.plan.crs)
        codes = rows["adcode"].astype(str)
        share = np.where(codes.isin(untinted), np.nan, share)
        return dict(zip(codes, share.tolist(), strict=True))


def _redrawn(draw: Callable[[float], str], caption: str, alt: str) -> Picture:
    """Return a picture that can be lower; `draw` takes the greatest height in units."""
    return Picture(lambda most: draw(most * WIDTH), caption, alt, can_be_lower=True)


def _every(frames: Sequence[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Return every zone of some frames once, that of the first frame which has it."""
    every = pd.concat([frame[["zone_id", "geometry"]] for frame in frames])
    zones: gpd.GeoDataFrame = every.drop_duplicates("zone_id")
    return zones

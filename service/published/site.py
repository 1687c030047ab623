"""The files of a published site: a page, its script, its style, a script of data for each part.

Data are scripts that put a part into `window.published`: a page may load these from its own folder
under any address, also one that was opened from a disk, where nothing may be fetched. The first
view needs the page, its script and style, `data/site.js` and the first scenario; regions and other
scenarios come after.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from geo import CoverageMeter
from layers.errors import SourceError
from layers.messages import LANGUAGES, Language, Message
from layers.messages.languages import facts_of
from service.api.plan_session import PlanSession
from service.page.assets import PAGE, declared_languages, find_files, published_text
from service.published import story
from service.published.map_data import SiteMap
from service.report.decision import letter_of
from service.report.decision_document import without_addresses
from service.report.decision_file import DecisionFile, to_decision
from service.report.document import printable
from service.report.measured import Measured
from service.report.render import day_of
from service.report.writer import Edition, Writer

SITE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'"
)
"""The content security policy: scripts, style and pictures of its own folder, and nothing else."""

_SCRIPTS = (
    "vendor/leaflet/leaflet.js",
    "vendor/topojson-client/topojson-client.min.js",
    "modules/published.js",
)
_STYLES = "vendor/leaflet/leaflet.css", "styles/published.css"
_LICENCES = (
    *("leaflet", "topojson-client", "preact", "@preact/signals", "@preact/signals-core"),
    "@fluent/bundle",
)
_COMMENT = re.compile(rb"/\*.*?\*/\s*", re.DOTALL)
_NAMED = re.compile(r'(?:src|href)="([^"]+)"')


@dataclass(frozen=True)
class Publishing:
    """The inputs of a site.

    `language` is that of its decision files, and of its title until it speaks the reader's; without
    `with_decisions` it has none. With `is_steps` the scenarios are steps of one boundary, in order,
    which a reader drags.
    """

    language: Language = "en"
    review_number: str | None = None
    with_decisions: bool = True
    is_steps: bool = False


def site_files(
    meter: CoverageMeter, scenarios: Sequence[Measured], how: Publishing
) -> Mapping[str, bytes]:
    """Return the files of the site of a plan and measured scenarios, by name."""
    return _Site(meter, scenarios, how).files()


def first_view(files: Mapping[str, bytes]) -> list[str]:
    """Return the names of the files that a page names, and so needs before it shows anything."""
    named = _NAMED.findall(files["index.html"].decode())
    return ["index.html", *(name for name in named if name in files)]


class _Site:
    def __init__(
        self, meter: CoverageMeter, scenarios: Sequence[Measured], how: Publishing
    ) -> None:
        self._plan, self._how = meter.plan, how
        self._scenarios = [_without_addresses(one) for one in scenarios]
        scenarios = self._scenarios
        self._before = meter.measure()
        day = day_of(meter.plan)
        self._editions = {one: Edition(one, day, how.review_number) for one in LANGUAGES}
        self._writers = {
            one: Writer(meter.plan, self._before, scenarios, edition)
            for one, edition in self._editions.items()
        }
        writer = self._writers[how.language]
        self._map = SiteMap(PlanSession(meter.plan), self._before, writer.radius_km)

    def files(self) -> Mapping[str, bytes]:
        """Return the files, with the decisions that the page names by their digests."""
        decisions = self._decisions() if self._how.with_decisions else {}
        found = {
            "index.html": self._page(),
            "site.js": _joined(_SCRIPTS, ";\n"),
            "site.css": _COMMENT.sub(b"", _joined(_STYLES, "\n")),
            "licences.txt": _licences(),
            "data/site.js": _data("site", self._opening(decisions)),
            "data/regions.js": _data("regions", self._map.regions()),
        }
        for one in self._scenarios:
            name = one.scenario.scenario
            found[f"data/{name}.scenario.js"] = _data(f"scenario {name}", self._scenario(one))
            found[f"data/{name}.near.js"] = _data(f"near {name}", self._map.around(one))
        return found | {f"decisions/{name}.html": content for name, content in decisions.items()}

    def _decisions(self) -> dict[str, bytes]:
        edition = self._editions[self._how.language]
        return {
            one.scenario.scenario: to_decision(self._plan, one, edition) for one in self._scenarios
        }

    def _page(self) -> bytes:
        writer = self._writers[self._how.language]
        title = escape(printable(self._plan.title(writer.language)))
        first = self._scenarios[0].scenario.scenario if self._scenarios else ""
        scripts = ["data/site.js", *([f"data/{first}.scenario.js"] if first else []), "site.js"]
        loads = "".join(f'<script defer src="{one}"></script>' for one in scripts)
        return (
            f'<!doctype html>\n<html lang="{facts_of(writer.language).tag}">\n<head>\n'
            f'<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{SITE_POLICY}">\n'
            f'<meta name="viewport" content="width=device-width">\n'
            f'<meta name="referrer" content="no-referrer">\n'
            f'<title>{title}</title>\n<link rel="icon" href="data:,">\n'
            f'<link rel="stylesheet" href="site.css">\n{loads}\n</head>\n'
            f"<body data-languages='{escape(declared_languages())}'>\n"
            f'<div id="site"><h1>{title}</h1>'
            f"<noscript>{escape(writer.say('published-no-script'))}</noscript></div>\n"
            f"</body>\n</html>\n"
        ).encode()

    def _opening(self, decisions: Mapping[str, bytes]) -> dict[str, Any]:
        """Return the data that the page needs first."""
        lettered = {letter_of(number): one for number, one in enumerate(self._scenarios)}
        several = lettered if len(lettered) > 1 and not self._how.is_steps else {}
        return {
            "texts": {
                language: {
                    "messages": published_text(language),
                    "title": printable(self._plan.title(language)),
                    "notes": writer.notes,
                    "day": writer.say("report-map-day", day=writer.day),
                    "tint": story.tint_of(writer),
                    "baseline": writer.title(None),
                    "plan": story.story_of_plan(writer),
                    "several": story.story_of_several(writer, several) if several else [],
                    "sources": story.sources_of(writer, self._scenarios),
                }
                for language, writer in self._writers.items()
            },
            "scenarios": [self._entry(one, decisions) for one in self._scenarios],
            "steps": self._map.steps(self._scenarios) if self._how.is_steps else None,
            "map": self._map.opening(),
        }

    def _entry(self, one: Measured, decisions: Mapping[str, bytes]) -> dict[str, Any]:
        """Return the entry of a scenario in the choice: titles, key figures, decision file."""
        name = one.scenario.scenario
        decision = decisions.get(name)
        return {
            "id": name,
            "titles": {it: writer.title(one) for it, writer in self._writers.items()},
            "figures": {it: story.key_figures_of(self._own(one, it), one) for it in self._writers},
            "decision": None
            if decision is None
            else {
                "sha256": DecisionFile.of(decision).sha256,
                "bytes": len(decision),
                "language": self._how.language,
            },
        }

    def _scenario(self, one: Measured) -> dict[str, Any]:
        texts = {it: story.story_of(self._own(one, it), one) for it in self._writers}
        return {"texts": texts, "map": self._map.of_scenario(one)}

    def _own(self, one: Measured, language: Language) -> Writer:
        """Return the writer of one scenario, with its names of zones."""
        return self._writers[language].of(one)


def _without_addresses(one: Measured) -> Measured:
    """Return a scenario without mail addresses in its record."""
    return one if one.record is None else replace(one, record=without_addresses(one.record))


def _data(part: str, content: Mapping[str, Any]) -> bytes:
    """Return a script that hands a part of the data to the page."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return f"(window.published??={{}})[{json.dumps(part)}]={text};\n".encode()


def _joined(names: Sequence[str], between: str) -> bytes:
    """Return static files of the page, one after the other, without maps of their sources."""
    every = find_files(PAGE)
    for name in names:
        if name not in every:
            missing = Message("service-front-end-missing", path=name, folder=str(PAGE))
            raise SourceError(missing)
    text = between.join(every[name].read_text(encoding="utf-8") for name in names)
    lines = (line for line in text.splitlines() if not line.startswith("//# sourceMappingURL"))
    return ("\n".join(lines) + "\n").encode()


def _licences() -> bytes:
    """Return the licences of the packages in the page's script."""
    listed = json.loads((PAGE / "vendor" / "contents.json").read_text(encoding="utf-8"))["licences"]
    own = [one for one in listed if one["package"] in _LICENCES]
    return "\n\n".join(
        f"{one['package']} {one['version']} ({one['licence']})\n\n"
        + (PAGE / "vendor" / one["file"]).read_text(encoding="utf-8")
        for one in own
    ).encode()

"""The codes that the page says: those its modules and templates name, and those made of parts."""

import re
from typing import get_args

from geo.coverage.tables import FIGURES
from geo.coverage.travel import BY_NAMES, Unit
from geo.edits import EDITS
from geo.edits.resize import Obstacle
from geo.land_use import USES
from geo.proposals.term import LEAST
from geo.rules.settings import RULES
from layers import palette
from layers.formats import WRITTEN
from layers.formats.table import LayerContent
from layers.schema.layer_schema import LAYERS
from layers.store.model import ChangeKind, Role, Status, Visibility
from service.page.assets import PAGE
from service.report import REPORTS
from service.settings import BasemapDatum

MODULES = {
    file.relative_to(PAGE).as_posix(): file.read_text(encoding="utf-8")
    for file in sorted((PAGE / "modules").rglob("*.ts*"))
}
TOPICS = ("people", "land", "clusters", "cap", "sources")
TOOLS = tuple(re.findall(r"^  (\w+): \"M", MODULES["modules/edit/tool-icons.ts"], re.MULTILINE))
PLACES = sorted(
    {option.alias or name for edit in EDITS.values() for name, option in edit.model_fields.items()}
)

FAMILIES: dict[str, tuple[str, ...]] = {
    "figure-*": tuple(one.name for one in FIGURES["zones"]),
    "page-about-*-text": TOPICS,
    "page-about-*-title": TOPICS,
    "page-boundary-*": tuple(mark.value for mark in palette.BOUNDARIES),
    "page-button-*": ("zoom-in", "zoom-out", "whole", "ruler", "basemap", "sheet"),
    "page-comments-*": ("answer", "place", "reopen", "settle", "withdraw"),
    "page-by-*": BY_NAMES,
    "page-radius-*": get_args(Unit),
    "page-direction-*": tuple(str(bearing) for bearing in range(0, 360, 45)),
    "page-form-off-*": tuple(one.replace("_", "-") for one in get_args(Obstacle)),
    "page-change-*": ("added", "removed", "renamed", "reshaped"),
    "page-column-*": ("name", "people", "covered", "share", "difference"),
    "page-compare-*": ("one", "swipe", "two", "entering", "leaving", "before", "after"),
    "page-conflict-*": ("merge", "continue", "keep", "reload", "later"),
    "page-context-*": ("water", "road", "rail"),
    "page-datum-*": get_args(BasemapDatum),
    "page-decide-*": get_args(Status),
    "page-download-as-*": tuple(one[1:].replace(".", "-") for one in (*WRITTEN, *REPORTS)),
    "page-draft-*": ("undo", "redo", "add-zone", "import", "discard", "save"),
    "page-form-draw-*": ("outline", "direction", "release", "take"),
    "page-gateway-*": tuple(mark.value for mark in palette.GATEWAYS),
    "page-hint-*": (*(tool for tool in TOOLS if tool not in {"move", "resize"}), "no_partner"),
    "page-kind-*": ("zone", "ftz", "cluster", "region", "place", "scenario", *get_args(ChangeKind)),
    "page-line-*": tuple(sign.mark.value.replace("_", "-") for sign in palette.LINES),
    "page-layer-*": (
        *("districts", "zones", "changes", "gained", "lost", "consensus", "clusters", "gateways"),
        *("customs", "exclusions", "violations", "labels", "explained", "context", "proposed"),
        "references",
        *("reach", "demand", "comments"),
    ),
    "page-layername-*": (*LAYERS, "context"),
    "page-legend-*": ("entering", "leaving"),
    "page-card-*": ("people", "land"),
    "page-legend-broken-*": tuple(mark.value for mark in palette.LEVELS),
    "page-legend-change-*": ("lost-2", "lost-1", "0", "gained-1", "gained-2"),
    "page-legend-over-*": ("lost-2", "lost-1", "0"),
    "page-propose-counted-*": ("own", "same-customs", "second", LEAST),
    "page-propose-land-*": ("budget", "phases", "swap", "province"),
    "page-propose-sentence-*": ("budget", "phases", "swap", "province"),
    "page-propose-show-*": ("one", "several", "front"),
    "page-propose-proof-*": ("optimal", "feasible"),
    "page-propose-state-*": ("waiting", "running", "solving", "cancelling", "cancelled"),
    "page-resize-*": ("expand", "shrink", "to", "cap"),
    "page-role-*": get_args(Role),
    "page-rule-*": tuple(mark.value for mark in palette.LEVELS),
    "page-rules-*": ("newly", "worse"),
    "page-rules-group-*": ("new", "worse", "improved", "mended"),
    "page-saved-*": ("link", "look", "continue", "own", "show", "later", "close", "baseline"),
    "page-scenarios-*": ("all", "awaiting", "own", "withdrawn"),
    "page-save-missing-*": ("title", "id", "message"),
    "page-sector-*": tuple(mark.value for mark in palette.SECTORS),
    "page-status-*": get_args(Status),
    "page-tab-*": (
        *("coverage", "places", "rules", "compare", "propose", "history"),
        *("zones", "regions", "sectors", "background"),
    ),
    "page-tint-*": ("people", "land", "density", "change-people", "change-land"),
    "page-tint-use-*": USES,
    "page-sentence-*": ("grow", "cut", "swap", "transfer", "move", "drag"),
    "page-sheet-*": ("a3", "a4"),
    "page-size-*": ("grow", "cut", "swap", "transfer"),
    "page-tool-*": TOOLS,
    "unit-*": ("km", "m"),
    "page-toolname-*": tuple(tool for tool in TOOLS if tool != "add"),
    "page-transfer-*": ("from", "to"),
    "page-upload-column-*": ("zone_id", "ftz_id", "adcode", "name", "name_zh", "other"),
    "page-upload-count-*": ("taken", "changed", "noted", "refused"),
    "page-upload-done-*": (
        *("renamed", "split", "part", "merged", "copied", "added", "moved", "reshaped"),
        *("transferred", "set", "merged-away", "removed"),
    ),
    "page-upload-as-*": ("new", "scenario", "zone"),
    "page-upload-head-*": ("what", "value", "why", "row", "zone", "done"),
    "page-upload-missing-*": ("keep", "remove"),
    "page-upload-record-*": ("changed", "noted", "refused"),
    "page-upload-what-*": get_args(LayerContent),
    "page-visibility-*": get_args(Visibility),
    "rule-*-name": tuple(RULES),
}
"""Codes that a module makes while it runs (`page-tool-${tool}`), with what may fill the gap."""


def made() -> set[str]:
    """Return the patterns of codes that modules make, a gap as `*`."""
    found = re.findall(r"`((?:figure|page|rule|unit)-[^`]*)`", "\n".join(MODULES.values()))
    return {re.sub(r"\$\{[^}]*\}", "*", pattern) for pattern in found}


def of_families() -> set[str]:
    return {
        pattern.replace("*", member.replace("_", "-"))
        for pattern, members in FAMILIES.items()
        for member in members
    }


def named() -> set[str]:
    """Return every code of the page's own words that modules name as a whole."""
    code = r'"((?:page|published|list|edits|unit)-[a-z0-9-]+)"'
    modules = re.findall(code, "\n".join(MODULES.values()))
    assert len(modules) > 50
    return set(modules)


def calls() -> list[tuple[str, str, set[str]]]:
    """Return where a module says a code that it names, with the places that it fills."""
    found = []
    for path, text in MODULES.items():
        for call in re.finditer(r'\b(?:say|messageOf)\(\s*"([\w-]+)"\s*([,)])', text):
            filled = _keys(text[call.end() :]) if call[2] == "," else set()
            found.append((f"{path}: {call[1]}", call[1], filled))
    return found


def _keys(text: str) -> set[str]:
    """Return the keys of the object that a text begins with; `...places` for those of others."""
    if not text.lstrip().startswith("{"):
        return {"...places"}
    depth, parts = 0, [""]
    for sign in text[text.index("{") + 1 :]:
        depth += (sign in "({[") - (sign in ")}]")
        if depth < 0:
            break
        if sign == "," and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    keys = {part.split(":")[0].strip() for part in parts if part.strip()}
    return {"...places" if key.startswith("...") else key for key in keys}

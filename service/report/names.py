"""The names of a plan's objects in one language, by id."""

import re
from collections import Counter
from collections.abc import Sequence

import pandas as pd

from layers import Plan
from layers.messages import Language
from layers.messages.languages import names_first
from layers.schema.layer_schema import LAYERS
from layers.schema.terms import Level
from service.report.document import printable

_LAYERS = ("zones", "ftzs", "exclusions", "customs_blocks", "strategies", "gateways", "clusters")


class Names:
    """Names by id: of zones, groups, regions of every level, clusters and others.

    A zone, a region and a cluster may share an id, so a name is looked up by kind: a layer, or the
    level of a region.
    """

    def __init__(self, plan: Plan, language: Language, zones: Sequence[pd.DataFrame] = ()) -> None:
        """Create names for a plan and the zones of scenarios, which may differ from the plan's.

        A scenario's names take precedence over the plan's; several scenarios may differ, so then
        the plan's are used.
        """
        self._plan, self._zones = plan, zones
        self._language, self._columns = language, names_first(language)
        self._known: dict[str | Level, dict[str, str]] = {}
        self._twice: dict[str | Level, set[str]] = {}
        self._shown: dict[str, object] | None = None

    def all(self, kind: str | Level) -> dict[str, str]:
        """Return the names by id of a layer, or of a level of regions."""
        if kind not in self._known:
            self._known[kind] = self._named(kind)
        return self._known[kind]

    def of(self, kind: str | Level, id_: object, otherwise: str | None = None) -> str:
        """Return the name of an id, followed by the id if another has the same name.

        Without a name it is `otherwise`, or the id.
        """
        name = self._name(kind, str(id_)) or otherwise
        if isinstance(kind, Level) and (name or str(id_)) == str(id_):
            return self._coded(kind, str(id_))
        return name or str(id_)

    def _coded(self, level: Level, code: str) -> str:
        """Return the label of a region without a name: by its level, as `Province 4`."""
        word = level.words.forms(self._language)[0]
        return f"{word[:1].upper()}{word[1:]} {code}".strip()

    def label(self, id_: object) -> str:
        """Return the short name of a zone for a map: without parts in brackets."""
        name = self.all("zones").get(str(id_), str(id_))
        short = re.split(r"[(（]", name)[0].strip() or name
        return f"{short} [{id_}]" if name in self._shared("zones") else short

    def both(self, kind: str, id_: object) -> str:
        """Return an id followed by its name."""
        name = self.all(kind).get(str(id_))
        return f"{id_} {name}" if name else str(id_)

    def in_sentences(self, id_: str) -> str:
        """Return the name of an id of unknown kind in a sentence; else the id.

        A coarsest region may be given by its name in another language.
        """
        kinds: tuple[str | Level, ...] = (*_LAYERS, *reversed(self._plan.levels))
        return next(
            (name for kind in kinds if (name := self._name(kind, id_))), self._translated(id_)
        )

    def _translated(self, name: str) -> str:
        """Return a coarsest region's name in this language; violations have it in English."""
        coarsest = self._plan.terms.coarsest
        if self._shown is None:
            shown = coarsest.shown_names(self._plan.regions)
            codes = self._plan.regions[coarsest.column]
            self._shown = dict(zip(shown, codes, strict=True))
        return self.of(coarsest, self._shown[name]) if name in self._shown else name

    def _name(self, kind: str | Level, id_: str) -> str | None:
        name = self.all(kind).get(id_)
        return f"{name} [{id_}]" if name in self._shared(kind) else name

    def _shared(self, kind: str | Level) -> set[str]:
        """Return the names that several ids of a kind share."""
        if kind not in self._twice:
            counts = Counter(self.all(kind).values())
            self._twice[kind] = {name for name, count in counts.items() if count > 1}
        return self._twice[kind]

    def _named(self, kind: str | Level) -> dict[str, str]:
        if isinstance(kind, Level):
            tables, key = [kind.names(self._plan.regions)], "adcode"
        else:
            key = LAYERS[kind].columns[0].name
            tables = [self._plan.frame(kind)] if self._plan.has(kind) else []
            if kind == "zones":
                at = len(tables) if len(self._zones) == 1 else 0
                tables[at:at] = self._zones
        by_id: dict[str, str] = {}
        for table in tables:
            for column in reversed(self._columns):
                if column in table.columns:
                    named = table[[key, column]].dropna()
                    ids = named[key].astype(str)
                    by_id |= dict(zip(ids, map(printable, named[column].astype(str)), strict=True))
        return by_id

"""The options that a dialog offers for the chosen plan: scenarios, levels, groups, objectives.

A field of choices is a box that can be typed into, since a scenario may be a file, and several
groups are separated by commas. Scripts pass the same texts.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from processing.core.ProcessingConfig import ProcessingConfig
from processing.gui.wrappers import WidgetWrapper
from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtWidgets import QComboBox

from .algorithm import COMMAND_SETTING, PLAN, file_of, language, names_first, say
from .command import CommandError, find, run
from .saved_plan import store_of

if TYPE_CHECKING:
    from collections.abc import Callable

RADII_KM = (25, 50, 100)


def choices_of(kind: str, plan: str) -> list[tuple[str, str]]:
    """Return the choices of a plan's file: the text of each, and its label.

    `kind` is `scenario`, `level`, `group` or `objective`. What cannot be read is not offered.

    Raises:
        KeyError: there is no such kind.
    """
    return _CHOICES[kind](plan)


def _rows(plan: str, table: str) -> list[dict[str, Any]]:
    layer = QgsVectorLayer(f"{plan}|layername={table}", table, "ogr")
    return [feature.attributeMap() for feature in layer.getFeatures()] if layer.isValid() else []


def _named(row: dict[str, Any]) -> str:
    names = (str(row[name]) for name in names_first() if row.get(name))
    return next(names, "")


def _levels(plan: str) -> list[tuple[str, str]]:
    word = "text_zh" if language() == "zh" else "text"
    levels = [row for row in _rows(plan, "terms") if row["term"] == "level"]
    return [(str(row["code"]), str(row[word] or row["code"])) for row in levels]


def _groups(plan: str) -> list[tuple[str, str]]:
    return [(str(row["ftz_id"]), _named(row)) for row in _rows(plan, "ftzs")]


def _objectives(plan: str) -> list[tuple[str, str]]:
    sectors = sorted({str(row["sector"]) for row in _rows(plan, "clusters")})
    people = QgsVectorLayer(f"{plan}|layername=demand", "demand", "ogr").isValid()
    kinds = [("population", say("plugin-objective-people"))] if people else []
    kinds += [("worst-served", say("plugin-objective-worst-served"))] if people else []
    kinds += [(f"sector:{one}", say("plugin-objective-sector", sector=one)) for one in sectors]
    return [
        (f"{kind}@{radius}", say("plugin-objective-within", what=words, radius=radius))
        for kind, words in kinds
        for radius in RADII_KM
    ]


def _scenarios(plan: str) -> list[tuple[str, str]]:
    store = store_of(plan)
    if store is None:
        return []
    try:
        program = find(ProcessingConfig.getSetting(COMMAND_SETTING) or "")
        line = [program, "scenario", "list", plan, "--store", store, "--json"]
        ended = run(line, language(), lambda: False, lambda _share, _what: None)
        rows = json.loads(ended.out) if ended.code == 0 else []
    except (CommandError, ValueError):
        return []
    title = f"title_{language()}"
    return [(row["scenario"], str(row.get(title) or row["title"])) for row in rows]


_CHOICES: dict[str, Callable[[str], list[tuple[str, str]]]] = {
    "scenario": _scenarios,
    "level": _levels,
    "group": _groups,
    "objective": _objectives,
}


class ChoicesWrapper(WidgetWrapper):
    """A box of choices, which follow the plan that is chosen in the same dialog."""

    def createWidget(self, kind: str) -> QComboBox:
        """Return the box; it is filled once the plan is known."""
        self.kind, self.plan = kind, ""
        box = QComboBox()
        box.setEditable(True)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        return box

    def postInitialize(self, wrappers: list[Any]) -> None:
        """Follow the field of the plan."""
        for wrapper in wrappers:
            if wrapper.parameterDefinition().name() == PLAN:
                wrapper.widgetValueHasChanged.connect(self._fill)
                self._fill(wrapper)

    def _fill(self, wrapper: Any) -> None:  # noqa: ANN401  of QGIS
        layer = QgsProject.instance().mapLayer(str(wrapper.parameterValue() or ""))
        plan = file_of(layer) if isinstance(layer, QgsVectorLayer) else ""
        if plan == self.plan or not plan:
            return
        kept, self.plan = self.value(), plan
        self.widget.clear()
        for text, words in [("", ""), *choices_of(self.kind, plan)]:
            self.widget.addItem(f"{text} · {words}" if words else text, text)
        self.setValue(kept)

    def setValue(self, value: Any) -> None:  # noqa: ANN401  of QGIS
        """Choose a text, or show it if it is not among the choices."""
        at = self.widget.findData(value)
        if at >= 0:
            self.widget.setCurrentIndex(at)
        else:
            self.widget.setEditText(str(value or ""))

    def value(self) -> str:
        """Return the text of the choice, or the typed text."""
        at = self.widget.findText(self.widget.currentText())
        return str(self.widget.itemData(at)) if at >= 0 else self.widget.currentText().strip()

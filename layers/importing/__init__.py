"""Importing a plan from a user's files: reading, assumptions, and the outcome of each record."""

from layers.importing.column_map import ColumnMap
from layers.importing.import_plan import Import, ImportOptions, import_layers
from layers.importing.plan_words import LevelColumns, PlanWords
from layers.importing.report import LayerReport, Record
from layers.importing.summed_columns import SumRequest

__all__ = [
    "ColumnMap",
    "Import",
    "ImportOptions",
    "LayerReport",
    "LevelColumns",
    "PlanWords",
    "Record",
    "SumRequest",
    "import_layers",
]

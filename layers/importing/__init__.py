"""A plan from a user's own files: what is read, what is assumed, what each record becomes."""

from layers.importing.column_map import ColumnMap
from layers.importing.import_plan import Import, ImportOptions, import_layers
from layers.importing.plan_words import PlanWords
from layers.importing.report import LayerReport, Record

__all__ = [
    "ColumnMap",
    "Import",
    "ImportOptions",
    "LayerReport",
    "PlanWords",
    "Record",
    "import_layers",
]

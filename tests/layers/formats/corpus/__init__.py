"""Files as planners have them, made by the tests, and what must come of reading each."""

from . import databases, shapefiles, tables, web
from .case import Case

CASES = [*databases.CASES, *shapefiles.CASES, *tables.CASES, *web.CASES]

__all__ = ["CASES", "Case"]

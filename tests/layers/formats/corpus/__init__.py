"""Files as planners have them, made by the tests, and what must come of reading each."""

from . import boundary, databases, drawings, shapefiles, tables, web
from .case import Case

CASES = [
    *boundary.CASES,
    *databases.CASES,
    *drawings.CASES,
    *shapefiles.CASES,
    *tables.CASES,
    *web.CASES,
]

__all__ = ["CASES", "Case"]

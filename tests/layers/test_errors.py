"""Errors of the project, as they pass from one process to another."""

import pickle

from layers.errors import BusyError, OutOfMemoryError, PlanError, StaleError, ZonewrightError
from layers.messages import Message

MISSING, EMPTY = Message("file-missing"), Message("file-csv-empty")


def test_an_error_is_the_same_in_another_process() -> None:
    errors: list[ZonewrightError] = [
        PlanError([]),
        PlanError(MISSING),
        PlanError([MISSING, EMPTY.at("zones")], details={"a": [1]}),
        BusyError([MISSING, EMPTY]),
        OutOfMemoryError(MISSING),
        StaleError(MISSING, base=1, current=2),
    ]
    for error in errors:
        there = pickle.loads(pickle.dumps(error))  # noqa: S301  our own
        assert type(there) is type(error)
        assert (there.lines, there.args, vars(there)) == (error.lines, error.args, vars(error))

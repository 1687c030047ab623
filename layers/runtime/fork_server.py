"""Loaded by the process that others are forked from: these end quietly if their caller has ended.

The caller sends a new process its work as a pickle. If the caller is killed meanwhile, the pickle
is empty or truncated, and no answer is needed.
"""

import pickle
import sys
from types import TracebackType

_CALLER_ENDED = EOFError, pickle.UnpicklingError, BrokenPipeError


def excepthook(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Print the traceback of an error, unless it is that the caller has ended."""
    if not issubclass(kind, _CALLER_ENDED):
        sys.__excepthook__(kind, error, trace)


sys.excepthook = excepthook

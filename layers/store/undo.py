"""Which document an undo or a redo restores, derived from the history alone.

A revision *shows* the document of a revision of kind create, branch, save or merge. Undo shows what
was shown before that one; so several undos go further back. Redo goes forward again, up to the last
such revision: a new one ends redo.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.store.model import Revision


def undone(history: Sequence[Revision]) -> int | None:
    """Return the number of the revision that an undo shows; None if nothing can be undone.

    `history` is all of a scenario, oldest first.
    """
    return _before(history, history[-1].shows)


def redone(history: Sequence[Revision]) -> int | None:
    """Return the number of the revision that a redo shows; None if nothing can be redone."""
    shown = history[-1].shows
    step: int | None = max(revision.shows for revision in history)
    while step is not None and step != shown:
        before = _before(history, step)
        if before == shown:
            return step
        step = before
    return None


def _before(history: Sequence[Revision], number: int) -> int | None:
    """Return what was shown when revision `number` was made; None for the first."""
    return history[number - 2].shows if number > 1 else None

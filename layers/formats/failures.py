"""Whatever a library raises of a stranger's file, as a problem of that file."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from layers.errors import PlanError, ZonewrightError, of_full_disk
from layers.geopackage import short_reason
from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def told_of(path: Path) -> Iterator[None]:
    """Turn what a library raises into a problem of the file.

    Numbers that lead nowhere give no warning: checks find them, and say which rows have them.

    Raises:
        FullError: there is no room for what is unpacked or copied.
        PlanError: a library has raised anything else.
    """
    try:
        with np.errstate(all="ignore"):
            yield
    except ZonewrightError:
        raise
    except Exception as error:  # there is no list of what they raise
        if (full := of_full_disk(error)) is not None:
            raise full from error
        why = short_reason(error) or type(error).__name__
        damaged = Message("file-damaged", why=why.replace(f"{path.parent}/", ""))
        raise PlanError(damaged.in_file(path)) from error

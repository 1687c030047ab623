"""The ids of scenarios: in files, the store, requests and addresses."""

import re
from hashlib import sha256

BASELINE = "baseline"
"""The id of the unedited plan, which no scenario may have."""

LONGEST = 64  # characters
ID = f"[A-Za-z0-9_-]{{1,{LONGEST}}}"
ID_PATTERN = f"^{ID}$"


def is_id(text: str) -> bool:
    """Return whether a text could be the id of a scenario, which is not the unedited plan's."""
    return text != BASELINE and re.fullmatch(ID, text) is not None


def fitting_id(text: str) -> str:
    """Return a text of letters of an id, if it is too long with its end replaced by its hash.

    So different texts stay different.

    >>> fitting_id("a-and-b"), fitting_id(70 * "a")[50:]
    ('a-and-b', 'aaaaa-6bd5e503')
    """
    if len(text) <= LONGEST:
        return text
    end = f"-{sha256(text.encode()).hexdigest()[:8]}"
    return text[: LONGEST - len(end)] + end

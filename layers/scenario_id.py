"""The ids of scenarios: in files, the store, requests and addresses."""

import re

BASELINE = "baseline"
"""The id of the unedited plan, which no scenario may have."""

ID = "[A-Za-z0-9_-]{1,64}"
ID_PATTERN = f"^{ID}$"


def is_id(text: str) -> bool:
    """Return whether a text could be the id of a scenario, which is not the unedited plan's."""
    return text != BASELINE and re.fullmatch(ID, text) is not None

"""The names of plans in addresses, derived from the names of their files."""

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from layers.errors import SourceError
from layers.messages import Message

OF_PLAN = "{plan}"
"""The placeholder of a plan's name in a path or URL for several plans."""
_OWN = ("api", "exports", "healthz", "maps", "metrics", "readyz", "static")
"""Reserved names: addresses of the service itself."""


def names_of(paths: Sequence[Path]) -> list[str]:
    """Return the names under which plans are served, derived from the names of their files.

    >>> from pathlib import Path
    >>> names_of([Path("Plan of 2030 (v1.2).gpkg"), Path("中国.gpkg")])
    ['Plan-of-2030-v1-2', '中国']

    Raises:
        SourceError: a name is unusable, or two plans have the same.
    """
    named: dict[str, tuple[str, Path]] = {}
    for path in paths:
        name = plan_name(path)
        if not name or name.casefold() in _OWN:
            raise SourceError(Message("cli-plan-name-useless", own=_OWN).in_file(path))
        if other := named.get(name.casefold()):
            same = Message("cli-plan-names-same", name=name, other=str(other[1]))
            raise SourceError(same.in_file(path))
        named[name.casefold()] = name, path
    return [name for name, _ in named.values()]


def plan_name(path: Path) -> str:
    """Return a plan's name: letters and digits of every script, joined by dashes."""
    text = unicodedata.normalize("NFC", path.stem)
    characters = (
        one if one == "_" or unicodedata.category(one)[0] in "LMN" else "-" for one in text
    )
    return re.sub("-+", "-", "".join(characters)).strip("-")

"""Packages that only some need: an extra of the installation, asked for where it is used."""

from importlib.util import find_spec

from layers.errors import SourceError
from layers.messages import Message


def require(extra: str, *modules: str) -> None:
    """Check that modules of an extra are installed, without importing them.

    Raises:
        SourceError: one is not; the message says what needs the extra, and how it is installed.

    >>> require("cad", "json")
    >>> require("cad", "no_such_module")
    Traceback (most recent call last):
    layers.errors.SourceError: writing DXF needs more packages: pip install "zonewright[cad]"
    """
    if any(find_spec(module) is None for module in modules):
        raise SourceError(Message("extra-missing", extra=extra))

"""An edit in one line, in the reader's language: the sentences of the page's list of edits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.edits import write_edit
from layers.messages import Message
from service.report.figures import two

if TYPE_CHECKING:
    from geo.edits import Edit
    from service.report.writer import Writer


def edit_told(writer: Writer, edit: Edit) -> str:
    """Return an edit in one line."""
    ((verb, options),) = write_edit(edit).items()

    def name(zone: object) -> str:
        return writer.names.of("zones", zone)

    said: dict[str, Any] = {"zone": name(options.get("zone", options.get("from", "")))}
    ending = ""
    if verb in {"expand", "shrink"}:
        by_km = options.get("by_km")
        ending = "-to" if by_km is None else "-by"
        said |= {"km2": two(options["to_area_km2"])} if by_km is None else {"km": two(by_km)}
    elif verb == "move":
        said["way"] = _way(options)
    elif verb == "split":
        said["into"] = tuple(map(name, options["into"]))
    elif verb == "merge":
        said = {"zones": tuple(map(name, options["zones"]))}
    elif verb == "transfer":
        said["to"] = name(options["to"])
    return writer.say(f"page-edit-{verb}{ending}", **said)


def _way(options: dict[str, Any]) -> tuple[Message, ...]:
    """Return how far and where to a zone moves."""
    east, north = options.get("dx_km", 0.0), options.get("dy_km", 0.0)
    ways = [
        (east, "page-way-east" if east > 0 else "page-way-west"),
        (north, "page-way-north" if north > 0 else "page-way-south"),
    ]
    return tuple(Message(code, km=two(abs(km))) for km, code in ways if km)

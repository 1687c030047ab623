"""The command `bounds`: land from the words of published bounds (四至)."""

from __future__ import annotations

import json as jsons
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from layers.errors import MeasureError
from layers.messages import Message
from layers.runtime.files import replacing
from service.cli.language import sentence
from service.cli.options import AsJson, PlanPath, check_new, id_of, open_plan, write_scenario
from service.cli.tables import TableColumn, print_json, print_schematic_note, print_table, say, warn

if TYPE_CHECKING:
    from geo.bounds import BoundsLand, BoundsPart

_Text = Annotated[
    str,
    typer.Argument(metavar="TEXT", help="The bounds, as published; - reads standard input."),
]
_Near = Annotated[
    str, typer.Option("--near", metavar="ZONE|REGION", help="Where to look, by id or name.")
]
_Out = Annotated[
    Path | None,
    typer.Option(
        "-o", "--out", metavar="OUT", help="A .geojson with the outline, or a .yaml scenario."
    ),
]
_Part = Annotated[
    list[int] | None,
    typer.Option("--part", help="A part of the text, by its number; may be repeated; else all."),
]
_Area = Annotated[
    float | None,
    typer.Option("--area-km2", help="The published area, where the text does not state it."),
]
_Gap = Annotated[
    float | None, typer.Option("--gap-km", help="The widest gap that is bridged; else 1.")
]
_Choose = Annotated[
    list[str] | None,
    typer.Option(
        "--choose",
        metavar="PART=NUMBER",
        help="Of several areas that fit a part, the one taken, as the refusal lists them.",
    ),
]
_Draft = Annotated[
    bool,
    typer.Option("--draft", help="Assume a side that is not found where the land ends today."),
]
_Zone = Annotated[
    str | None, typer.Option("--zone", metavar="ID", help="A new zone with this land.")
]
_Ftz = Annotated[str | None, typer.Option("--ftz", metavar="ID", help="The new zone's group.")]
_SUFFIXES = (".geojson", ".yaml")


def bounds(
    plan: PlanPath,
    text: _Text,
    near: _Near,
    out: _Out = None,
    part: _Part = None,
    area_km2: _Area = None,
    gap_km: _Gap = None,
    choose: _Choose = None,
    draft: _Draft = False,
    zone: _Zone = None,
    ftz: _Ftz = None,
    json: AsJson = False,
) -> None:
    """Find the land that published bounds (四至) describe: the lines, and how sure they are.

    Names are looked up in the plan's network, waters, regions and reference layers. Exit code 2 if
    a name is not found, the sides do not close, or several areas fit.
    """
    from geo.bounds import land_from_bounds, scenario_of_bounds
    from geo.bounds.land import GAP_KM
    from service.documents.bounds import bounds_document

    if out is not None:
        if out.suffix not in _SUFFIXES:
            raise MeasureError(Message("bounds-suffix", path=str(out)))
        check_new(out, out.suffix)
    opened = open_plan(plan)
    land = land_from_bounds(
        opened,
        sys.stdin.read() if text == "-" else text,
        near=near,
        parts=part or (),
        gap_km=GAP_KM if gap_km is None else gap_km,
        area_km2=area_km2,
        choose=dict(map(_choice, choose or ())),
        draft=draft,
    )
    if out is not None and out.suffix == ".yaml":
        write_scenario(
            scenario_of_bounds(opened, land, scenario=id_of(out), zone=zone, ftz=ftz), out
        )
    elif out is not None:
        with replacing(out) as temporary:
            words = jsons.dumps(bounds_document(opened, land), ensure_ascii=False, indent=1)
            temporary.write_text(words + "\n", encoding="utf-8", newline="\n")
    if json:
        print_json(bounds_document(opened, land))
        return
    _print(land)
    print_schematic_note(opened.zones)


def _choice(text: str) -> tuple[int, int]:
    """Return the part and the number of PART=NUMBER."""
    part, _, number = text.partition("=")
    if not (part.isdecimal() and number.isdecimal()):
        raise MeasureError(Message("bounds-choice-unclear", given=text))
    return int(part), int(number)


def _print(land: BoundsLand) -> None:
    for number, part in enumerate(land.parts, 1):
        title = Message("bounds-title-whole")
        if len(land.parts) > 1:
            title = Message("bounds-title-part", part=part.title or str(number))
        print_table(title, _rows(part), _COLUMNS)
        published = "none" if part.published_km2 is None else part.published_km2
        say(
            Message(
                "bounds-area-line",
                area_km2=part.area_km2,
                least_km2=part.least_km2,
                most_km2=part.most_km2,
                published=published,
            )
        )
        for note in part.notes:
            warn(note)


_COLUMNS = {
    "side": TableColumn("bounds-col-side"),
    "name": TableColumn("bounds-col-name"),
    "layer": TableColumn("bounds-col-layer"),
    "kind": TableColumn("bounds-col-kind"),
    "length_km": TableColumn("bounds-col-length", ".2f"),
    "tolerance_m": TableColumn("bounds-col-tolerance", ".0f"),
}


def _rows(part: BoundsPart) -> list[dict[str, object]]:
    from geo.bounds.text import side_words

    return [
        {
            "side": sentence(Message("bounds-sides", sides=side_words(section.sides))),
            "name": section.name,
            "layer": sentence(Message("bounds-layer", layer=section.layer)),
            "kind": sentence(Message("bounds-kind", kind=section.kind)),
            "length_km": section.length_km,
            "tolerance_m": section.tolerance_m,
        }
        for section in part.sections
    ]

"""Land from bounds as GeoJSON: its parts, and each section of their outlines."""

from collections.abc import Iterator
from typing import Any

from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geo.bounds import BoundsLand, BoundsPart
from layers import Plan
from layers.geometry.antimeridian import wrapped
from layers.messages import Language, Message
from service.documents.coverage import plan_document


def bounds_document(plan: Plan, land: BoundsLand) -> dict[str, Any]:
    """Return the document of land from bounds: a GeoJSON collection in the plan's CRS.

    A feature of `what: "part"` has the land of a part with `title`, `area_km2`, `least_km2`,
    `most_km2`, `published_km2`, `complete` and `notes` in English and Chinese; one of
    `what: "section"` a piece of its outline with `part` (its number), `sides`, `name`, `layer`,
    `kind` (line, bridge or assumed), `length_km` and `tolerance_m`.
    """
    return {
        "type": "FeatureCollection",
        "plan": plan_document(plan),
        "text": land.text,
        "near": land.near,
        "complete": land.complete,
        "features": [
            feature
            for number, part in enumerate(land.parts, 1)
            for feature in _features(plan, number, part)
        ],
    }


def _features(plan: Plan, number: int, part: BoundsPart) -> Iterator[dict[str, Any]]:
    yield _feature(
        wrapped(part.geometry),
        what="part",
        part=number,
        title=part.title,
        area_km2=part.area_km2,
        least_km2=part.least_km2,
        most_km2=part.most_km2,
        published_km2=part.published_km2,
        complete=part.complete,
        notes=_texts(plan, part.notes, "en"),
        notes_zh=_texts(plan, part.notes, "zh"),
    )
    for section in part.sections:
        yield _feature(
            section.geometry,
            what="section",
            part=number,
            sides=[*section.sides],
            name=section.name,
            layer=section.layer,
            kind=section.kind,
            length_km=section.length_km,
            tolerance_m=section.tolerance_m,
        )


def _feature(shape: BaseGeometry, **properties: object) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": mapping(shape)}


def _texts(plan: Plan, notes: tuple[Message, ...], language: Language) -> list[str]:
    return [*map(plan.terms.speaker(language).text, notes)]

"""Land from the words of published bounds (四至)."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from geo.bounds import land_from_bounds
from geo.bounds.land import GAP_KM, edit_of_bounds
from geo.bounds.text import MOST_CHARACTERS, MOST_NAMES
from geo.edits import write_edit
from service.api.access import require_role
from service.api.bodies import JsonRoute
from service.api.dependencies import SessionOf
from service.documents.bounds import bounds_document
from service.documents.coverage import for_others

router = APIRouter(prefix="/api", dependencies=[require_role("viewer")], route_class=JsonRoute)

_Number = Annotated[int, Field(ge=1, le=MOST_NAMES)]


class BoundsRequest(BaseModel, extra="forbid"):
    """The words of bounds, and a zone or region near which the land lies, by id or name.

    `parts` are numbers of the parts wanted, all if there are none; `choose` has, by the number of a
    part, the one of several areas that is meant. `area_km2` is the published area.
    """

    text: str = Field(max_length=MOST_CHARACTERS)
    near: str = Field(max_length=500)
    parts: list[_Number] = Field(default_factory=list, max_length=MOST_NAMES)
    choose: dict[_Number, _Number] = Field(default_factory=dict, max_length=MOST_NAMES)
    gap_km: float = Field(GAP_KM, ge=0, le=50)
    area_km2: float | None = Field(None, gt=0, le=1e6)
    draft: bool = False


class PartOfBounds(BaseModel):
    """A part of the text as land; `notes` explain names; not `complete` if a side is assumed."""

    what: Literal["part"]
    part: int
    title: str
    area_km2: float
    least_km2: float
    most_km2: float
    published_km2: float | None
    complete: bool
    notes: list[str]
    notes_zh: list[str]


class SectionOfBounds(BaseModel):
    """A piece of the outline of a part: its line and its tolerance."""

    what: Literal["section"]
    part: int
    sides: list[str]
    name: str
    layer: str
    kind: Literal["line", "bridge", "assumed"]
    length_km: float
    tolerance_m: float


class FeatureOfBounds(BaseModel):
    """A GeoJSON feature in the plan's CRS."""

    type: Literal["Feature"]
    properties: Annotated[PartOfBounds | SectionOfBounds, Field(discriminator="what")]
    geometry: dict[str, Any]


class BoundsAnswer(BaseModel):
    """Land from bounds as GeoJSON; `edit` gives it to the zone, null near a region."""

    type: Literal["FeatureCollection"]
    plan: dict[str, Any]
    text: str
    near: str
    complete: bool
    features: list[FeatureOfBounds]
    edit: dict[str, Any] | None


@router.post("/bounds")
def bounds(session: SessionOf, request: BoundsRequest) -> BoundsAnswer:
    """Return the land that words of bounds (四至) describe, near a zone or in a region.

    Refused with one line per name that is not found, gap that does not close, or choice.
    """
    land = land_from_bounds(session.plan, **request.model_dump())
    edit = None if land.zone is None else write_edit(edit_of_bounds(session.plan, land))
    document = for_others(bounds_document(session.plan, land))
    return BoundsAnswer.model_validate(document | {"edit": edit})

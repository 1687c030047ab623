"""What every answer is made of: plain members, messages, GeoJSON, rows of tables."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import JsonSchemaMode, models_json_schema


class Answer(BaseModel):
    """A JSON object with just the declared members; one that may be absent has a default."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


def absent() -> Any:  # noqa: ANN401  of any type
    """Return the default of a member that may be absent; null is given only where it is typed."""
    return Field(default=None, json_schema_extra=_without_default)


def _without_default(schema: dict[str, Any]) -> None:
    del schema["default"]


class TableRow(Answer):
    """A row of a table; a plan's own columns follow those that are declared."""

    model_config = ConfigDict(extra="allow")


class Message(Answer):
    """A sentence as the code and the parameters of the catalogue, for the reader's language.

    A message among the parameters again has `code` and `params`.
    """

    code: str
    params: dict[str, Any]
    text: str = absent()
    """The sentence in English."""
    text_zh: str = absent()


class InEachLanguage(Answer):
    """A text in both languages."""

    en: str
    zh: str


def described(
    model: object, status: int = 200, others: dict[int | str, dict[str, Any]] | None = None
) -> dict[str, Any]:
    """Return the description of a route's answers: status and model, and any `others`.

    The handler's document is sent unchanged; tests hold it to its model.
    """
    responses = dict(others or {})
    responses[status] = {"model": model, **responses.get(status, {})}
    return {"status_code": status, "response_model": None, "responses": responses}


def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """Return where a description has the schema of a model."""
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def schemas_of(*models: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON schemas of models and of the models that they contain, by name."""
    mode: JsonSchemaMode = "serialization"
    of_answers = [(model, mode) for model in models]
    _, schemas = models_json_schema(of_answers, ref_template="#/components/schemas/{model}")
    definitions: dict[str, Any] = schemas["$defs"]
    return definitions


Lonlat = tuple[float, float]
"""Longitude and latitude, in degrees."""

Extent = tuple[float, float, float, float]
"""West, south, east and north, in degrees; east may be above 180."""


# ------------------------------------------------------------------------------------- GeoJSON


class Point(Answer):
    """A place."""

    type: Literal["Point"]
    coordinates: list[float]


class MultiPoint(Answer):
    """Places."""

    type: Literal["MultiPoint"]
    coordinates: list[list[float]]


class LineString(Answer):
    """A line."""

    type: Literal["LineString"]
    coordinates: list[list[float]]


class MultiLineString(Answer):
    """Lines."""

    type: Literal["MultiLineString"]
    coordinates: list[list[list[float]]]


class Polygon(Answer):
    """An outline and its holes."""

    type: Literal["Polygon"]
    coordinates: list[list[list[float]]]


class MultiPolygon(Answer):
    """Outlines, each with its holes."""

    type: Literal["MultiPolygon"]
    coordinates: list[list[list[list[float]]]]


class GeometryCollection(Answer):
    """Geometries of several kinds."""

    type: Literal["GeometryCollection"]
    geometries: list["Geometry"]


Geometry = (
    Point | MultiPoint | LineString | MultiLineString | Polygon | MultiPolygon | GeometryCollection
)


class Feature(Answer):
    """A geometry with its properties."""

    type: Literal["Feature"]
    properties: dict[str, Any]
    geometry: Geometry


class FeatureCollection(Answer):
    """Features, as RFC 7946 has them; longitudes continue above 180° across the antimeridian."""

    type: Literal["FeatureCollection"]
    features: list[Feature]


# -------------------------------------------------------------------------------------- a plan


class PlanHead(Answer):
    """Which plan was measured."""

    path: str | None
    """The name of its file."""
    crs: str
    baseline: str
    """The content hash of its zones."""
    layers: dict[str, str]
    """The content hash of each layer."""


Edit = dict[str, dict[str, Any]]
"""One verb with its options, as in a scenario file."""


class Phase(Answer):
    """By the end of a year, the first edits of a scenario hold."""

    by: int
    edits: int
    title: str = absent()
    title_zh: str = absent()


class ScenarioDocument(Answer):
    """A scenario, as in its file."""

    scenario: str
    title: str
    title_zh: str = absent()
    baseline: str
    parent: str = absent()
    edits: list[Edit]
    rules: dict[str, Any] = absent()
    targets: list[dict[str, Any]] = absent()
    phases: list[Phase] = absent()
    proposed: dict[str, Any] = absent()
    recorded: dict[str, Any] = absent()
    """The zones that the edits made when it was saved."""

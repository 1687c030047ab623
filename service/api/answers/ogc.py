"""Answers of the OGC API, as its standards have them."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from service.api.answers.base import Answer, Geometry, TableRow, absent
from service.api.answers.jobs import Proposed, SweepSummary


class StandardAnswer(Answer):
    """An answer whose members are written in camel case."""

    model_config = ConfigDict(alias_generator=to_camel)


class Link(Answer):
    """Where to go on."""

    rel: str
    href: str
    type: str
    title: str = absent()
    templated: bool = absent()
    """Whether places in `href` are to be filled."""


class LandingPage(Answer):
    """Where everything is."""

    title: str
    description: str
    links: list[Link]


class Conformance(StandardAnswer):
    """The conformance classes of the API."""

    title: str
    conforms_to: list[str]
    links: list[Link]


class SpatialExtent(Answer):
    """The extent of a collection, in a CRS."""

    bbox: list[list[float]]
    crs: str


class CollectionExtent(Answer):
    """The extent of a collection."""

    spatial: SpatialExtent


class Collection(StandardAnswer):
    """Features of one kind."""

    id: str
    title: str
    description: str
    item_type: Literal["feature"]
    crs: list[str]
    storage_crs: str
    links: list[Link]
    extent: CollectionExtent = absent()


class Collections(Answer):
    """The collections of the plan and of its scenarios."""

    title: str
    links: list[Link]
    collections: list[Collection]


class Item(Answer):
    """A feature with its links."""

    type: Literal["Feature"]
    id: str | int = absent()
    properties: dict[str, Any]
    geometry: Geometry | None
    links: list[Link] = absent()


class Items(StandardAnswer):
    """A page of features."""

    type: Literal["FeatureCollection"]
    features: list[Item]
    links: list[Link] = absent()
    number_matched: int = absent()
    number_returned: int = absent()
    time_stamp: str = absent()


class PropertiesSchema(StandardAnswer):
    """The properties of features as JSON Schema."""

    dialect: str = Field(alias="$schema")
    id: str = Field(alias="$id")
    title: str
    type: Literal["object"]
    properties: dict[str, dict[str, Any]]
    required: list[str] = absent()
    additional_properties: bool = absent()


class GridRow(Answer):
    """A grid of tiles in a list."""

    id: str
    title: str
    uri: str
    crs: str
    links: list[Link]


class TileMatrixSets(StandardAnswer):
    """The grids of tiles."""

    tile_matrix_sets: list[GridRow]
    links: list[Link]


class TileMatrix(StandardAnswer):
    """The tiles of one zoom."""

    id: str
    cell_size: float
    matrix_width: int
    matrix_height: int
    scale_denominator: float
    tile_width: int
    tile_height: int
    point_of_origin: list[float]


class TileMatrixSet(StandardAnswer):
    """A grid of tiles."""

    id: str
    title: str
    uri: str
    crs: str
    tile_matrices: list[TileMatrix]
    links: list[Link] = absent()


class TileLayer(StandardAnswer):
    """A layer of tiles."""

    id: str
    data_type: Literal["vector"]
    geometry_dimension: int


class TileSet(StandardAnswer):
    """The address of the tiles, and their content."""

    title: str
    data_type: Literal["vector"]
    crs: str
    grid_uri: str = Field(alias="tileMatrixSetURI")
    links: list[Link]
    layers: list[TileLayer] = absent()


class TileSets(StandardAnswer):
    """The tiles of a collection or of a whole scenario."""

    tilesets: list[TileSet]
    links: list[Link]


class MapStyle(TableRow):
    """A style of MapLibre."""

    version: int
    name: str
    sources: dict[str, dict[str, Any]]
    layers: list[dict[str, Any]]


class ProcessSummary(StandardAnswer):
    """A process in a list."""

    id: str
    version: str
    title: str
    description: str
    job_control_options: list[Literal["async-execute", "dismiss"]]
    output_transmission: list[Literal["value", "reference"]]
    links: list[Link]


class Processes(Answer):
    """The processes."""

    processes: list[ProcessSummary]
    links: list[Link]


class ProcessOutput(StandardAnswer):
    """An output of a process."""

    title: str
    schema_: dict[str, Any] = Field(alias="schema")


class ProcessInput(ProcessOutput):
    """An input of a process, under its name."""

    min_occurs: int
    max_occurs: int


class Process(ProcessSummary):
    """A process with its inputs and outputs."""

    inputs: dict[str, ProcessInput]
    outputs: dict[str, ProcessOutput]


class StatusInfo(Answer):
    """The status of a job."""

    job_id: str = Field(alias="jobID")
    process_id: str = Field(alias="processID")
    type: Literal["process"]
    status: Literal["accepted", "running", "successful", "failed", "dismissed"]
    message: str = absent()
    progress: int = absent()
    """In percent."""
    links: list[Link]


class Jobs(Answer):
    """Jobs of the person who asks."""

    jobs: list[StatusInfo]
    links: list[Link]


class FileLink(Answer):
    """Where a file is."""

    href: str
    type: str
    title: str


class Results(Answer):
    """The result of a job, or where its file is."""

    result: Proposed | SweepSummary | FileLink


class ApiDescription(TableRow):
    """A description in OpenAPI 3.0."""

    openapi: str
    info: dict[str, Any]
    paths: dict[str, dict[str, Any]]


OGC_ANSWERS: tuple[type[BaseModel], ...] = (
    *(LandingPage, Conformance, Collections, Collection, Items, Item, PropertiesSchema),
    *(TileMatrixSets, TileMatrixSet, TileSets, TileSet, MapStyle, ApiDescription),
    *(Processes, Process, StatusInfo, Jobs, Results, Proposed, SweepSummary),
)

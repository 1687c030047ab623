"""Vector tiles (OGC API Tiles, MVT) of each collection that has geometry, and of the whole plan.

The layers of a tile of the plan, in the state of a scenario or of the baseline, are defined in
`layers.formats.vector_tiles`; it begins with the context around the plan, the bytes that the page
reads (`service.map.context_tiles`). A MapLibre style draws it.
"""

from collections.abc import Awaitable, Callable
from itertools import chain
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
from fastapi import APIRouter, Depends, Path, Request, Response

from geo.validation import shown
from layers.errors import UnknownError
from layers.formats.vector_tiles import LEAST_PX, MVT, TileAddress, TileLayer, encoded
from layers.geometry.tile_grid import TiledShapes
from layers.messages import Message
from layers.palette import COLOURS, SHARE_BREAKS
from layers.scenario_id import BASELINE
from service.api.access import require_role
from service.api.answers import ogc as answers
from service.api.answers.base import schema_of
from service.api.bodies import with_etag
from service.api.dependencies import ScenarioQuery, SessionOf, cacheable
from service.api.plan_session import Encoded
from service.api.session import PlannerSession
from service.map.context_tiles import CONTEXT_KINDS
from service.ogc.collections import Collection, collection_of
from service.ogc.documents import JSON_TYPE, Link, Reply, ReplyOf, answer_of, classes, link
from service.ogc.items import CHECKED, CollectionPath

router = APIRouter(
    prefix="/ogc", dependencies=[require_role("viewer"), *CHECKED], default_response_class=Response
)

STYLE = "application/vnd.mapbox.style+json"
CONFORMANCE = (
    *classes(
        "ogcapi-tiles-1/1.0",
        "core tileset tilesets-list dataset-tilesets geodata-tilesets mvt",
    ),
    *classes("tms/2.0", "tilematrixset json-tilematrixset"),
)
_GRID = "WebMercatorQuad"
_GRID_URI = f"http://www.opengis.net/def/tilematrixset/OGC/1.0/{_GRID}"
_MERCATOR = "http://www.opengis.net/def/crs/EPSG/0/3857"
_DEEPEST = 18
_SHARE, _LEAST_SHARE = "covered_share_50km", 1e-6
_WORLD_M = 2 * 20_037_508.342789244
_TILE_PX, _METRES_PER_PIXEL = 256, 0.00028  # of the standard's screen
_TILESETS = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
_SCHEME = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"

_Grid = Literal["WebMercatorQuad"]
_Zoom = Annotated[int, Path(ge=0, le=_DEEPEST)]
Position = Annotated[int, Path(ge=0, lt=2**_DEEPEST)]
_PLACES = "{tileMatrix}/{tileRow}/{tileCol}"
_FADING = ["interpolate", ["linear"], ["zoom"], 7.5, 1, 11, 0.3]
_DASHES = {"line-width": 1, "line-dasharray": [5, 3]}
_STYLED: dict[int | str, dict[str, Any]] = {
    200: {"content": {STYLE: {"schema": schema_of(answers.MapStyle)}}}
}
_DIMENSIONS = {"MultiPolygon": 2, "MultiLineString": 1, "Point": 0}


def links_of_landing(reply: Reply) -> list[Link]:
    """Return the links of the landing page to tiles and style."""
    return [
        reply.link(_TILESETS, JSON_TYPE, "tiles", title="Vector tiles"),
        reply.link(f"{_SCHEME}s", JSON_TYPE, "tileMatrixSets", title="Tile matrix sets"),
        reply.link("stylesheet", STYLE, "styles", "plan", title="Style of the tiles"),
    ]


def links_of(reply: Reply, found: Collection) -> list[Link]:
    """Return the link of a collection to its tiles."""
    if found.geometry is None:
        return []
    return [reply.link(_TILESETS, JSON_TYPE, "collections", found.name, "tiles", title="Tiles")]


@router.get("/tileMatrixSets", responses=answer_of(answers.TileMatrixSets))
def tile_matrix_sets(reply: ReplyOf) -> Response:
    """List the grids of tiles: one."""
    links = [reply.link("self", JSON_TYPE, "tileMatrixSets", _GRID)]
    one = {"id": _GRID, "title": "Web Mercator", "uri": _GRID_URI, "crs": _MERCATOR}
    return reply.answer({"tileMatrixSets": [one | {"links": links}], "links": []})


@router.get("/tileMatrixSets/{grid}", responses=answer_of(answers.TileMatrixSet))
def tile_matrix_set(reply: ReplyOf, grid: _Grid) -> Response:
    """Return the definition of the grid."""
    pixel_m, half = _WORLD_M / _TILE_PX, _WORLD_M / 2
    of_all = {"tileWidth": _TILE_PX, "tileHeight": _TILE_PX, "pointOfOrigin": [-half, half]}
    matrices = [
        {"id": str(zoom), "cellSize": pixel_m / count, "matrixWidth": count, "matrixHeight": count}
        | {"scaleDenominator": pixel_m / count / _METRES_PER_PIXEL, **of_all}
        for zoom, count in enumerate(2**zoom for zoom in range(_DEEPEST + 1))
    ]
    document = {"id": grid, "uri": _GRID_URI, "crs": _MERCATOR, "tileMatrices": matrices}
    return reply.answer({"title": "Web Mercator"} | document)


class Tiled(NamedTuple):
    """What tiles are made of: collections by the names of their layers; and where they are.

    With a `query` they are of the whole plan, and begin with the context around it.
    """

    session: PlannerSession
    names: dict[str, str]
    path: tuple[str, ...]
    query: dict[str, str]

    def context(self, place: TileAddress) -> bytes:
        """Return the context layers of a tile."""
        return self.session.plan_session.context_tile(place) if self.query else b""

    def layers(self) -> dict[str, Collection]:
        """Return the collections, read from the store.

        Raises:
            UnknownError: one has no geometry, or there is none that this person may read.
        """
        found = {layer: collection_of(self.session, name) for layer, name in self.names.items()}
        for each in found.values():
            if each.geometry is None:
                raise UnknownError(Message("ogc-tiles-none", collection=shown(each.name)))
        return found

    def document(self) -> dict[str, Any]:
        """Return the description of the tiles, for every list that has them."""
        first, *further = self.layers().values()
        title = self.session.plan.title() if further else first.title
        about = {"title": title, "dataType": "vector"}
        return about | {"crs": _MERCATOR, "tileMatrixSetURI": _GRID_URI}


async def _of_plan(session: SessionOf, scenario: ScenarioQuery = BASELINE) -> Tiled:
    """Return the tiles of the plan, in the state of a scenario."""
    of = "" if scenario == BASELINE else f"{scenario}."
    finest = f"{of}coverage_{session.plan.terms.finest.code}"
    names = {"regions": finest, "zones": f"{of}zones"}
    if session.plan.has("clusters"):
        names["clusters"] = "clusters"
    return Tiled(session, names, ("tiles",), {"scenario": scenario})


async def _of_collection(session: SessionOf, collection: CollectionPath) -> Tiled:
    """Return the tiles of a collection: one layer, named as the layer of the plan."""
    layer = collection.rpartition(".")[2]
    return Tiled(session, {layer: collection}, ("collections", collection, "tiles"), {})


def _offer(path: str, source: Callable[..., Awaitable[Tiled]]) -> None:
    """Add the endpoints of some tiles, below a path."""
    of: Any = Depends(source)

    @router.get(path, responses=answer_of(answers.TileSets))
    def tilesets(reply: ReplyOf, tiled: Tiled = of) -> Response:
        """List the tilesets."""
        links = [
            reply.link("self", JSON_TYPE, *tiled.path, _GRID, **tiled.query),
            reply.link(_SCHEME, JSON_TYPE, "tileMatrixSets", _GRID),
        ]
        return reply.answer({"tilesets": [tiled.document() | {"links": links}], "links": []})

    @router.get(f"{path}/{{grid}}", responses=answer_of(answers.TileSet))
    def tileset(reply: ReplyOf, grid: _Grid, tiled: Tiled = of) -> Response:
        """Return the description of the tiles: their address and their layers."""
        links = [
            link("item", _template(reply, tiled, _PLACES), MVT) | {"templated": True},
            reply.link(_SCHEME, JSON_TYPE, "tileMatrixSets", grid),
        ]
        around = CONTEXT_KINDS if tiled.query else {}
        dimensions = {name: kind.dimension for name, kind in around.items()}
        for name, each in tiled.layers().items():
            dimensions[name] = _DIMENSIONS[str(each.geometry)]
        layers = [
            {"id": name, "dataType": "vector", "geometryDimension": dimension}
            for name, dimension in dimensions.items()
        ]
        return reply.answer(tiled.document() | {"links": links, "layers": layers})

    @router.get(
        f"{path}/{{grid}}/{{zoom}}/{{row}}/{{column}}",
        responses={200: {"content": {MVT: {}}}},
    )
    def tile(  # noqa: PLR0913, PLR0917  each is a part of the request
        request: Request,
        grid: _Grid,  # noqa: ARG001  there is one
        zoom: _Zoom,
        row: Position,
        column: Position,
        tiled: Tiled = of,
    ) -> Response:
        """Return a tile."""
        return cacheable(request, _tile(tiled, (zoom, column, row)))


_offer("/tiles", _of_plan)
_offer("/collections/{collection}/tiles", _of_collection)


@router.get(
    "/styles/plan", responses={200: {"content": {STYLE: {"schema": schema_of(answers.MapStyle)}}}}
)
def style(request: Request, tiled: Annotated[Tiled, Depends(_of_plan)]) -> Response:
    """Return a MapLibre style of the tiles of the plan: regions by the share of land covered.

    The context is drawn as on the page, but for names: a style has the glyphs of letters from a
    server. Tints of regions fade as one comes near.
    """
    least, *tints = (COLOURS[f"share-{number}"] for number in range(6))
    steps = chain(*zip((_LEAST_SHARE, *SHARE_BREAKS[:-1]), tints, strict=True))
    stepped = ["step", ["get", _SHARE], least, *steps]
    shares = ["case", ["has", _SHARE], stepped, COLOURS["share-none"]]  # as QGIS reads it too
    accent, halo, water = COLOURS["accent"], COLOURS["halo"], COLOURS["context-water"]
    outline = {"fill-color": shares, "fill-outline-color": COLOURS["edge"]}
    point = {"circle-radius": 3, "circle-color": COLOURS["ink"], "circle-stroke-color": halo}
    layers = [
        ("land", "fill", {"fill-color": COLOURS["beyond"]}),
        ("regions", "fill", outline | {"fill-opacity": _FADING}),
        ("lakes", "fill", {"fill-color": COLOURS["sea"], "fill-outline-color": water}),
        ("rivers", "line", {"line-color": water, "line-width": 1}),
        ("roads", "line", {"line-color": COLOURS["context-road"], "line-width": 0.8}),
        ("railways", "line", {"line-color": COLOURS["context-rail"]} | _DASHES),
        ("zones", "fill", {"fill-color": accent, "fill-opacity": 0.35}),
        ("zones", "line", {"line-color": accent, "line-width": 1.5}),
        ("clusters", "circle", point | {"circle-stroke-width": 1}),
    ]
    reply = Reply(request, "json")
    tiles = _template(reply, tiled, "{z}/{y}/{x}")
    source = {"type": "vector", "tiles": [tiles], "minzoom": 0, "maxzoom": _DEEPEST}
    sea = {"id": "sea", "type": "background", "paint": {"background-color": COLOURS["sea"]}}
    document = {
        "version": 8,
        "name": tiled.document()["title"],
        "sources": {"plan": source},
        "layers": [sea]
        + [
            {"id": f"{name}-{kind}", "type": kind, "source": "plan", "source-layer": name}
            | {"paint": paint}
            for name, kind, paint in layers
        ],
    }
    return reply.answer(document, STYLE)


def _template(reply: Reply, tiled: Tiled, place: str) -> str:
    """Return the address of a tile, with `place` for its place."""
    plain, _, query = reply.address(*tiled.path, _GRID, **tiled.query).partition("?")
    return f"{plain}/{place}{query and f'?{query}'}"


def _tile(tiled: Tiled, place: TileAddress) -> Encoded:
    """Return a tile, made once for each state of its collections.

    Raises:
        UnknownError: the grid has no such tile.
    """
    zoom, x, y = place
    layers = tiled.layers()
    if max(x, y) >= 2**zoom:
        raise UnknownError(Message("ogc-tile-none", zoom=zoom, x=x, y=y))

    def made() -> Encoded:
        drawn = {name: _layer(each) for name, each in layers.items()}
        return with_etag(tiled.context(place) + encoded(drawn, place), MVT)

    def key() -> tuple[object, ...]:
        return (*((name, each.name, each.state) for name, each in layers.items()), place)

    return tiled.session.plan_session.encoded(key, made)


def _layer(found: Collection) -> TileLayer:
    """Return a layer of tiles: the shapes of regions are shared by all scenarios."""
    features = found.features
    shapes = np.empty(0, object) if features.shapes is None else features.shapes
    key = ("tiled", found.part, id(features) if found.part == "zones" else None)
    # the cached value holds the features, so their `id` is not reused meanwhile
    _, tiled = found.session.plan_session.cached(
        key, lambda: (features, TiledShapes(shapes, LEAST_PX))
    )
    return TileLayer(tiled, features.properties)

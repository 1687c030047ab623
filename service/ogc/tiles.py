"""Vector tiles (OGC API Tiles, MVT) of each collection that has geometry, and of the whole plan.

The tiles of the plan hold, by these names, the layers `regions` (the finest, with their coverage),
`zones` and `clusters`, in the state of a scenario or of the baseline; a MapLibre style draws them.
They are in the Web Mercator grid and drawn 512 pixels wide, as those of the context around a plan
(`service.map.tile_grid`). For display only: nothing is measured with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import mapbox_vector_tile
import numpy as np
import shapely
from fastapi import APIRouter, Path, Request, Response

from geo.scenario.model import BASELINE
from geo.validation import shown
from layers.errors import UnknownError
from layers.messages import Message
from layers.palette import COLOURS, SHARE_BREAKS
from layers.runtime.budget import spend
from service.api.access import require_role
from service.api.bodies import digest_of
from service.api.dependencies import ScenarioQuery, SessionOf
from service.map.tile_grid import TiledShapes, in_units, tile_bounds, wider
from service.ogc.collections import Collection, collection_of
from service.ogc.documents import JSON, Format, Link, address, answer, described, link
from service.ogc.items import CHECKED, CollectionPath

if TYPE_CHECKING:
    from service.api.session import PlannerSession

router = APIRouter(prefix="/ogc", dependencies=[require_role("viewer"), *CHECKED])

MVT = "application/vnd.mapbox-vector-tile"
STYLE = "application/vnd.mapbox.style+json"
CONFORMANCE = tuple(
    f"http://www.opengis.net/spec/{name}"
    for name in (
        "ogcapi-tiles-1/1.0/conf/core",
        "ogcapi-tiles-1/1.0/conf/tileset",
        "ogcapi-tiles-1/1.0/conf/tilesets-list",
        "ogcapi-tiles-1/1.0/conf/dataset-tilesets",
        "ogcapi-tiles-1/1.0/conf/geodata-tilesets",
        "ogcapi-tiles-1/1.0/conf/mvt",
        "tms/2.0/conf/tilematrixset",
        "tms/2.0/conf/json-tilematrixset",
    )
)
_GRID = "WebMercatorQuad"
_GRID_URI = f"http://www.opengis.net/def/tilematrixset/OGC/1.0/{_GRID}"
_MERCATOR = "http://www.opengis.net/def/crs/EPSG/0/3857"
_DEEPEST = 18
_UNITS = 4_096
_MOST_POINTS = 10_000
_LEAST_PX = 1.0
_SHARE, _LEAST_SHARE = "covered_share_50km", 1e-6
_WORLD_M = 2 * 20_037_508.342789244
_METRES_PER_PIXEL = 0.00028  # of the standard's screen
_TILESETS = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
_SCHEMES = "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes"

Grid = Literal["WebMercatorQuad"]
Zoom = Annotated[int, Path(ge=0, le=_DEEPEST)]
Place = Annotated[int, Path(ge=0, lt=2**_DEEPEST)]
_TILE: dict[int | str, dict[str, Any]] = {200: {"content": {MVT: {}}}}


def links_of_landing(request: Request) -> list[Link]:
    """Return the links of the landing page to tiles and style."""
    return [
        link(_TILESETS, address(request, "tiles"), JSON, "Vector tiles"),
        link(_SCHEMES, address(request, "tileMatrixSets"), JSON, "Tile matrix sets"),
        link("stylesheet", address(request, "styles", "plan"), STYLE, "Style of the tiles"),
    ]


def links_of(request: Request, found: Collection) -> list[Link]:
    """Return the link of a collection to its tiles."""
    if found.geometry is None:
        return []
    return [link(_TILESETS, address(request, "collections", found.name, "tiles"), JSON, "Tiles")]


@router.get("/tileMatrixSets", response_class=Response, responses=described(JSON))
def tile_matrix_sets(request: Request, f: Format = None) -> Response:
    """List the grids of tiles: one."""
    links = [link("self", address(request, "tileMatrixSets", _GRID), JSON)]
    one = {"id": _GRID, "title": "Web Mercator", "uri": _GRID_URI, "crs": _MERCATOR}
    return answer(request, f, {"tileMatrixSets": [one | {"links": links}], "links": []})


@router.get("/tileMatrixSets/{grid}", response_class=Response, responses=described(JSON))
def tile_matrix_set(request: Request, grid: Grid, f: Format = None) -> Response:
    """Return the definition of the grid."""
    half = _WORLD_M / 2
    matrices = [
        {
            "id": str(zoom),
            "scaleDenominator": _WORLD_M / 256 / 2**zoom / _METRES_PER_PIXEL,
            "cellSize": _WORLD_M / 256 / 2**zoom,
            "pointOfOrigin": [-half, half],
            "tileWidth": 256,
            "tileHeight": 256,
            "matrixWidth": 2**zoom,
            "matrixHeight": 2**zoom,
        }
        for zoom in range(_DEEPEST + 1)
    ]
    document = {"id": grid, "uri": _GRID_URI, "crs": _MERCATOR, "tileMatrices": matrices}
    return answer(request, f, {"title": "Web Mercator"} | document)


@router.get("/tiles", response_class=Response, responses=described(JSON))
def tilesets(
    request: Request, session: SessionOf, scenario: ScenarioQuery = BASELINE, f: Format = None
) -> Response:
    """List the tilesets of the plan."""
    session.scenario(scenario)
    return _tilesets(request, session.plan.title(), f, "tiles", scenario=scenario)


@router.get("/tiles/{grid}", response_class=Response, responses=described(JSON))
def tileset(
    request: Request,
    session: SessionOf,
    grid: Grid,
    scenario: ScenarioQuery = BASELINE,
    f: Format = None,
) -> Response:
    """Return the description of the tiles of the plan: their address and their layers."""
    layers = _layers_of_plan(session, scenario)
    return _tileset(request, layers, f, "tiles", grid, scenario=scenario)


@router.get("/tiles/{grid}/{zoom}/{row}/{column}", response_class=Response, responses=_TILE)
def tile(  # noqa: PLR0913, PLR0917  each is a part of the request
    request: Request,
    session: SessionOf,
    grid: Grid,  # noqa: ARG001  there is one
    zoom: Zoom,
    row: Place,
    column: Place,
    scenario: ScenarioQuery = BASELINE,
) -> Response:
    """Return a tile of the plan, in the state of a scenario."""
    return _tile(request, session, _layers_of_plan(session, scenario), (zoom, column, row))


@router.get("/collections/{collection}/tiles", response_class=Response, responses=described(JSON))
def collection_tilesets(
    request: Request, session: SessionOf, collection: CollectionPath, f: Format = None
) -> Response:
    """List the tilesets of a collection."""
    found = _drawn(session, collection)
    return _tilesets(request, found.title, f, "collections", found.name, "tiles")


@router.get(
    "/collections/{collection}/tiles/{grid}", response_class=Response, responses=described(JSON)
)
def collection_tileset(
    request: Request,
    session: SessionOf,
    collection: CollectionPath,
    grid: Grid,
    f: Format = None,
) -> Response:
    """Return the description of the tiles of a collection."""
    found = _drawn(session, collection)
    return _tileset(request, {found.part: found}, f, "collections", found.name, "tiles", grid)


@router.get(
    "/collections/{collection}/tiles/{grid}/{zoom}/{row}/{column}",
    response_class=Response,
    responses=_TILE,
)
def collection_tile(  # noqa: PLR0913, PLR0917  each is a part of the request
    request: Request,
    session: SessionOf,
    collection: CollectionPath,
    grid: Grid,  # noqa: ARG001  there is one
    zoom: Zoom,
    row: Place,
    column: Place,
) -> Response:
    """Return a tile of a collection: one layer, named as the layer of the plan."""
    found = _drawn(session, collection)
    return _tile(request, session, {found.part: found}, (zoom, column, row))


@router.get("/styles/plan", response_class=Response, responses={200: {"content": {STYLE: {}}}})
def style(request: Request, session: SessionOf, scenario: ScenarioQuery = BASELINE) -> Response:
    """Return a MapLibre style of the tiles of the plan: regions by the share of land covered."""
    session.scenario(scenario)
    steps: list[Any] = ["step", ["get", _SHARE], COLOURS["share-0"], _LEAST_SHARE]
    for number, least in enumerate(SHARE_BREAKS[:-1], 1):
        steps += [COLOURS[f"share-{number}"], least]
    steps.append(COLOURS["share-5"])
    shares = ["case", ["has", _SHARE], steps, COLOURS["share-none"]]  # as QGIS reads it too
    accent, halo = COLOURS["accent"], COLOURS["halo"]
    outline = {"fill-color": shares, "fill-outline-color": COLOURS["edge"]}
    point = {"circle-radius": 3, "circle-color": COLOURS["ink"], "circle-stroke-color": halo}
    layers = [
        ("regions", "fill", outline),
        ("zones", "fill", {"fill-color": accent, "fill-opacity": 0.35}),
        ("zones", "line", {"line-color": accent, "line-width": 1.5}),
        ("clusters", "circle", point | {"circle-stroke-width": 1}),
    ]
    tiles = _template(request, "tiles", _GRID, scenario=scenario)
    source = {"type": "vector", "tiles": [tiles], "minzoom": 0, "maxzoom": _DEEPEST}
    document = {
        "version": 8,
        "name": session.plan.title(),
        "sources": {"plan": source},
        "layers": [
            {"id": f"{name}-{kind}", "type": kind, "source": "plan", "source-layer": name}
            | {"paint": paint}
            for name, kind, paint in layers
        ],
    }
    return answer(request, "json", document, STYLE)


def _drawn(session: PlannerSession, name: str) -> Collection:
    """Return a collection that has geometry.

    Raises:
        UnknownError: there is none.
    """
    found = collection_of(session, name)
    if found.geometry is None:
        raise UnknownError(Message("ogc-tiles-none", collection=shown(name)))
    return found


def _layers_of_plan(session: PlannerSession, scenario: str) -> dict[str, Collection]:
    """Return the collections in the tiles of the plan, by the names of their layers."""
    of = "" if scenario == BASELINE else f"{scenario}."
    finest = f"{of}coverage_{session.plan.terms.finest.code}"
    names = {"regions": finest, "zones": f"{of}zones", "clusters": "clusters"}
    return {
        layer: collection_of(session, name)
        for layer, name in names.items()
        if layer != "clusters" or session.plan.has("clusters")
    }


def _template(request: Request, *path: str, **query: str) -> str:
    """Return the address of a tile, with `{z}`, `{y}` and `{x}` for its place."""
    plain, _, parameters = address(request, *path, **query).partition("?")
    return f"{plain}/{{z}}/{{y}}/{{x}}{parameters and f'?{parameters}'}"


def _tilesets(
    request: Request, title: str, f: Literal["json", "html"] | None, *path: str, **query: str
) -> Response:
    links = [link("self", address(request, *path, _GRID, **query), JSON)]
    one = {"title": title, "dataType": "vector", "crs": _MERCATOR, "tileMatrixSetURI": _GRID_URI}
    return answer(request, f, {"tilesets": [one | {"links": links}], "links": []})


def _tileset(
    request: Request,
    layers: dict[str, Collection],
    f: Literal["json", "html"] | None,
    *path: str,
    **query: str,
) -> Response:
    item = link("item", _template(request, *path, **query).replace("{z}/{y}/{x}", _PLACES), MVT)
    scheme = link(
        "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme",
        address(request, "tileMatrixSets", _GRID),
        JSON,
    )
    kinds = {"MultiPolygon": 2, "MultiLineString": 1, "Point": 0}
    document = {
        "title": next(iter(layers.values())).title,
        "dataType": "vector",
        "crs": _MERCATOR,
        "tileMatrixSetURI": _GRID_URI,
        "links": [item | {"templated": True}, scheme],
        "layers": [
            {"id": name, "dataType": "vector", "geometryDimension": kinds[each.geometry or ""]}
            for name, each in layers.items()
        ],
    }
    return answer(request, f, document)


_PLACES = "{tileMatrix}/{tileRow}/{tileCol}"


def _tile(
    request: Request,
    session: PlannerSession,
    layers: dict[str, Collection],
    place: tuple[int, int, int],
) -> Response:
    """Return a tile, made once for each state of its collections.

    Raises:
        UnknownError: the grid has no such tile.
    """
    zoom, x, y = place
    if max(x, y) >= 2**zoom:
        raise UnknownError(Message("ogc-tile-none", zoom=zoom, x=x, y=y))

    def made() -> bytes:
        parts = [_layer(session, name, each, place) for name, each in layers.items()]
        options = {"y_coord_down": True, "extents": _UNITS, "check_winding_order": False}
        content: bytes = mapbox_vector_tile.encode(
            [part for part in parts if part["features"]], default_options=options
        )
        return content

    states = tuple((name, each.name, each.state(session)) for name, each in layers.items())
    content = session.plan_session.vector_tile((states, place), made)
    etag = f'"{digest_of(content)}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=MVT, headers=headers)


def _layer(
    session: PlannerSession, name: str, found: Collection, place: tuple[int, int, int]
) -> dict[str, Any]:
    """Return a layer of a tile as the encoder takes it."""
    features = found.features(session)
    shapes = np.empty(0, object) if features.shapes is None else features.shapes
    own = found.state(session) if found.part == "zones" else ""  # all scenarios share the regions
    key = ("tiled", found.part, own)
    tiled = session.plan_session.cached(key, lambda: TiledShapes(shapes, _LEAST_PX))
    bounds = tile_bounds(*place)
    rows, clipped = tiled.clipped(place[0], wider(bounds))
    at = shapely.transform(clipped, lambda xy: in_units(xy, bounds, _UNITS).astype(float))
    if found.geometry == "Point":
        _, first = np.unique(
            shapely.get_coordinates(at) // (_UNITS // 512), axis=0, return_index=True
        )
        first = np.sort(first)[:_MOST_POINTS]
        rows, at = rows[first], at[first]
    elif found.geometry == "MultiPolygon":
        valid = shapely.is_valid(at)
        at[~valid] = shapely.buffer(at[~valid], 0)
        at = shapely.orient_polygons(shapely.set_precision(at, 1.0))
    drawn = []
    for row, shape in zip(rows.tolist(), at, strict=True):
        spend()
        if shape is not None and not shape.is_empty:
            cells = {
                key: cell for key, cell in features.properties(row).items() if cell is not None
            }
            drawn.append({"geometry": shape, "properties": cells, "id": row + 1})
    return {"name": name, "features": drawn}

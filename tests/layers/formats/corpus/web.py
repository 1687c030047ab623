"""GeoJSON and KML, awkward but legal."""

import json
from dataclasses import replace
from typing import Any

import geopandas as gpd
import shapely

from layers.formats import ReadOptions

from .case import (
    BAND_40,
    NEAR,
    ZONES,
    Case,
    document,
    packed,
    renamed,
    solid,
    text,
    turned,
    vector,
    with_row,
)

_WGS84 = "EPSG:4326"


def _features(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = json.loads(frame.to_json(drop_id=True))["features"]
    return features


def _collection(frame: gpd.GeoDataFrame = ZONES, **members: object) -> dict[str, object]:
    return {"type": "FeatureCollection", "features": _features(frame)} | members


def _lines(start: str = "") -> str:
    return "".join(f"{start}{json.dumps(it, ensure_ascii=False)}\n" for it in _features(ZONES))


def _with_first(geometry: object) -> dict[str, object]:
    """Return the collection with another geometry in its first feature."""
    first, *others = _features(ZONES)
    return {"type": "FeatureCollection", "features": [first | {"geometry": geometry}, *others]}


_RING = [list(position) for position in ZONES.geometry[0].exterior.coords]
_DATE_LINE = ZONES.set_geometry(
    [
        shapely.MultiPolygon(
            [shapely.box(179.9, 10, 180, 10.1), shapely.box(-180, 10, -179.9, 10.1)]
        ),
        ZONES.geometry[1],
    ],
    crs=ZONES.crs,
)
_COLLECTED = {
    "type": "GeometryCollection",
    "geometries": [{"type": "Polygon", "coordinates": [_RING]}],
}
_URN = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4528"}}
_ONE = ZONES.head(1)
_EMPTY = with_row(ZONES, "N", None)

GEOJSON = [
    Case("geojson", document("z.geojson", _collection())),
    Case("geojson, a feature", document("z.geojson", _features(ZONES)[0]), truth=_ONE),
    Case("geojson, a list of features", document("z.geojson", _features(ZONES))),
    Case("geojsonl", text("z.geojsonl", _lines())),
    Case("geojsonl, with separators", text("z.geojsonl", _lines("\x1e"))),
    Case("geojson, GBK", document("z.geojson", _collection(), "gbk"), says="encoding=GBK"),
    Case(
        "geojson, latitude first",
        document("z.geojson", _collection(turned(ZONES))),
        says="axis-order=north-first",
    ),
    Case("geojson, heights", document("z.geojson", _collection(solid(ZONES)))),
    Case(
        "geojson, another CRS",
        document("z.geojson", _collection(ZONES.to_crs(BAND_40), crs=_URN)),
        crs=BAND_40,
        **NEAR,
    ),
    Case(
        "geojson, open ring",
        document("z.geojson", _with_first({"type": "Polygon", "coordinates": [_RING[:-1]]})),
    ),
    Case(
        "geojson, a collection",
        document("z.geojson", _with_first(_COLLECTED)),
        says="geometry=MultiPolygon",
    ),
    Case("geojson, 180°", document("z.geojson", _collection(_DATE_LINE)), truth=_DATE_LINE),
    Case("geojson, no geometry", document("z.geojson", _collection(_EMPTY)), truth=_EMPTY),
    Case(
        "geojson, empty polygon",
        document("z.geojson", _with_first({"type": "Polygon", "coordinates": []})),
        truth=ZONES.set_geometry([None, ZONES.geometry[1]], crs=ZONES.crs),
    ),
    Case(
        "geojson, a closed line",
        document("z.geojson", _with_first({"type": "LineString", "coordinates": _RING})),
        refused="feature 1 is a line that ends where it begins, not a polygon; save it as",
    ),
    Case(
        "geojson, TopoJSON",
        document("z.json", {"type": "Topology", "arcs": [], "objects": {}}),
        refused="is TopoJSON; export it as GeoJSON",
    ),
    Case("geojson named .kml", document("z.kml", _collection()), says="format=GeoJSON"),
]

_HEAD = (
    '<?xml version="1.0" encoding="{}"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
)
_TAIL = "</Document></kml>"


def _ring(shape: shapely.LinearRing, comma: str = ",", height: str = "") -> str:
    places = " ".join(f"{x}{comma}{y}{height}" for x, y in shape.coords)
    return f"<LinearRing><coordinates>\n {places} \n</coordinates></LinearRing>"


def _polygon(shape: shapely.Polygon, **style: str) -> str:
    inner = "".join(
        f"<innerBoundaryIs>{_ring(it, **style)}</innerBoundaryIs>" for it in shape.interiors
    )
    outer = f"<outerBoundaryIs>{_ring(shape.exterior, **style)}</outerBoundaryIs>"
    return f"<Polygon>{outer}{inner}</Polygon>"


def _placemarks(data: str = "Data", **style: str) -> list[str]:
    """Return the zones as placemarks, their values as data of this kind."""
    marks = []
    for _, row in ZONES.iterrows():
        shapes = "".join(_polygon(it, **style) for it in shapely.get_parts(row.geometry))
        values = row.drop("geometry").items()
        if data == "Data":
            fields = "".join(
                f'<Data name="{name}"><value>{it}</value></Data>' for name, it in values
            )
        else:
            fields = "".join(f'<SimpleData name="{name}">{it}</SimpleData>' for name, it in values)
            fields = f'<SchemaData schemaUrl="#s">{fields}</SchemaData>'
        marks.append(
            f"<Placemark><name>{row.zone_id}</name><ExtendedData>{fields}</ExtendedData><MultiGeometry>{shapes}</MultiGeometry></Placemark>"
        )
    return marks


def _kml(body: str, encoding: str = "UTF-8") -> str:
    return _HEAD.format(encoding) + body + _TAIL


_MARKS = _placemarks()
_BODY = "".join(_MARKS)
_SCHEMA = '<Schema id="s"><SimpleField name="published_area_km2" type="double"/></Schema>'
_SOON = f"<Folder><name>近期</name>{_MARKS[0]}</Folder>"
_OTHER = "<Folder><name>其他</name><Placemark/></Folder>"
_NESTED = f"<Folder><name>规划</name>{_SOON}{_MARKS[1]}</Folder>{_OTHER}"
_NOWHERE = '<ExtendedData><Data name="zone_id"><value>N</value></Data></ExtendedData>'
_LINK = "<NetworkLink><Link><href>http://127.0.0.1:1/a.kml</href></Link></NetworkLink>"
_NAMED = ("name_zh", "ftz_id")


def _of_kml(name: str, content: str, encoding: str = "utf-8", **options: Any) -> Case:
    options = {"crs": _WGS84, "columns": _NAMED} | options
    return Case(f"kml, {name}", text("z.kml", content, encoding), **options)


_SPOT = "<Placemark><name>a</name>{}</Placemark>"

KML = [
    _of_kml("data", _kml(_BODY)),
    _of_kml(
        "typed data",
        _kml(_SCHEMA + "".join(_placemarks("SimpleData"))),
        columns=(*_NAMED, "published_area_km2"),
    ),
    _of_kml("GBK", _kml(_BODY, "GBK"), "gbk"),
    _of_kml("GBK that states UTF-8", _kml(_BODY), "gbk", says="encoding=GBK"),
    _of_kml("a folder named", _kml(_NESTED), options=ReadOptions(layer="规划")),
    _of_kml("heights", _kml("".join(_placemarks(height=",12.5")))),
    _of_kml(
        "a prefix",
        _kml(_BODY)
        .replace("<", "<k:")
        .replace("<k:/", "</k:")
        .replace("<k:?", "<?")
        .replace("xmlns=", "xmlns:k="),
    ),
    _of_kml("a link beside", _kml(_BODY + _LINK), says="format=1"),
    _of_kml(
        "only links",
        _kml(_LINK),
        refused="only links to other files, which are not followed; save the places themselves",
    ),
    _of_kml(
        "names that collide",
        _kml(_BODY.replace("name_zh", "NAME")),
        truth=renamed(ZONES, name_zh="NAME"),
        columns=("NAME", "ftz_id"),
    ),
    _of_kml("an empty placemark", _kml(f"{_BODY}<Placemark>{_NOWHERE}</Placemark>"), truth=_EMPTY),
    _of_kml(
        "a closed line",
        _kml(_SPOT.format("<LineString><coordinates>0,0 1,0 1,1 0,0</coordinates></LineString>")),
        refused="placemark 1 (a) is a line that ends where it begins, not a polygon; save it",
    ),
    _of_kml(
        "a track",
        _kml(_SPOT.format("<Track/>")),
        refused="placemark 1 (a) is a Track, not a polygon or point",
    ),
    _of_kml(
        "nested without end",
        _kml("<Folder>" * 500 + "</Folder>" * 500),
        refused="is nested more than 100 levels deep; export it again",
    ),
    Case(
        "kml of libkml",
        vector("z.kml", "LIBKML"),
        columns=(*_NAMED, "published_area_km2"),
        crs=_WGS84,
    ),
    Case(
        "kmz, with pictures",
        packed("z.kmz", text("doc.kml", _kml(_BODY)), more=[("files/a.png", "x")]),
        columns=_NAMED,
        crs=_WGS84,
    ),
]
CASES = [
    *(replace(case, crs=_WGS84) if case.crs == "EPSG:4490" else case for case in GEOJSON),
    *KML,
]

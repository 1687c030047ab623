"""GeoJSON and its kin, KML, GPX and GML, awkward but legal."""

import json
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from layers.formats import ReadOptions

from .case import (
    BAND_40,
    NEAR,
    POINTS,
    ZONES,
    Case,
    after,
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

_METRES = ZONES.to_crs(BAND_40)
_BENT = {"attributes": {"zone_id": "W"}, "geometry": {"curveRings": [[[0, 0], {"c": []}]]}}


def _topology(*names: str) -> dict[str, Any]:
    """Return the zones as a topology in whole steps of a thousandth of a degree."""
    arcs: list[list[list[float]]] = []

    def numbers(ring: shapely.LinearRing) -> list[int]:
        steps = np.rint((shapely.get_coordinates(ring) - [120, 30]) * 1000).astype(int)
        backwards = len(arcs) % 2 == 1
        steps = steps[::-1] if backwards else steps
        arcs.append([steps[0].tolist(), *np.diff(steps, axis=0).tolist()])
        return [~(len(arcs) - 1) if backwards else len(arcs) - 1]

    members = []
    for row in ZONES.itertuples():
        parts = shapely.get_parts(row.geometry)
        properties = row._asdict()
        del properties["geometry"], properties["Index"]
        rings = [[numbers(ring) for ring in shapely.get_rings(part)] for part in parts]
        members.append({"type": "MultiPolygon", "arcs": rings, "properties": properties})
    return {
        "type": "Topology",
        "transform": {"scale": [0.001, 0.001], "translate": [120, 30]},
        "objects": {
            name: {"type": "GeometryCollection", "geometries": members}
            for name in names or ("zones",)
        },
        "arcs": arcs,
    }


def _bomb() -> dict[str, Any]:
    """Return a topology of one long arc, used some thousand times."""
    ring = [[0, 0], *[[1, 1], [-1, -1]] * 5_000, [0, 0]]
    polygon = {"type": "MultiPolygon", "arcs": [[[0] * 100]] * 50}
    return {"type": "Topology", "objects": {"zones": polygon}, "arcs": [ring]}


def _of_esri(frame: gpd.GeoDataFrame, code: int | None) -> dict[str, Any]:
    """Return zones as ArcGIS answers them, the rings of a zone in one list."""
    features = [
        {
            "attributes": {name: row[name] for name in ZONES.columns if name != "geometry"},
            "geometry": {
                "rings": [
                    shapely.get_coordinates(ring).tolist()
                    for part in shapely.get_parts(row["geometry"])
                    for ring in shapely.get_rings(part)
                ]
            },
        }
        for _, row in frame.iterrows()
    ]
    reference = {} if code is None else {"spatialReference": {"wkid": code, "latestWkid": code}}
    return {"geometryType": "esriGeometryPolygon", "features": features} | reference


def _points_of_esri() -> dict[str, Any]:
    features = [
        {
            "attributes": {
                "demand_id": row.demand_id, "name_zh": row.name_zh, "population": row.population
            },
            "geometry": {"x": row.geometry.x, "y": row.geometry.y},
        }
        for row in POINTS.itertuples()
    ]  # fmt: skip
    return {"features": features, "spatialReference": {"wkid": 4326}}


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
    Case("topojson", document("z.topojson", _topology())),
    Case("topojson, an object named", document("z.json", _topology("zones", "regions"))),
    Case(
        "topojson, several objects",
        document("z.json", _topology("a", "b")),
        refused="has the layers a, b; name one with",
    ),
    Case(
        "topojson, an arc that is not there",
        document("z.json", _topology() | {"arcs": []}),
        refused="is not TopoJSON as it should be: list index out of range; save it as GeoPackage",
    ),
    Case(
        "topojson, a bomb",
        document("z.json", _bomb()),
        refused="uses its arcs too often for a file of this size; save it as GeoPackage:",
    ),
    Case(
        "esri json, metres, a part alone",
        document("z.json", _of_esri(_METRES, 4528) | {"exceededTransferLimit": True}),
        crs=BAND_40,
        says="format=2",
        **NEAR,
    ),
    Case("esri json, without a CRS", document("z.json", _of_esri(ZONES, None)), crs=None),
    Case(
        "esri json, points",
        document("p.json", _points_of_esri()),
        layer="demand",
        truth=POINTS,
        columns=("name_zh", "population"),
        crs="EPSG:4326",
    ),
    Case(
        "esri json, curves",
        document("z.json", {"geometryType": "esriGeometryPolygon", "features": [_BENT]}),
        refused="feature 1 has curves, which are not read; save it with straight edges: ogr2ogr -f",
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
_POINT = "<Point><coordinates>120,30</coordinates></Point>"
_LABEL = f"<Placemark><name>点</name>{_POINT}</Placemark>"
_ROAD = (
    "<Placemark><name>路</name><LineString><coordinates>120,30 121,31</coordinates></LineString>"
    "</Placemark>"
)
_LATER = f"<Folder><name>远期</name>{_MARKS[1]}</Folder>"
_FOLDERS = (
    f"{_SOON}<Folder><name>规划</name>{_LATER}</Folder>"
    f"<Folder><name>注记</name>{_LABEL}{_ROAD}</Folder>"
)
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
    _of_kml(
        "all folders",
        _kml(_FOLDERS),
        truth=ZONES.assign(folder=["近期", "规划/远期"]),
        columns=(*_NAMED, "folder"),
        says="layer=近期, 规划/远期, 注记; geometry=2",
    ),
    _of_kml(
        "a folder that is not there",
        _kml(_FOLDERS),
        options=ReadOptions(layer="远景"),
        refused="has no layer 远景 (there are: Document, 近期, 规划, 远期, 注记); correct",
    ),
    _of_kml(
        "a closed line in one of several folders",
        _kml(_FOLDERS.replace("120,30 121,31", "0,0 1,0 1,1 0,0")),
        refused="placemark 4 (路) is a line that ends where it begins, not a polygon; save it",
    ),
    _of_kml("label points", _kml(_BODY.replace("<MultiGeometry>", f"<MultiGeometry>{_POINT}"))),
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
_HEAD_OF_GPX = '<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1">'
_WAYPOINTS = "".join(
    f'<wpt lon="{row.geometry.x}" lat="{row.geometry.y}"><ele>5</ele><name>{row.name_zh}</name>'
    f"<extensions><demand_id>{row.demand_id}</demand_id><population>{row.population}</population>"
    "</extensions></wpt>"
    for row in POINTS.itertuples()
)
_WALK = [(120.0, 30.0), (120.01, 30.0), (120.01, 30.01), (120.0, 30.01), (120.0, 30.0002)]


def _walked(*walk: tuple[float, float]) -> str:
    points = "".join(f'<trkpt lon="{lon}" lat="{lat}"/>' for lon, lat in walk)
    return f"{_HEAD_OF_GPX}<trk><name>W</name><trkseg>{points}</trkseg></trk></gpx>"


_AROUND = gpd.GeoDataFrame({"name": ["W"]}, geometry=[shapely.Polygon(_WALK)], crs=_WGS84)
_STRANGE = '<zones xmlns="http://www.opengis.net/gml"><a/></zones>'
OTHERS = [
    Case("esri json", document("z.json", _of_esri(ZONES, 4490))),
    Case(
        "gpx, waypoints",
        text("p.gpx", f"{_HEAD_OF_GPX}{_WAYPOINTS}</gpx>"),
        layer="demand",
        truth=renamed(POINTS, name_zh="name"),
        columns=("name", "population"),
        crs=_WGS84,
    ),
    Case(
        "gpx, a track about a zone",
        text("z.gpx", _walked(*_WALK)),
        truth=_AROUND,
        columns=(),
        crs=_WGS84,
        says="rings=closed",
    ),
    Case(
        "gpx, an open track",
        text("z.gpx", _walked(*_WALK[:3])),
        refused="track W is open, not the outline of an area; walk it to its start, or close it",
    ),
    Case(
        "gpx, tracks for points",
        text("p.gpx", _walked(*_WALK)),
        layer="demand",
        refused="has no waypoints; a layer of points needs them; save others as GeoPackage:",
    ),
    Case("gml", vector("z.gml", "GML"), columns=(*_NAMED, "published_area_km2")),
    Case(
        "gml, metres",
        vector("z.gml", "GML", _METRES),
        columns=_NAMED,
        crs=BAND_40,
        **NEAR,
    ),
    Case(
        "gml, codes with zeros",
        vector("p.gml", "GML", POINTS),
        layer="demand",
        truth=POINTS,
        columns=("name_zh", "population"),
    ),
    Case("gml, nothing of it", text("z.gml", _STRANGE), refused="has no layer; give a file that"),
    Case(
        "gml, cut short",
        after(vector("z.gml", "GML"), lambda path: path.write_text(path.read_text()[:900])),
        refused="cannot be read (unclosed token: line",
    ),
    Case("gml, other XML", text("z.gml", "<x/>"), refused="is not GML: its content is XML"),
    Case(
        "gml, entities",
        text("z.gml", f'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>{_STRANGE}'),
        refused="declares entities, which may refer to other files; export it without",
    ),
    Case(
        "gml, nested without end",
        text("z.gml", _STRANGE.replace("<a/>", "<a>" * 500 + "</a>" * 500)),
        refused="is nested more than 100 levels deep; export it again",
    ),
]
CASES = [
    *OTHERS,
    *(replace(case, crs=_WGS84) if case.crs == "EPSG:4490" else case for case in GEOJSON),
    *KML,
]

"""Each conformance class that is declared has a request here, and no other: by standard and class.

A row has the standard, the class, the request below `/ogc`, and the answer's status and media type.
"""

import re

from starlette.testclient import TestClient

_KINDS = {
    "json": "application/json",
    "geojson": "application/geo+json",
    "schema": "application/schema+json",
    "openapi": "application/vnd.oai.openapi+json",
    "problem": "application/problem+json",
    "tile": "application/vnd.mapbox-vector-tile",
    "html": "text/html",
    "none": "",
}
_PATHS = {
    "ITEMS": "/collections/zones/items",
    "DRAFT": "/collections/draft.zones/items",
    "TILES": "/tiles/WebMercatorQuad",
    "MEETS": "/collections/zones/items?filter=S_INTERSECTS",
}
_PARTS = {"F4": ("common-5", "features-4"), "F5": ("common-3", "features-5")}
_TABLE = """
common-1 core GET / 200 json
common-2 collections GET /collections 200 json
features-1 core GET ITEMS?limit=1 200 geojson
features-1 oas30 GET /api 200 openapi
features-1 html GET ITEMS/W?f=html 200 html
features-1 geojson GET ITEMS/W 200 geojson
features-2 crs GET ITEMS?crs=urn:x 400 problem
features-3 queryables GET /collections/zones/queryables 200 schema
features-3 queryables-query-parameters GET ITEMS?zone_id=W 200 geojson
features-3 filter GET ITEMS?filter=x=1 400 problem
features-3 features-filter GET ITEMS?filter=zone_id='W' 200 geojson
cql2 cql2-text GET ITEMS?filter-lang=cql2-text&filter=true 200 geojson
cql2 cql2-json GET ITEMS?filter-lang=cql2-json&filter=true 200 geojson
cql2 basic-cql2 GET ITEMS?filter=DATE('2026-01-01')<DATE('2026-01-02') 200 geojson
cql2 advanced-comparison-operators GET ITEMS?filter=zone_id%20LIKE%20'W%25' 200 geojson
cql2 case-insensitive-comparison GET ITEMS?filter=CASEI(zone_id)=CASEI('w') 200 geojson
cql2 accent-insensitive-comparison GET ITEMS?filter=ACCENTI(zone_id)=ACCENTI('ẃ') 200 geojson
cql2 basic-spatial-functions GET MEETS(geometry,BBOX(0,0,1,1)) 200 geojson
cql2 basic-spatial-functions-plus GET MEETS(geometry,LINESTRING(0%200,1%201)) 200 geojson
cql2 spatial-functions GET ITEMS?filter=S_TOUCHES(geometry,POINT(90%20180)) 400 problem
cql2 property-property GET ITEMS?filter=zone_id=ftz_id 200 geojson
cql2 arithmetic GET ITEMS?filter=published_area_km2*2>1 200 geojson
features-4 features OPTIONS DRAFT 200 none
F4 create-replace-delete POST DRAFT 400 problem
F4 update PATCH DRAFT/W 400 problem
F4 optimistic-locking-etags GET DRAFT/W 200 geojson
common-5 return-resource-representation-in-response OPTIONS DRAFT/W 200 none
F5 schemas GET /collections/zones/schema 200 schema
F5 core-roles-features GET /collections/regions/schema 200 schema
F5 returnables-and-receivables GET /collections/draft.zones/schema 200 schema
tiles-1 core GET TILES/0/0/0 200 tile
tiles-1 tileset GET TILES 200 json
tiles-1 tilesets-list GET /tiles 200 json
tiles-1 dataset-tilesets GET TILES/1/2/0 404 problem
tiles-1 geodata-tilesets GET /collections/zonesTILES 200 json
tiles-1 mvt GET /collections/zonesTILES/9/208/426 200 tile
tms tilematrixset GET /tileMatrixSets 200 json
tms json-tilematrixset GET /tileMatrixSets/WebMercatorQuad 200 json
"""


def test_each_declared_class_answers_as_its_standard_has_it(client: TestClient) -> None:
    tried = set()
    for row in _TABLE.strip().splitlines():
        standard, name, method, short, status, kind = row.split()
        path = re.sub("|".join(_PATHS), lambda found: _PATHS[found[0]], short)
        answer = client.request(method, f"/ogc{path}")
        media_type = answer.headers.get("content-type", "").split(";")[0]
        assert (answer.status_code, media_type) == (int(status), _KINDS[kind]), row
        tried |= {(part, name) for part in _PARTS.get(standard, (standard,))}
    declared = set()
    for uri in client.get("/ogc/conformance").json()["conformsTo"]:
        standard, _, name = uri.removeprefix("http://www.opengis.net/spec/").rpartition("/conf/")
        declared.add((standard.removeprefix("ogcapi-").rpartition("/")[0], name))
    assert declared == tried

"""Each conformance class that is declared has a request here, and no other: by standard and class.

A row has the standard, the class, the request below `/ogc`, and the answer's status and media type.
A second table has the requirements of Features parts 1 and 2 and of Tiles, each by its name, with
the request that shows it and what its answer holds: a link (`rel=`), a member, by the way to it
(`has=`, `is=PATH:VALUE`), a class that is declared, features (`ids=`), a header, or, of the
description of the API, a parameter. Left out is what leaves the service a choice that it does not
take (`fc-timeStamp`, a list of CRSs for all collections).
"""

import re
from typing import Any

import pytest
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
    "EPSG": "http://www.opengis.net/def/crs/EPSG/0",
    "CRS84": "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
    "NOT": "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0",
    "RELS": "http://www.opengis.net/def/rel/ogc/1.0",
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
processes-1 core GET /processes 200 json
processes-1 ogc-process-description GET /processes/proposal 200 json
processes-1 json POST /processes/sweep/execution 400 problem
processes-1 html GET /processes/export?f=html 200 html
processes-1 oas30 GET /processes/nothing 404 problem
processes-1 job-list GET /jobs 200 json
processes-1 dismiss DELETE /jobs/none 404 problem
tms tilematrixset GET /tileMatrixSets 200 json
tms json-tilematrixset GET /tileMatrixSets/WebMercatorQuad 200 json
"""


def test_each_declared_class_answers_as_its_standard_has_it(client: TestClient) -> None:
    tried = set()
    for row in _TABLE.strip().splitlines():
        standard, name, method, path, status, kind = _written(row).split()
        answer = client.request(method, f"/ogc{path}")
        media_type = answer.headers.get("content-type", "").split(";")[0]
        assert (answer.status_code, media_type) == (int(status), _KINDS[kind]), row
        tried |= {(part, name) for part in _PARTS.get(standard, (standard,))}
    declared = set()
    for uri in client.get("/ogc/conformance").json()["conformsTo"]:
        standard, _, name = uri.removeprefix("http://www.opengis.net/spec/").rpartition("/conf/")
        declared.add((standard.removeprefix("ogcapi-").rpartition("/")[0], name))
    assert declared == tried


_REQUIREMENTS = """
features-1 core/root-op / 200 json
features-1 core/root-success / 200 json rel=service-desc rel=service-doc rel=conformance rel=data
features-1 core/api-definition-op /api 200 openapi
features-1 core/api-definition-success /api 200 openapi is=openapi:3.0.3 has=info.version
features-1 core/conformance-op /conformance 200 json
features-1 core/conformance-success /conformance 200 json has=conformsTo.0
features-1 core/http /nowhere 404 problem
features-1 core/query-param-unknown ITEMS?unknown=1 400 problem
features-1 core/query-param-invalid ITEMS?limit=few 400 problem
features-1 core/crs84 ITEMS 200 geojson ids=E,W header=content-crs:<CRS84>
features-1 core/fc-md-op /collections 200 json
features-1 core/fc-md-success /collections 200 json has=collections.0.id
features-1 core/fc-md-links /collections 200 json rel=self rel=alternate
features-1 core/fc-md-items /collections 200 json is=collections.0.itemType:feature
features-1 core/fc-md-items-links /collections 200 json is=collections.0.links.0.rel:items
features-1 core/fc-md-extent /collections 200 json has=collections.0.extent.spatial.bbox.0.3
features-1 core/sfc-md-op /collections/zones 200 json
features-1 core/sfc-md-success /collections/zones 200 json is=id:zones rel=items
features-1 core/fc-op ITEMS 200 geojson
features-1 core/fc-limit-definition /api 200 openapi parameter=limit
features-1 core/fc-limit-response-1 ITEMS?limit=1 200 geojson ids=E rel=next
features-1 core/fc-bbox-definition /api 200 openapi parameter=bbox
features-1 core/fc-bbox-response ITEMS?bbox=119.99,29.99,120.005,30.005 200 geojson ids=W
features-1 core/fc-time-definition /api 200 openapi parameter=datetime
features-1 core/fc-time-response ITEMS?datetime=2026-01-01/.. 200 geojson ids=E,W
features-1 core/fc-response ITEMS 200 geojson is=type:FeatureCollection
features-1 core/fc-links ITEMS 200 geojson rel=self rel=alternate
features-1 core/fc-rel-type ITEMS 200 geojson has=links.0.rel has=links.0.type has=links.1.type
features-1 core/fc-numberMatched ITEMS?limit=1 200 geojson is=numberMatched:2
features-1 core/fc-numberReturned ITEMS?limit=1 200 geojson is=numberReturned:1
features-1 core/f-op ITEMS/W 200 geojson
features-1 core/f-success ITEMS/W 200 geojson is=type:Feature is=id:W
features-1 core/f-links ITEMS/W 200 geojson rel=self rel=alternate rel=collection
features-1 html/definition /collections?f=html 200 html
features-1 html/content ITEMS?f=html 200 html
features-1 geojson/definition ITEMS?f=json 200 geojson
features-1 geojson/content ITEMS/W?f=json 200 geojson is=geometry.type:MultiPolygon
features-1 oas30/oas-definition-1 / 200 json rel=service-desc rel=service-doc
features-1 oas30/oas-definition-2 /api 200 openapi is=openapi:3.0.3
features-1 oas30/oas-impl /api 200 openapi has=paths./ogc/collections.get
features-1 oas30/completeness /api 200 openapi has=paths./ogc/collections.get.responses.401
features-1 oas30/exceptions-codes /api 200 openapi has=paths./ogc/collections.get.responses.429
features-1 oas30/security /api 200 openapi has=components.securitySchemes.token
features-2 crs/crs-uri /collections/zones 200 json is=crs.0:CRS84
features-2 crs/fc-md-crs-list /collections/zones 200 json is=crs.1:EPSG/4326
features-2 crs/fc-md-storageCrs /collections/zones 200 json has=storageCrs
features-2 crs/fc-md-storageCrs-valid-value /collections/zones 200 json is=storageCrs:EPSG/4490
features-2 crs/fc-bbox-crs-definition /api 200 openapi parameter=bbox-crs
features-2 crs/fc-bbox-crs-valid-value ITEMS?bbox=0,0,1,1&bbox-crs=EPSG/1 400 problem
features-2 crs/fc-bbox-crs-valid-defaultValue ITEMS?bbox=29,119,31,121 200 geojson ids=
features-2 crs/fc-bbox-crs-action ITEMS?bbox=29,119,30.1,120.05&bbox-crs=EPSG/4326 200 geojson ids=W
features-2 crs/fc-crs-definition /api 200 openapi parameter=crs
features-2 crs/fc-crs-valid-value ITEMS?crs=EPSG/1 400 problem
features-2 crs/fc-crs-default-value ITEMS/W 200 geojson header=content-crs:<CRS84>
features-2 crs/fc-crs-action ITEMS/W?crs=EPSG/4326 200 geojson is=geometry.coordinates.0.0.0.0:30.0
features-2 crs/geojson ITEMS?crs=EPSG/3857 200 geojson ids=E,W
features-2 crs/ogc-crs-header ITEMS?crs=EPSG/3857 200 geojson header=content-crs:<EPSG/3857>
features-2 crs/ogc-crs-header-value ITEMS/W?crs=EPSG/4490 200 geojson header=content-crs:<EPSG/4490>
tiles-1 core/conformance-success /conformance 200 json class=tiles-1/1.0/conf/core
tiles-1 core/tc-op TILES/9/208/426 200 tile
tiles-1 core/tc-tilematrix-definition TILES/x/0/0 400 problem
tiles-1 core/tc-tilerow-definition TILES/0/x/0 400 problem
tiles-1 core/tc-tilecol-definition TILES/0/0/x 400 problem
tiles-1 core/tc-success TILES/0/0/0 200 tile
tiles-1 core/tc-error TILES/1/2/0 404 problem
tiles-1 core/tc-error TILES/9/0/0 200 tile
tiles-1 tileset/conformance-success /conformance 200 json class=tiles-1/1.0/conf/tileset
tiles-1 tileset/description TILES 200 json rel=item rel=RELS/tiling-scheme is=dataType:vector
tiles-1 tileset/description TILES 200 json has=tileMatrixSetURI is=links.2.templated:True
tiles-1 tilesets-list/conformance-success /conformance 200 json class=tiles-1/1.0/conf/tilesets-list
tiles-1 tilesets-list/tileset-path /tiles 200 json has=tilesets.0.tileMatrixSetURI
tiles-1 tilesets-list/tileset-links /tiles 200 json is=tilesets.0.links.0.rel:self
tiles-1 tilesets-list/tileset-links /tiles 200 json is=tilesets.0.links.1.rel:RELS/tiling-scheme
tiles-1 tilesets-list/tileset-links /tiles 200 json has=tilesets.0.dataType has=tilesets.0.crs
tiles-1 dataset-tilesets/conformance-success /conformance 200 json class=conf/dataset-tilesets
tiles-1 dataset-tilesets/operation /tiles 200 json has=tilesets.0
tiles-1 dataset-tilesets/landingpage / 200 json rel=RELS/tilesets-vector
tiles-1 geodata-tilesets/conformance-success /conformance 200 json class=conf/geodata-tilesets
tiles-1 geodata-tilesets/operation /collections/zones/tiles 200 json has=tilesets.0
tiles-1 geodata-tilesets/desc-links /collections/zones 200 json rel=RELS/tilesets-vector
tiles-1 mvt/content /collections/zonesTILES/9/208/426 200 tile
processes-1 core/landingpage-success / 200 json rel=RELS/processes rel=RELS/job-list
processes-1 core/process-list-success /processes 200 json is=processes.0.id:proposal
processes-1 core/process-list-success /processes 200 json is=processes.0.links.0.rel:self
processes-1 core/process-success /processes/export 200 json is=outputTransmission.0:reference
processes-1 core/no-such-process /processes/x 404 problem is=type:NOT/no-such-process
processes-1 core/no-such-job /jobs/x 404 problem is=type:NOT/no-such-job
processes-1 core/no-such-job /jobs/x/results 404 problem is=type:NOT/no-such-job
processes-1 description/inputs /processes/sweep 200 json is=inputs.scenarios.minOccurs:1
processes-1 description/inputs /processes/sweep 200 json is=inputs.runs.schema.type:integer
processes-1 description/outputs /processes/sweep 200 json is=outputs.result.schema.type:object
processes-1 description/links /processes/sweep 200 json rel=RELS/execute
processes-1 job-list/success /jobs 200 json rel=self
tms tilematrixset/model /tileMatrixSets/WebMercatorQuad 200 json is=id:WebMercatorQuad
tms json-tilematrixset/model /tileMatrixSets/WebMercatorQuad 200 json is=tileMatrices.18.id:18
tms json-tilematrixset/schema /tileMatrixSets/WebMercatorQuad 200 json is=crs:EPSG/3857
tms json-tilematrixset/media-type /tileMatrixSets/WebMercatorQuad?f=json 200 json
"""


@pytest.mark.parametrize("row", _REQUIREMENTS.strip().splitlines(), ids=lambda row: row.split()[1])
def test_each_requirement_holds(row: str, client: TestClient) -> None:
    _, _, path, status, kind, *wanted = _written(row).split()
    answer = client.get(f"/ogc{path}")
    media_type = answer.headers.get("content-type", "").split(";")[0]
    assert (answer.status_code, media_type) == (int(status), _KINDS[kind])
    document = answer.json() if "json" in media_type else {}
    for each in wanted:
        what, _, value = each.partition("=")
        name, _, content = value.partition(":")
        if what == "rel":
            assert value in {link["rel"] for link in document["links"]}
        elif what == "ids":
            assert [feature["id"] for feature in document["features"]] == value.split(",") * bool(
                value
            )
        elif what == "class":
            assert [each for each in document["conformsTo"] if each.endswith(value)]
        elif what == "header":
            assert answer.headers[name] == content
        elif what == "parameter":
            parameters = document["paths"]["/ogc/collections/{collection}/items"]["get"][
                "parameters"
            ]
            assert value in {parameter["name"] for parameter in parameters}
        else:
            assert what == "has" or str(_at(document, name)) == content
            assert _at(document, name if what == "is" else value) is not None


def _written(row: str) -> str:
    return re.sub("|".join(_PATHS), lambda found: _PATHS[found[0]], row)


def _at(document: Any, way: str) -> Any:
    """Return a member of a document by the names and places that lead to it."""
    for step in way.split("."):
        document = document[int(step)] if isinstance(document, list) else document[step]
    return document

"""OGC API beside QGIS Server and MapServer on the same GeoPackage: items and vector tiles.

    .venv/bin/python -m benchmarks.ogc china-ftz.gpkg [--rounds 30]

Wants Debian's python3-qgis, qgis-server-bin, mapserver-bin, spawn-fcgi and nginx. The three answer
the same requests in turn, each after a first request that is not counted; times are those that a
client waits. QGIS Server has no vector tiles.
"""

from __future__ import annotations

import argparse
import http.client
import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.parse
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.served import served

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROJECT = """
import sys
from qgis.core import QgsApplication, QgsProject, QgsVectorLayer
application = QgsApplication([], False)
application.initQgis()
project = QgsProject.instance()
plan, names = sys.argv[1], ("regions", "zones")
layers = [QgsVectorLayer(f"{plan}|layername={name}", name, "ogr") for name in names]
project.addMapLayers(layers)
project.setCrs(layers[0].crs())
project.writeEntry("WFSLayers", "/", [layer.id() for layer in layers])
assert project.write(sys.argv[2])
"""
_LAYER = """
  LAYER
    NAME "{name}"
    TYPE POLYGON
    STATUS ON
    CONNECTIONTYPE OGR
    CONNECTION "{plan}"
    DATA "{name}"
    PROJECTION "init=epsg:4326" END
    METADATA
      "ows_title" "{name}"
      "wfs_enable_request" "*"
      "wfs_use_default_extent_for_getfeature" "false"
      "gml_include_items" "all"
      "gml_featureid" "{key}"
      "wfs_getfeature_formatlist" "geojson"
    END
    TEMPLATE "void"
  END
"""
_MAP = """
MAP
  NAME "plan"
  EXTENT 70 0 140 55
  SIZE 256 256
  MAXSIZE 4096
  PROJECTION "init=epsg:4326" END
  WEB
    METADATA
      "ows_title" "plan"
      "ows_enable_request" "*"
      "ows_srs" "EPSG:4326 EPSG:3857"
      "oga_onlineresource" "{address}/plan/ogcapi"
    END
  END
  OUTPUTFORMAT NAME "geojson" DRIVER "OGR/GEOJSON" MIMETYPE "application/json"
    FORMATOPTION "FORM=SIMPLE" FORMATOPTION "STORAGE=memory" END
  OUTPUTFORMAT NAME "mvt" DRIVER "MVT" END
{layers}
END
"""
_CONFIG = """
CONFIG
  ENV
    MS_MAP_PATTERN "."
    OGCAPI_HTML_TEMPLATE_DIRECTORY "/usr/share/mapserver/ogcapi/templates/html-bootstrap"
  END
  MAPS
    plan "{map}"
  END
END
"""
_NGINX = """
daemon off; pid {folder}/nginx.pid; error_log stderr; worker_processes 1;
events {{}}
http {{
  access_log off; client_body_temp_path {folder}/body; fastcgi_temp_path {folder}/fastcgi;
  proxy_temp_path {folder}/proxy; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; location / {{
    fastcgi_pass 127.0.0.1:{backend}; fastcgi_param PATH_INFO $uri;
    fastcgi_param QUERY_STRING $args; fastcgi_param REQUEST_METHOD $request_method;
    fastcgi_param SERVER_NAME 127.0.0.1; fastcgi_param SERVER_PORT {port};
    fastcgi_param SCRIPT_NAME ""; fastcgi_buffers 64 64k; }} }}
}}
"""
_TILES = ((4, 13, 6), (6, 53, 26), (8, 214, 104))


def main() -> None:
    """Serve a plan three times, and print what a client waits for the same requests."""
    options = argparse.ArgumentParser()
    options.add_argument("plan", type=Path)
    options.add_argument("--rounds", type=int, default=30)
    given = options.parse_args()
    plan = given.plan.resolve()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        own, _ = stack.enter_context(served(plan))
        own = f"{own.rstrip('/')}/ogc"
        qgis = f"{stack.enter_context(_qgis_server(plan, folder))}/wfs3"
        mapserver = stack.enter_context(_mapserver(plan, folder))
        api = f"{mapserver}/plan/ogcapi"
        for what, query in {
            "1,000 regions": "regions/items?limit=1000",
            "regions of 2° × 2°": "regions/items?limit=1000&bbox=120,30,122,32",
            "70 zones": "zones/items?limit=1000",
        }.items():
            sites = {"Zonewright": own, "QGIS Server": qgis, "MapServer": api}
            addresses = {name: f"{site}/collections/{query}" for name, site in sites.items()}
            addresses["QGIS Server"] = addresses["QGIS Server"].replace(
                "/items?", "/items.geojson?"
            )
            addresses["MapServer"] += "&f=json"
            _compare(what, addresses, given.rounds)
        for zoom, x, y in _TILES:
            tile = f"/collections/regions/tiles/WebMercatorQuad/{zoom}/{y}/{x}"
            query = f"map=plan&mode=tile&tilemode=gmap&tile={x}+{y}+{zoom}&layers=regions"
            addresses = {
                "Zonewright": own + tile,
                "MapServer": f"{mapserver}/?{query}&map.imagetype=mvt",
            }
            _compare(f"a tile of level {zoom}", addresses, given.rounds)


def _compare(what: str, addresses: dict[str, str], rounds: int) -> None:
    """Print the median and the 99th percentile of what a client waits, in ms, and the bytes."""
    taken: dict[str, list[float]] = {name: [] for name in addresses}
    sizes: dict[str, int] = {}
    for name, address in addresses.items():
        sizes[name] = _ask(address)
    for _ in range(rounds):
        for name, address in addresses.items():
            began = time.perf_counter()
            _ask(address)
            taken[name].append((time.perf_counter() - began) * 1e3)
    print(what)
    for name, times in taken.items():
        median, last = np.percentile(times, (50, 99))
        print(f"  {name:12} {median:8.1f} ms, p99 {last:8.1f} ms, {sizes[name]:>9,} bytes")


def _ask(address: str) -> int:
    parts = urllib.parse.urlsplit(address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=120)
    connection.request("GET", f"{parts.path}?{parts.query}", headers={"Accept": "*/*"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        raise SystemExit(f"{address}: {answer.status} {body[:300]!r}")
    return len(body)


@contextmanager
def _qgis_server(plan: Path, folder: Path) -> Iterator[str]:
    project, port = folder / "plan.qgs", _free_port()
    environment = {"QT_QPA_PLATFORM": "offscreen", "HOME": str(folder), "PATH": "/usr/bin:/bin"}
    script = ["/usr/bin/python3", "-I", "-c", _PROJECT, str(plan), str(project)]
    subprocess.run(script, check=True, env=environment, capture_output=True)
    command = ["qgis_mapserver", "-p", str(project), f"127.0.0.1:{port}"]
    with _running(command, port, environment):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _mapserver(plan: Path, folder: Path) -> Iterator[str]:
    port, backend = _free_port(), _free_port()
    address = f"http://127.0.0.1:{port}"
    keys = {"regions": "adcode", "zones": "zone_id"}
    layers = "".join(_LAYER.format(name=name, plan=plan, key=key) for name, key in keys.items())
    map_file, config, nginx = folder / "plan.map", folder / "mapserver.conf", folder / "nginx.conf"
    map_file.write_text(_MAP.format(address=address, layers=layers), encoding="utf-8")
    config.write_text(_CONFIG.format(map=map_file), encoding="utf-8")
    nginx.write_text(_NGINX.format(folder=folder, port=port, backend=backend), encoding="utf-8")
    environment = {"MAPSERVER_CONFIG_FILE": str(config), "PATH": "/usr/sbin:/usr/bin:/bin"}
    worker = ["spawn-fcgi", "-n", "-a", "127.0.0.1", "-p", str(backend), "/usr/bin/mapserv"]
    with (
        _running(worker, backend, environment),
        _running(["nginx", "-c", str(nginx), "-p", str(folder)], port, environment),
    ):
        yield address


@contextmanager
def _running(command: list[str], port: int, environment: dict[str, str]) -> Iterator[None]:
    """Run a server until the block ends; wait until it listens."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        command, env=environment, stdout=quiet, stderr=quiet, start_new_session=True
    ) as process:
        try:
            while process.poll() is None and not _listens(port):
                time.sleep(0.05)
            yield
        finally:
            os.killpg(process.pid, signal.SIGKILL)  # MapServer waits for a request otherwise


def _listens(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


if __name__ == "__main__":
    main()

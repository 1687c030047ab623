"""The service on a disk of a few megabytes, in a process that mounts one for itself alone.

`on_a_full_disk.py FOLDER` saves and uploads until the disk is full, and again once there is room;
it prints, as JSON, how each was answered, and how commands ended that had too little room.
Exit 77 where the system lets nobody mount.
"""

import contextlib
import ctypes
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from command_line import run
from starlette.testclient import TestClient

from layers import Plan
from layers.formats import export
from layers.store import Store
from service.app import create_app

NEW_USER, NEW_MOUNTS = 0x1000_0000, 0x0002_0000
PRIVATE = 0x4_0000 | 0x4000


def mount(folder: Path, megabytes: int) -> None:
    """Mount an empty file system of that size, which no other process sees."""
    libc = ctypes.CDLL(None, use_errno=True)
    user = os.getuid()
    if libc.unshare(NEW_MOUNTS):
        if libc.unshare(NEW_USER | NEW_MOUNTS):
            sys.exit(77)
        Path("/proc/self/uid_map").write_text(f"0 {user} 1", encoding="ascii")
    libc.mount(None, b"/", None, PRIVATE, None)
    size = f"size={megabytes}m".encode()
    if libc.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", 0, size):
        sys.exit(77)


def told(answer: Any) -> list[Any]:
    """Return what is to be known of an answer."""
    about = answer.json()
    if answer.status_code < 400:
        return [answer.status_code]
    problem = about["problems"][0]
    while "code" in problem["params"].get("reason", ()):
        problem = problem["params"]["reason"]
    return [answer.status_code, about["title"], problem["code"]]


def fill(filler: Path, room_kb: int) -> None:
    """Fill a disk but for some room."""
    free = shutil.disk_usage(filler.parent).free - room_kb * 1024
    filler.write_bytes(bytes(free))


def ended(disk: Path, room_kb: int, *arguments: object) -> list[Any]:
    """Return how a command ends that has so much room: its code, its lines, what it leaves."""
    before = sorted(disk.rglob("*"))
    fill(filler := disk / "filler", room_kb)
    done = run(*arguments)
    filler.unlink()
    left = [each.name for each in sorted(disk.rglob("*")) if each not in before]
    return [done.code, [line.rpartition("/")[2] for line in done.errors], left]


def commands(folder: Path, disk: Path) -> dict[str, list[Any]]:
    """Return how commands end whose first, whose last, or whose whole file does not fit."""
    plan, zones, regions = (folder / name for name in ("p.gpkg", "zones.geojson", "r.geojson"))
    export(Plan.open(plan), zones)
    Plan.open(plan).frame("regions").to_file(regions, driver="GeoJSON")
    init = ("init", disk / "o.gpkg", "--zones", zones, "--regions", regions)
    ask = ("propose", plan, "--ftz", "F", "--objective", "population@0.5", "--budget-km2", "500")
    said = {
        "propose": ended(disk, 0, *ask, "-o", disk / "o.yaml"),
        "record": ended(disk, 0, "scenario", "record", plan, "north", "-o", disk / "o.json"),
        "init, first file": ended(disk, 0, *init),
        "init, a table": ended(disk, 24, *init),
        "init, styles": ended(disk, 190, *init),
        "apply": ended(disk, 220, "scenario", "apply", plan, "north", "-o", disk / "o.gpkg"),
        "export, styles": ended(disk, 300, "export", plan, disk / "o.gpkg"),
        "export, a folder": ended(disk, 48, "export", plan, disk / "o.gdb.zip"),
        "export, bytes": ended(disk, 4, "export", plan, disk / "o.xlsx"),
        "sweep": ended(disk, 0, "sweep", plan, "-o", disk / "o", "--scenario", "north"),
        "backup": ended(disk, 48, "backup", plan, disk / "o.backup"),
        "restore": ended(disk, 48, "restore", folder / "b", plan, "--store", disk / "o.db"),
    }
    shutil.copy(plan, disk)
    said["update"] = ended(disk, 320, "update", disk / "p.gpkg", "--zones", zones)
    (disk / "p.gpkg").unlink()
    return said


def main(folder: Path) -> None:
    """Fill the disk, and make room again."""
    plan = Plan.open(folder / "p.gpkg")
    run("backup", folder / "p.gpkg", folder / "b")
    (disk := folder / "disk").mkdir()
    mount(disk, 3)
    tempfile.tempdir = str(disk)
    said: dict[str, Any] = {"commands": commands(folder, disk)}
    filler = disk / "filler"
    with Store.open(disk / "plan.scenarios.db") as store:
        client = TestClient(create_app(plan, store), raise_server_exceptions=False)
        move = {"move": {"zone": "W", "dx_km": 0, "dy_km": 0.1}}
        about = {"title": "t", "baseline": plan.baseline, "edits": [move]}
        first = client.post("/api/scenarios", json=about | {"scenario": "first"})
        with contextlib.suppress(OSError), filler.open("ab", buffering=0) as out:
            while True:
                out.write(bytes(4096))
        on = {"If-Match": first.headers["ETag"]}
        large = about | {"scenario": "first", "edits": [move] * 200}
        said["saved"] = told(client.put("/api/scenarios/first", json=large, headers=on))
        upload = {"params": {"name": "a.geojson"}, "content": b" " * 100_000}
        said["uploaded"] = told(client.post("/api/uploads", **upload))
        said["ready"] = told(client.get("/readyz"))[::2]
        said["read"] = told(client.get("/api/scenarios/first"))
        said["measured"] = told(client.post("/api/measure", json={"edits": [move]}))
        filler.unlink()
        said["saved again"] = told(client.put("/api/scenarios/first", json=large, headers=on))
        said["uploaded again"] = told(client.post("/api/uploads", **upload))
        said["faults"] = list(map(str, store.verify()))
        said["left"] = sorted(each.name for each in disk.glob("zonewright-*"))
    print(json.dumps(said))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))

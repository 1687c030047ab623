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
from endpoints import document, refusal
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


def result(answer: Any) -> list[Any]:
    """Return the status of an answer, and the title and the code of a problem."""
    if answer.status_code < 400:
        return [answer.status_code]
    status, code = refusal(answer)
    return [status, answer.json()["title"], code]


def fill(filler: Path, room_kb: int) -> None:
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
    ask = (*ask, "--tries", 300)
    found = {
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
        "dossier": ended(disk, 48, "dossier", plan, "north", "-o", disk / "o"),
        "backup": ended(disk, 48, "backup", plan, disk / "o.backup"),
        "restore": ended(disk, 48, "restore", folder / "b", plan, "--store", disk / "o.db"),
    }
    shutil.copy(plan, disk)
    found["update"] = ended(disk, 320, "update", disk / "p.gpkg", "--zones", zones)
    (disk / "p.gpkg").unlink()
    return found


def main(folder: Path) -> None:
    plan = Plan.open(folder / "p.gpkg")
    run("backup", folder / "p.gpkg", folder / "b")
    (disk := folder / "disk").mkdir()
    mount(disk, 3)
    tempfile.tempdir = str(disk)
    found: dict[str, Any] = {"commands": commands(folder, disk)}
    filler = disk / "filler"
    with Store.open(disk / "plan.scenarios.db") as store:
        client = TestClient(create_app(plan, store), raise_server_exceptions=False)
        move = {"move": {"zone": "W", "dx_km": 0, "dy_km": 0.1}}
        about = document(move, scenario="first", baseline=plan.baseline)
        first = client.post("/api/scenarios", json=about)
        with contextlib.suppress(OSError), filler.open("ab", buffering=0) as out:
            while True:
                out.write(bytes(4096))
        on = {"If-Match": first.headers["ETag"]}
        large = about | {"edits": [move] * 200}
        found["saved"] = result(client.put("/api/scenarios/first", json=large, headers=on))
        upload = {"params": {"name": "a.geojson"}, "content": b" " * 100_000}
        found["uploaded"] = result(client.post("/api/uploads", **upload))
        found["ready"] = result(client.get("/readyz"))[::2]
        found["read"] = result(client.get("/api/scenarios/first"))
        found["measured"] = result(client.post("/api/measure", json={"edits": [move]}))
        filler.unlink()
        found["saved again"] = result(client.put("/api/scenarios/first", json=large, headers=on))
        found["uploaded again"] = result(client.post("/api/uploads", **upload))
        found["faults"] = list(map(str, store.verify()))
        found["left"] = sorted(each.name for each in disk.glob("zonewright-*"))
    print(json.dumps(found))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))

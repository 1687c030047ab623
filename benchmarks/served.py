"""The service as a process of its own, and what its processor time is for the steps of a drag."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shapely.geometry.base import BaseGeometry

_ASKED = "totals,ftzs,zones,regions,sectors,violations"


@contextmanager
def served(plan: Path, *options: str) -> Iterator[tuple[str, int]]:
    """Run `zonewright serve` on a free port; give its address and its process."""
    command = [sys.executable, "-c", "from service.cli import main; main()", "serve", str(plan)]
    command += ["--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = next(line for line in process.stdout if "http://" in line)
        address = re.search(r"http://\S+", line)
        assert address is not None
        try:
            yield address[0], process.pid
        finally:
            process.terminate()


def seconds_a_step(plan: Path, drags: dict[str, Sequence[BaseGeometry]]) -> list[float]:
    """Return the service's processor time for a step of the drag of each zone, by its outlines.

    Each step is asked as the page asks it: the outline that is drawn, answered by the rows that
    changed. The first step of a zone is not counted. Only where the system tells (Linux).
    """
    taken = []
    with served(plan) as (site, pid):
        for zone, outlines in drags.items():
            _ask(site, zone, outlines[0])
            before = _processor_s(pid)
            for outline in outlines[1:]:
                _ask(site, zone, outline)
            taken.append((_processor_s(pid) - before) / (len(outlines) - 1))
    return taken


def _ask(site: str, zone: str, outline: BaseGeometry) -> None:
    drawn = {"zone": zone, "geometry": json.loads(shapely.to_geojson(outline))}
    asked = urllib.request.Request(
        f"{site.rstrip('/')}/api/measure?tables={_ASKED}&changed=true&plan=false&geometry=display",
        json.dumps({"edits": [], "drawn": drawn, "draft": "benchmark"}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(asked) as answer:
        answer.read()


def _processor_s(pid: int) -> float:
    """Return the seconds that a process has computed."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")

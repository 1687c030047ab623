"""Answers of the command line, recorded by one version and held against another's.

    python -m benchmarks.answers record PLAN FOLDER
    python -m benchmarks.answers compare FOLDER OTHER [--relative 1e-9]

`record` asks some 200 questions of a plan (measures, comparisons, checks, replays of recorded
scenarios, proposals) about scenarios that it draws, the same ones each time, and keeps every
document. Record with the older version, then with the newer one in another folder with the first
one's scenarios (`--scenarios FOLDER`), which shows as well that its files still replay. `compare`
prints each value that differs by more than a share of itself, gathered by where it stands.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from ruamel.yaml import YAML
from typer.testing import CliRunner

from layers import Plan
from service.cli import app

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

SEED = 20_261_128
PROPOSALS = {
    "marine": "--ftz LN --objective sector:marine_economy@50 --budget-km2 60",
    "swap": "--ftz SH --swap --objective population@50",
    "new-zone": "--province 360000 --objective population@50 --budget-km2 5",
    "two-groups": "--ftz GD --ftz FJ --objective population@25 --budget-km2 8",
}


def scenarios(plan: Plan, count: int) -> Iterator[dict[str, Any]]:
    """Draw scenarios of one to four edits each: every verb, over zones drawn at random."""
    rng = np.random.default_rng(SEED)
    zones = plan.zones.set_index("zone_id")
    small = [zone for zone, land in zones.geometry.items() if shapely.area(land) < 0.2]
    for number in range(count):
        chosen = rng.choice(small, 4, replace=False).tolist()
        edits = [_edit(rng, zone, zones.loc[zone]) for zone in chosen[: int(rng.integers(1, 5))]]
        yield {
            "scenario": f"drawn-{number:03}",
            "title": f"Drawn {number}",
            "baseline": plan.baseline,
            "edits": edits,
        }


def _edit(rng: np.random.Generator, zone: str, row: pd.Series) -> dict[str, Any]:
    land = row["geometry"]
    _, south, east, north = land.bounds
    middle = shapely.box(*land.bounds).centroid.x
    beside = shapely.box(east + 0.3, north + 0.3, east + 0.34, north + 0.33)
    group = {} if row["ftz_id"] is None else {"ftz": row["ftz_id"]}
    by_km = round(float(rng.uniform(0.2, 3)), 3)
    drawn: list[dict[str, Any]] = [
        {"expand": {"by_km": by_km}},
        {"shrink": {"by_km": round(by_km / 20, 3)}},
        {"move": {"dx_km": by_km * 5, "dy_km": -by_km * 3}},
        {"remove": {}},
        {"reshape": {"geometry": _wkt(shapely.convex_hull(land))}},
        {"add": {**group, "geometry": _wkt(beside)}},
        {
            "split": {
                "geometry": _wkt(shapely.box(middle, south - 1, east + 1, north + 1)),
                "into": [zone, f"{zone}-EAST"],
            }
        },
        {"set": {"name": f"Renamed {zone}", "sectors": ["biopharma"]}},
        {"expand": {"to_area_km2": round(float(shapely.area(land)) * 1.2e4 + 5, 3)}},
    ]
    ((verb, values),) = drawn[int(rng.integers(len(drawn)))].items()
    return {verb: {"zone": f"{zone}-NEW" if verb == "add" else zone, **values}}


def _wkt(shape: shapely.Geometry) -> str:
    return str(shapely.to_wkt(shape, rounding_precision=7))


def questions(files: list[Path]) -> Iterator[tuple[str, list[str]]]:
    """Return each question's name and its words after the plan."""
    city = ["--level", "city", "--json"]
    for radii in ((25, 50, 100), (0.5, 10), (33.3,), (7, 200)):
        words = [word for radius in radii for word in ("--radius-km", str(radius))]
        yield f"measure-baseline-{'-'.join(map(str, radii))}", ["measure", *words, "--json"]
    for file in files:
        yield f"measure-{file.stem}", ["measure", "--scenario", str(file), *city]
        yield f"compare-{file.stem}", ["compare", str(file), *city]
        yield f"check-{file.stem}", ["check", "--scenario", str(file), "--json"]
    for one, other in pairwise(files):
        yield f"pair-{one.stem}-{other.stem}", ["compare", str(one), str(other), *city]


def record(plan_path: Path, folder: Path, drawn: Path | None, count: int) -> None:
    """Ask every question of a plan and keep the answers in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    plan = Plan.open(plan_path)
    held = folder / "scenarios"
    if held.exists():
        pass  # it goes on where it was interrupted
    elif drawn is not None:
        shutil.copytree(drawn / "scenarios", held)
    else:
        held.mkdir()
        for document in scenarios(plan, count):
            with (held / f"{document['scenario']}.yaml").open("w", encoding="utf-8") as file:
                YAML().dump(document, file)
        store = ["--store", str(folder / "scenarios.db")]
        for file in sorted(held.glob("*.yaml"))[::3]:  # a third carries a record
            saved = _ask(["scenario", "save", str(plan_path), str(file), *store, "-m", "recorded"])
            if saved["exit"] == 0:
                shown = _ask(["scenario", "show", str(plan_path), file.stem, *store])
                file.write_text(shown["document"], encoding="utf-8")
    files = sorted(held.glob("*.yaml"))
    for name, words in questions(files):
        _keep(folder, name, [words[0], str(plan_path), *words[1:]], held)
    for name, words in PROPOSALS.items():
        out = folder / f"proposed-{name}.yaml"
        asked = ["propose", str(plan_path), "-o", str(out), *words.split(), "--json"]
        _keep(folder, f"propose-{name}", asked, folder)


def _ask(words: list[str]) -> dict[str, Any]:
    result = CliRunner().invoke(app, words)
    try:
        document = json.loads(result.stdout)
    except ValueError:
        document = result.stdout
    fault = result.exception
    crash = None if fault is None or isinstance(fault, SystemExit) else repr(fault)
    return {"exit": result.exit_code, "document": document, "errors": result.stderr, "crash": crash}


def _keep(folder: Path, name: str, words: list[str], place: Path) -> None:
    path = folder / f"{name}.json"
    if path.exists():
        return
    answer = _ask(words)
    text = json.dumps(answer, ensure_ascii=False, indent=1).replace(str(place), "FOLDER")
    path.write_text(text, encoding="utf-8")
    print(answer["exit"], name, flush=True)


def differences(one: object, other: object, relative: float, where: str = "") -> Iterator[str]:
    """Return a line for each value that differs by more than a share of itself."""
    numbers = (int, float)
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted({*one, *other}):
            if key in one and key in other:
                yield from differences(one[key], other[key], relative, f"{where}.{key}")
            else:
                yield f"{where}.{key}: only in the {'older' if key in one else 'newer'}"
    elif isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            yield f"{where}: {len(one)} and {len(other)} rows"
        for number, pair in enumerate(zip(one, other, strict=False)):
            yield from differences(*pair, relative, f"{where}[{number}]")
    elif isinstance(one, numbers) and isinstance(other, numbers):
        if abs(one - other) > relative * max(1.0, abs(one), abs(other)):
            yield f"{where}: {one} and {other}"
    elif one != other:
        yield f"{where}: {str(one)[:120]!r} and {str(other)[:120]!r}"


def compare(folder: Path, other: Path, relative: float) -> None:
    """Print what differs between the answers of two folders."""
    names = sorted({path.name for place in (folder, other) for path in place.glob("*.json")})
    equal, kinds, examples = 0, Counter[str](), dict[str, str]()
    for name in names:
        if not ((folder / name).exists() and (other / name).exists()):
            print(f"{name}: only in one folder")
            continue
        pair = (json.loads((place / name).read_text(encoding="utf-8")) for place in (folder, other))
        lines = list(differences(*pair, relative))
        equal += not lines
        for line in lines:
            kind = re.sub(r"\[\d+\]", "[]", line.split(": ")[0])
            kinds[kind] += 1
            examples.setdefault(kind, f"{name} {line}")
    print(f"{equal} of {len(names)} answers are equal to {relative:g} of themselves")
    for kind, number in kinds.most_common():
        print(f"{number:6} {kind}\n       {examples[kind][:300]}")


def main() -> None:
    """Read the command line and record or compare."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    commands = parser.add_subparsers(dest="command", required=True)
    recording = commands.add_parser("record")
    recording.add_argument("plan", type=Path)
    recording.add_argument("folder", type=Path)
    recording.add_argument("--scenarios", type=Path, help="a folder recorded before")
    recording.add_argument("--count", type=int, default=50)
    comparing = commands.add_parser("compare")
    comparing.add_argument("folder", type=Path)
    comparing.add_argument("other", type=Path)
    comparing.add_argument("--relative", type=float, default=1e-9)
    words = parser.parse_args()
    if words.command == "record":
        record(words.plan, words.folder, words.scenarios, words.count)
    else:
        compare(words.folder, words.other, words.relative)


if __name__ == "__main__":
    main()

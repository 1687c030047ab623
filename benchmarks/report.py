"""How long a report of three scenarios of the China plan takes, in each format and language.

The clock starts before the plan is opened and ends with the bytes of the file; each report is made
in a process of its own, as `zonewright export` makes it.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from geo import Scenario
from layers import Plan
from layers.china import build_china_plan
from layers.china.samples import sample_scenarios
from service.report import DECISION, REPORTS

NAMES = ("hainan-yangpu-apart", "shanghai-regrouped", "tianjin-rail-corridor")
_AIM_S = 20.0


def main() -> None:
    """Print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=3, help="how often each report is made")
    repeat = parser.parse_args().repeat
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "china-ftz.gpkg"
        build_china_plan().save(path)
        samples = {it["scenario"]: it for it in sample_scenarios(Plan.open(path))}
        asked = []
        for name in NAMES:
            file = path.with_name(f"{name}.yaml")
            file.write_text(Scenario.from_document(samples[name]).to_yaml(), encoding="utf-8")
            asked += ["--scenario", str(file)]
        print(f"Three scenarios, median of {repeat} (aim: {_AIM_S:g} s)")
        for language in ("en", "zh"):
            for suffix in (one for one in REPORTS if one != DECISION):
                out = path.with_name(f"report{suffix}")
                taken = statistics.median(
                    _taken_s(language, path, out, asked) for _ in range(repeat)
                )
                print(f"{language} {suffix:<6} {taken:5.1f} s  {out.stat().st_size / 1e3:6.0f} kB")


def _taken_s(language: str, plan: Path, out: Path, asked: list[str]) -> float:
    started = time.perf_counter()
    command = [sys.executable, "-c", "from service.cli import main; main()", "--lang", language]
    command += ["export", str(plan), str(out), *asked]
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()

"""What the tests of a run cost in processor seconds: by folder, and the dearest ten."""

import os
from collections import Counter
from contextlib import suppress
from pathlib import PurePosixPath

import psutil
import pytest

_COST = "processor_s"
_costs: dict[str, float] = {}
_last = 0.0
_WORTH_A_TABLE_S = 60


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> object:
    """Note what this process and those that it started have spent since the test before."""
    global _last  # noqa: PLW0603  one process, one count
    if call.when == "teardown":
        spent = sum(os.times()[:4])
        if "browser" in getattr(item, "fixturenames", ()):  # it is still there, and counts too
            for child in psutil.Process().children(recursive=True):
                with suppress(psutil.NoSuchProcess):  # it has ended meanwhile
                    spent += sum(child.cpu_times()[:2])
        item.user_properties.append((_COST, max(spent - _last, 0.0)))
        _last = spent
    return (yield)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Gather what the workers noted."""
    for name, value in report.user_properties:
        if name == _COST and isinstance(value, float):
            _costs[report.nodeid] = value


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table of a run that costs more than a minute."""
    if sum(_costs.values()) < _WORTH_A_TABLE_S:
        return
    seconds: Counter[str] = Counter()
    tests: Counter[str] = Counter()
    for test, cost in _costs.items():
        file = PurePosixPath(test.split("::")[0])
        for folder in ("all", str(file if file.parent.name == "tests" else file.parent)):
            seconds[folder] += cost
            tests[folder] += 1
    terminalreporter.section("processor seconds by folder, and the ten dearest tests")
    for folder, cost in seconds.most_common():
        terminalreporter.write_line(f"{cost:8.1f} {tests[folder]:6} {folder}")
    for test, cost in Counter(_costs).most_common(10):
        terminalreporter.write_line(f"{cost:8.1f} {test}")

"""Plans that commands of tests open: a content is read once, and the last few are kept."""

import hashlib
import os
from copy import copy
from pathlib import Path

from layers import Plan

_open = Plan.open


class OpenedPlans:
    """Opens plans as `Plan.open`, which it may replace; at most `most` contents are kept."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._plans: dict[bytes, Plan] = {}

    def open(self, path: str | Path) -> Plan:
        """Open a plan, or return what the same content was before: a plan is a value.

        A file that another program has open, or that is none, is opened each time.
        """
        beside = any(Path(f"{path}{suffix}").exists() for suffix in ("-wal", "-shm", "-journal"))
        if beside or not Path(path).is_file() or not os.access(path, os.R_OK):
            return _open(path)
        content = hashlib.sha256(Path(path).read_bytes()).digest()
        plan = self._plans.pop(content, None) or _open(path)
        self._plans[content] = plan
        for oldest in list(self._plans)[: -self._most]:
            del self._plans[oldest]
        if plan.path != Path(path):
            plan = copy(plan)
            plan.path = Path(path)
        return plan

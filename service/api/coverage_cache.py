"""What has been measured of one plan so far; every coverage is measured once and kept."""

from __future__ import annotations

import threading
from collections import OrderedDict
from concurrent.futures import Future
from typing import TYPE_CHECKING, Generic, TypeVar

from geo.coverage import Coverage, CoverageMeter
from geo.scenario.model import BASELINE
from geo.scenario.replay_cache import ReplayCache

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.scenario.model import Scenario
    from layers import Plan

K = TypeVar("K")
V = TypeVar("V")
Radii = tuple[float, ...]

_KEPT_COVERAGES = 64
_KEPT_METERS = 4


class Kept(Generic[K, V]):
    """Values that are made once for each key, the latest of them kept. Safe between threads.

    Two that ask for the same key at once share one making; other keys never wait for it. What
    could not be made is not kept: the error is raised to all who waited, and the next tries again.

    >>> squares = Kept(2)
    >>> squares.get(3, lambda: 9), squares.get(3, lambda: 0)
    (9, 9)
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._known: OrderedDict[K, Future[V]] = OrderedDict()

    def get(self, key: K, make: Callable[[], V]) -> V:
        """Return what is known under the key, else make and keep it; the oldest goes first."""
        with self._lock:
            known = self._known.get(key)
            future = self._known.setdefault(key, Future())
            self._known.move_to_end(key)
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        if known is None:
            try:
                future.set_result(make())
            except BaseException as error:
                self._forget(key, future)
                future.set_exception(error)
                raise
        return future.result()

    def _forget(self, key: K, future: Future[V]) -> None:
        with self._lock:
            if self._known.get(key) is future:
                del self._known[key]


class CoverageCache:
    """The coverages of a plan's scenarios, kept by what they are of and at which radii.

    Safe between threads; a question waits for another only while the meter itself measures.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self.replay_cache = ReplayCache(plan)
        self._meters: Kept[Radii, CoverageMeter] = Kept(_KEPT_METERS)
        self._coverages: Kept[tuple[str, Radii], Coverage] = Kept(_KEPT_COVERAGES)

    def baseline(self, radii_km: Radii) -> Coverage:
        """Return the coverage of the unedited plan.

        Raises:
            MeasureError
        """
        return self.of(BASELINE, radii_km, lambda: None)

    def prepare(self, *asked_km: Radii) -> None:
        """Measure the baseline at all radii that are asked, then make ready for edits of each zone.

        Raises:
            MeasureError
        """
        for radii_km in asked_km:
            self.baseline(radii_km)
        for radii_km in asked_km:
            self.meter(radii_km).prepare_edits()

    def of(self, document: str, radii_km: Radii, read: Callable[[], Scenario | None]) -> Coverage:
        """Return the coverage of a scenario, by its document's hash; `read` gives it where new.

        Raises:
            ScenarioError, MeasureError
        """
        return self._coverages.get(
            (document, radii_km), lambda: self.meter(radii_km).measure(read())
        )

    def meter(self, radii_km: Radii) -> CoverageMeter:
        """Return the meter of some radii, made ready when they are first asked for.

        Raises:
            MeasureError: a radius is negative, not finite or too large, or there is none.
        """
        return self._meters.get(
            radii_km, lambda: CoverageMeter(self._plan, radii_km, replay_cache=self.replay_cache)
        )

"""Dask workers, on this machine or a cluster, that measure the partitions of a large demand.

Dask is imported on first use, because the import takes half a second.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from layers.errors import SourceError
from layers.messages import Message
from layers.runtime.extras import require

if TYPE_CHECKING:
    from distributed import Client

P = TypeVar("P")
T = TypeVar("T")

_PATIENCE_S = 10  # to reach a scheduler
_ENVIRONMENT = "distributed.nanny.pre-spawn-environ"
_TRIM = "MALLOC_TRIM_THRESHOLD_"
"""Dask's setting that makes workers release memory after each array; it costs half of the time."""


@dataclass(frozen=True)
class Workers:
    """Processes of this machine (`count`, or one per core), or those of a scheduler's cluster.

    `scheduler` is its address, such as `tcp://10.0.0.5:8786`; its workers need this version of
    Zonewright, and the demand's files under the same paths. `memory` is the limit of each local
    worker, as "4GiB"; "auto" is its share of the machine. `progress` is called as
    `progress(done, of)` when a partition is done.
    """

    scheduler: str | None = None
    count: int | None = None
    memory: str = "auto"
    progress: Callable[[int, int], None] | None = None

    def each(
        self, work: Callable[..., T], shared: tuple[object, ...], parts: Sequence[P]
    ) -> Generator[T]:
        """Yield `work(part, *shared)` for each part, in order; `shared` is sent once.

        Raises:
            SourceError: the scheduler cannot be reached, a worker is lost, or the extra `cluster`
                is not installed.
        """
        if not parts:
            return
        require("cluster", "dask", "distributed")
        from distributed import KilledWorker  # noqa: PLC0415  slow to load

        with self._client(len(parts)) as client:
            scattered = client.scatter(list(shared), broadcast=True)
            futures = [client.submit(work, part, *scattered, pure=False) for part in parts]
            for done, part in enumerate(parts):
                try:
                    result = futures[done].result()
                except (KilledWorker, OSError) as error:
                    raise SourceError(
                        Message("measure-worker-lost", part=str(part), error=type(error).__name__)
                    ) from error
                futures[done].release()
                if self.progress is not None:
                    self.progress(done + 1, len(parts))
                yield result

    @contextmanager
    def _client(self, parts: int) -> Iterator[Client]:
        import dask.config  # noqa: PLC0415  slow to load
        from distributed import Client, LocalCluster  # noqa: PLC0415

        with ExitStack() as stack:
            to: Any = self.scheduler
            if to is None:
                environment = {k: v for k, v in dask.config.get(_ENVIRONMENT).items() if k != _TRIM}
                stack.enter_context(dask.config.set({_ENVIRONMENT: environment}))
                to = stack.enter_context(
                    LocalCluster(
                        n_workers=min(self.count or os.cpu_count() or 1, parts),
                        threads_per_worker=1,
                        memory_limit=self.memory,
                        host="127.0.0.1",
                        dashboard_address=None,
                        scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},  # of /health
                        silence_logs=logging.CRITICAL,
                    )
                )
            try:
                client = stack.enter_context(Client(to, timeout=_PATIENCE_S))
            except (OSError, ValueError) as error:
                raise SourceError(
                    Message(
                        "measure-scheduler-not-reached",
                        scheduler=str(self.scheduler),
                        reason=" ".join(str(error).split()),
                    )
                ) from error
            yield client

"""Answers about long work: its progress and its result, such as a proposal."""

from typing import Any, Literal

from geo.coverage.travel import By
from service.api.answers.base import Answer, Geometry, Message, ScenarioDocument, TableRow, absent
from service.api.answers.scorecard import Acceptability, Scorecard
from service.jobs.job import State


class Piece(Answer):
    """Land that a zone takes or releases, and its share of the gain."""

    zone_id: str
    ftz_id: str | None
    area_km2: float
    alone: float
    """Its change of the objective without the other pieces."""
    last: float
    """Its addition to the change by all the others."""
    worse: float | None
    """By how much the best answer without land here gains less; null if not tried."""
    instead: list[str] | None
    """The zones that would take land then."""
    residents: float
    geometry: Geometry


class Place(Answer):
    """A region or cluster that is gained, or lost (amount below 0), the most first."""

    kind: Literal["region", "cluster"]
    id: str
    name: str
    name_zh: str
    amount: float
    lon: float
    lat: float


class ShiftedGain(Answer):
    """The gain where every radius is longer by so much."""

    by_km: float
    gain: float
    share: float | None


class Robustness(Answer):
    """The gain that remains at other radii, and in runs with uncertain boundaries."""

    before: float
    """The objective at the radii themselves, without the proposal."""
    gain: float
    runs: int
    boundary_km: float
    mean: float | None
    p5: float | None
    """95 of 100 runs gain as much or more."""
    worst: float | None
    shifted: list[ShiftedGain]


class Residents(Answer):
    """Who lives on the land."""

    taken: float
    released: float


class Proposal(Answer):
    """Edits that serve an objective best, with what proves it."""

    scorecard: Scorecard = absent()
    status: str
    """`optimal` or `feasible`."""
    objective: str
    sense: str
    bound: float
    """No choice of the shapes that were tried reaches more."""
    gap: float
    before: float
    promised: float
    measured: float
    residents: Residents
    taken: list[Piece]
    released: list[Piece]
    places: list[Place]
    robustness: Robustness
    reasons: list[Message]
    scenario: ScenarioDocument
    differs_km2: float | None = absent()
    """From the best of several answers."""
    values: tuple[float, float] = absent()
    """Of both objectives, of a point of a front."""
    share: float = absent()


class Often(Answer):
    """Land, and how many of several proposals change it."""

    zone_id: str
    released: bool
    times: int
    area_km2: float
    geometry: Geometry


class Front(Answer):
    """The answers among which no objective becomes better without the other becoming worse."""

    points: list[Proposal]
    objectives: tuple[str, str]
    senses: tuple[str, str]
    before: tuple[float, float]


class Proposed(Proposal):
    """The best proposal, with the others that were asked for."""

    answers: list[Proposal] = absent()
    often: list[Often] = absent()
    fewer: Message = absent()
    """Why there are fewer than were asked for."""
    front: Front = absent()


class SweepSummary(Answer):
    """The joint results of all runs of a sweep."""

    by: By = absent()
    runs: int
    seed: int
    summary: list[TableRow]
    pairs: list[TableRow]
    acceptability: list[Acceptability]


class WrittenFile(Answer):
    """A file that a job has written; of a decision, on which revision."""

    file: str
    bytes: int
    scenario: str = absent()
    revision: int = absent()
    sha256: str = absent()


class Progress(Answer):
    """The progress of a job; a value that is not known yet is null."""

    gain: float | None
    bound: float | None
    gap: float | None
    share: float | None
    """How much of the search is done."""
    left_s: float | None
    """About how long the rest takes."""
    land: Geometry | None
    """The land that the best answer so far adds; null until there is one."""
    done: float | None
    of: float | None
    seconds: float


class JobDocument(Answer):
    """Long work, its state, and its result once it is done."""

    job: str
    kind: str
    asked: dict[str, Any]
    started: str
    state: State
    cancelling: bool
    progress: Progress
    problems: list[Message]
    result: Proposed | SweepSummary | WrittenFile | None

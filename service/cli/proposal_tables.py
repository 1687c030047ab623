"""What `propose` prints of its answer: tables of land, places and gains, and reasons."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.scenario.proposed import CONDITIONS, SPREAD_SIGN
from layers.messages import Message
from layers.messages.languages import in_language
from service.cli.language import language, sentence
from service.cli.tables import TableColumn, columns, print_table, say

if TYPE_CHECKING:
    from geo.proposals import Front, Piece, Portfolio, Proposal, Robustness
    from geo.proposals.places import GainPlace

_PIECES = (
    "zone_id area_km2 residents=propose-col-residents:.0f"
    " alone=propose-col-alone:+.2f last=propose-col-last:+.2f"
    " worse=propose-col-worse:.2f instead=propose-col-instead"
)
_PLACES = "id=propose-col-id name=propose-col-name amount=propose-col-amount:+.2f"
_FIRST = {"propose-residents"}
_AS_TABLE = {"propose-gains", "propose-loses"}
_FEW = 10  # places in a table that are gained, and lost
_IN_RUNS = {
    "mean": "propose-where-mean", "p5": "propose-where-p5", "worst": "propose-where-worst",
}  # fmt: skip
_ROBUST = "where=propose-col-where gain=propose-col-gain:+.2f share=propose-col-share:.0f"
_ANSWERS = (
    "scenario=propose-col-scenario measured=propose-col-measured:.2f"
    " gap_pct=propose-col-gap:.2f differs_km2=propose-col-differs:.2f"
)
_OFTEN = "zone_id times=propose-col-times area_km2"


def print_proposal(proposal: Proposal) -> None:
    """Print a proposal with its proof, land and reasons."""
    say(
        Message(
            "propose-result",
            objective=proposal.objective,
            before=proposal.before,
            measured=proposal.measured,
            promised=proposal.promised,
        )
    )
    for reason in proposal.reasons:
        if reason.code in _FIRST:
            say(reason)
    if SPREAD_SIGN in proposal.objective:
        say(Message("propose-spread"))
    if all(reason.code not in CONDITIONS for reason in proposal.reasons):
        gap = 100 * proposal.gap
        say(Message("propose-proof", status=proposal.status, bound=proposal.bound, gap=gap))
    print_table(Message("propose-title-taken"), _rows(proposal.taken), _PIECES)
    if proposal.released:
        print_table(Message("propose-title-released"), _rows(proposal.released), _PIECES)
    if proposal.places:
        print_places(proposal.places)
    robustness = proposal.robustness
    print_table(Message("propose-title-robust"), _left(robustness), _ROBUST)
    for reason in proposal.reasons:
        if reason not in robustness.messages and reason.code not in {*_AS_TABLE, *_FIRST}:
            say(reason)


def print_places(places: tuple[GainPlace, ...]) -> None:
    """Print the places that are gained and lost most, and how many of all they are."""
    shown = [
        (one.id, in_language(one._asdict(), "name", language()), one.amount)
        for one in _most(places)
    ]
    left = len(places) - len(shown)
    title = Message("propose-title-places", shown=len(shown), places=len(places), left=left)
    print_table(title, shown, _PLACES)


def _most(places: tuple[GainPlace, ...]) -> tuple[GainPlace, ...]:
    """Return the places that are gained and lost most."""
    lost = tuple(one for one in places if one.amount < 0)
    return (*places[: min(_FEW, len(places) - len(lost))], *lost[-_FEW:])


def _left(robustness: Robustness) -> list[tuple[str, float, float | None]]:
    """Return the gain that remains at other radii and in runs."""
    rows = [
        (Message("propose-where-radius", by_km=by_km, size_km=abs(by_km)), gain)
        for by_km, gain in robustness.shifted
    ]
    where = {"runs": robustness.runs, "boundary_km": robustness.boundary_km}
    for name, gain in robustness.in_runs.items():
        rows.append((Message(_IN_RUNS[name], **where), gain))
    shares = (robustness.share(gain) for _, gain in rows)
    return [
        (sentence(where), gain, None if share is None else 100 * share)
        for (where, gain), share in zip(rows, shares, strict=True)
    ]


def _rows(pieces: tuple[Piece, ...]) -> list[dict[str, Any]]:
    return [
        {name: getattr(one, name) for name in columns(_PIECES)}
        | {"instead": None if one.instead is None else ", ".join(one.instead)}
        for one in pieces
    ]


def print_all(result: Portfolio | Front, paths: list[Path]) -> None:
    """Print the answers, and how many of them contain a piece of land."""
    from geo.proposals import Front
    from service.documents.proposal import proposals_of

    if isinstance(result, Front):
        names = [f"value_{number}" for number in (0, 1)]
        shown = {"scenario": TableColumn("propose-col-scenario")} | {
            name: TableColumn(Message("text", text=text), ".2f")
            for name, text in zip(names, result.objectives, strict=True)
        }
        rows = [(one.proposal.scenario.scenario, *one.figures) for one in result.points]
        print_table(Message("propose-title-front"), rows, shown)
    else:
        answers = [
            (one.scenario.scenario, one.measured, 100 * one.gap, differs)
            for one, differs in zip(result.answers, result.differs_km2, strict=True)
        ]
        print_table(Message("propose-title-answers"), answers, _ANSWERS)
        often = [(one.zone_id, one.times, one.area_km2) for one in result.often if not one.released]
        print_table(Message("propose-title-often"), often, _OFTEN)
        if result.fewer is not None:
            say(result.fewer)
    every = proposals_of(result)
    of_each = [
        [it for it in one.reasons if it not in one.robustness.messages and it.code not in _AS_TABLE]
        for one in every
    ]
    of_all = [one for one in of_each[0] if all(one in others for others in of_each)]
    for one, reasons in zip(every, of_each, strict=True):
        say(Message("text", text=one.scenario.scenario))
        print_table(Message("propose-title-robust"), _left(one.robustness), _ROBUST)
        for reason in reasons:
            if len(every) == 1 or reason not in of_all:
                say(reason)
    for reason in of_all if len(every) > 1 else ():
        say(reason)
    for path, one in zip(paths, every, strict=True):
        say(Message("cli-written-edits", file=str(path), edits=len(one.scenario.edits)))

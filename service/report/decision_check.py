"""The check of a decision file: the parts compared, their differences, the parts left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from layers import Plan
from layers.errors import UnknownError
from layers.messages import Message
from layers.messages.message import Place
from layers.runtime.bounded import run_bounded
from service.report.decision_document import (
    Again,
    Decision,
    hashes_of,
    measured_on,
    scenario_of,
    with_hidden_addresses,
)
from service.report.decision_file import DecisionFile, MakesFiles, decision_page, made_again
from service.report.figures import NO_FIGURE
from service.report.page_differences import PageDifference, page_differences
from service.report.versions import PROGRAM, library_versions

if TYPE_CHECKING:
    from service.scenario_service import ScenarioService

RESULT = "result"
"""The row of `hashes` of the resulting zones."""

_SECONDS = 600.0
_LONGEST = 90  # letters of a value
_LATER = {"withdrawn_by", "withdrawn_at", "settled_by", "settled_at"}  # changes of a comment


@dataclass
class DecisionCheck:
    """The result of comparing a decision file with a plan or a store.

    `hashes` and `figures` are rows with a `verdict`; `places` are the differences of the page, the
    scenario, the record and the digest. `compared` names the parts compared; `left_out` names the
    others, with the reason. `libraries` are the versions there and here, where they differ;
    `notice` is a remark on the replay of the scenario. `files` are those beside the page, made
    again.
    """

    hashes: list[dict[str, Any]] = field(default_factory=list)
    figures: list[dict[str, Any]] = field(default_factory=list)
    places: list[PageDifference] = field(default_factory=list)
    compared: list[Message] = field(default_factory=list)
    left_out: list[Message] = field(default_factory=list)
    libraries: dict[str, tuple[str, str]] = field(default_factory=dict)
    notice: Message | None = None
    is_page_compared: bool = False
    is_page_equal: bool = False
    is_digest_noted: bool = False
    files: Mapping[str, bytes] | None = None

    @property
    def different(self) -> int:
        """Return how many hashes, figures and places differ."""
        verdicts = [row["verdict"] for row in (*self.hashes, *self.figures)]
        return verdicts.count("different") + len(self.places)

    @property
    def is_equal(self) -> bool:
        """Return whether the page was compared, and nothing differs."""
        return self.is_page_compared and not self.different


def check_decision(
    file: DecisionFile,
    document: Decision,
    plan: Plan | None,
    service: ScenarioService | None,
    beside: MakesFiles | None = None,
) -> DecisionCheck:
    """Compare a decision file with itself, with a plan, and with the plan's store, if any.

    From the file alone its figures are measured and its page is written again. With the plan, the
    hashes of the plan's layers are compared; with its store, the scenario, the record (who wrote,
    commented and decided, when and why) and, in the audit log, the digest. `beside` makes the files
    that belong to it.

    Raises:
        SourceError: its content cannot be unpacked, is too large, or is not a plan.
        ScenarioError: its scenario is not valid, or not one of the plan.
    """
    here = library_versions()
    check = DecisionCheck(
        libraries={
            name: (was, here.get(name, NO_FIGURE))
            for name, was in document.libraries.items()
            if here.get(name) != was
        }
    )
    if not file.is_unchanged:
        place = Message("report-place-digest")
        check.places.append(PageDifference(place, file.stated or NO_FIGURE, file.sha256))
    held, again, page = None, None, None
    if plan is None or document.whole is not None:
        held = run_bounded(made_again, document, beside, seconds=_SECONDS)
        again, page, check.files = held.again, held.page, held.files
    held_layers = held.layers if held is not None else {}
    on = "held" if held_layers else "reach"
    if plan is not None and held_layers != hashes_of(plan):
        again, on = None, "plan"
        if plan.baseline == document.layers.get("zones"):
            one = measured_on(document, plan)
            again = Again.of(one, {})
            if page is None and document.edition is not None:
                page = decision_page(document, plan, one)
                if beside is not None:
                    check.files = beside(page, plan, one, document.shown_edition)
    check.hashes = [*_hashes(document, plan, held_layers, again)]
    if again is not None:
        check.notice = again.notice
        # another version may measure figures that were not known to that of the file
        missing = "unstated" if PROGRAM in check.libraries else "different"
        check.figures = [*_figures(document, again, missing)]
        figures = Message("report-checked-figures", count=len(check.figures), on=on)
        check.compared.append(figures)
    _compare_page(check, file, document, page)
    if plan is None:
        check.left_out.append(Message("report-unchecked-plan"))
    else:
        check.compared.append(Message("report-checked-plan"))
    _compare_store(check, file, document, plan, service)
    if not check.is_digest_noted:
        check.left_out.append(Message("report-unchecked-edition"))
    return check


def _hashes(
    document: Decision, plan: Plan | None, held: Mapping[str, str], again: Again | None
) -> Iterator[dict[str, Any]]:
    """Yield the hashes of the layers and of the resulting zones: as stated, and here.

    A layer is equal if its hash in the plan and in the file is the stated one.
    """
    sides = [it for it in (held, {} if plan is None else hashes_of(plan)) if it]
    names = {**document.layers, **{name: "" for side in sides for name in side}} if sides else {}
    pairs = [
        (name, document.layers.get(name), [side.get(name) for side in sides]) for name in names
    ]
    if again is not None:
        pairs.append((RESULT, document.result, [again.result]))
    for layer, stated, found in pairs:
        here = next((it for it in found if it != stated), stated)
        verdict = "equal" if stated == here else "different"
        yield {"layer": layer, "stated": stated, "here": here, "verdict": verdict}


def _figures(document: Decision, again: Again, missing: str) -> Iterator[dict[str, Any]]:
    """Yield each figure as stated, as measured again, and whether they are equal.

    `missing` is the verdict on one that is not stated.
    """
    stated = {figure.key: figure for figure in document.figures}
    for key, figure in {**again.figures, **stated}.items():
        own = again.figures.get(key)
        is_stated = key in stated
        yield figure.model_dump(exclude={"rest"}, exclude_unset=True) | {
            "before": figure.before if is_stated else None,
            "after": figure.after if is_stated else None,
            "before_again": None if own is None else own.before,
            "after_again": None if own is None else own.after,
            "verdict": figure.compared(own) if is_stated else missing,
        }


def _compare_page(
    check: DecisionCheck, file: DecisionFile, document: Decision, page: bytes | None
) -> None:
    """Compare the page with itself as written again, byte by byte."""
    if page is None:
        why = "version" if document.edition is None else "plan"
        check.left_out.append(Message("report-unchecked-page", why=why))
        return
    stated, again = (
        it.decode(errors="surrogateescape") for it in (file.blank, DecisionFile.of(page).blank)
    )
    check.is_page_compared = True
    check.is_page_equal = stated == again
    check.compared.append(Message("report-checked-page"))
    check.places += page_differences(stated, again)
    if not check.is_page_equal and check.libraries:
        check.left_out.append(Message("report-unchecked-version"))


def _compare_store(
    check: DecisionCheck,
    file: DecisionFile,
    document: Decision,
    plan: Plan | None,
    service: ScenarioService | None,
) -> None:
    """Compare scenario and record with those of the store, and the digest with its audit log."""
    name, stored, why = scenario_of(document).scenario, None, "scenario"
    if document.record is None:
        why = "file"
    elif plan is None or service is None:
        why = "plan" if plan is None else "store"
    else:
        with suppress(UnknownError):
            stored = service.record(name)
    if service is None or stored is None:
        check.left_out.append(Message("report-unchecked-record", why=why, scenario=name))
        return
    check.places += _record_differences(document, stored, service)
    check.compared.append(Message("report-checked-record", scenario=name))
    if document.edition is None:
        check.left_out.append(Message("report-unchecked-log"))
        return
    check.compared.append(Message("report-checked-log"))
    check.is_digest_noted = bool(service.exports_of(name, file.sha256))
    if not check.is_digest_noted:
        check.places.append(PageDifference(Message("report-place-log"), file.sha256, NO_FIGURE))


def _record_differences(
    document: Decision, stored: Mapping[str, Any], service: ScenarioService
) -> Iterator[PageDifference]:
    """Yield the differences of scenario and record from the store at the file's revision."""
    scenario, record = scenario_of(document), document.record or {}
    revision = service.store.find(str(record.get("etag")))
    if revision is None or revision.scenario != scenario.scenario:
        place = Message("report-place-record", path="etag")
        yield PageDifference(place, _text(record.get("etag")), NO_FIGURE)
        return
    stated, here = _as_at(record, stored, revision.number)
    stated["scenario"] = scenario.to_document()
    here["scenario"] = service.read(revision).to_document()
    for path, there, own in _apart(stated, here):
        place = Message("report-place-record", path=str(Place(path)))
        yield PageDifference(place, _text(there), _text(own))


_Parts = dict[str, Any]


def _as_at(stated: Mapping[str, Any], now: Mapping[str, Any], number: int) -> tuple[_Parts, _Parts]:
    """Return the record of a file, and the store's record as of revision `number`, to compare.

    Comments may have been added, withdrawn or settled since. A comment on an earlier revision was
    there already, and so was one before another that is there.
    """
    history = [it for it in now["history"] if it["number"] <= number]
    numbers = {it["hash"]: it["number"] for it in history}
    shown = {str(it.get("number")): it for it in stated.get("comments", [])}
    last = max((int(it) for it in shown if it.isdigit()), default=0)
    comments = {
        str(it["number"]): it
        for it in now["comments"]
        if str(it["number"]) in shown
        or (
            it["withdrawn_by"] is None
            and (it["number"] < last or numbers.get(it["revision"], number) < number)
        )
    }
    here = {
        "status": history[-1]["status"],
        "etag": history[-1]["hash"],
        "result": history[-1]["result"],
        "decisions": _by(now["decisions"], "revision", number),
        "comments": _without_later(comments),
        "history": _by(history, "number", number),
    }
    there = {
        **stated,
        "decisions": _by(stated.get("decisions", []), "revision"),
        "comments": _without_later(shown),
        "history": _by(stated.get("history", []), "number"),
    }
    return there, with_hidden_addresses(here)


def _by(rows: Any, key: str, most: float = float("inf")) -> _Parts:  # noqa: ANN401  JSON
    return {str(row.get(key)): row for row in rows if not _is_over(row.get(key), most)}


def _is_over(number: object, most: float) -> bool:
    return isinstance(number, int) and number > most


def _without_later(comments: Mapping[str, Mapping[str, Any]]) -> _Parts:
    return {
        number: {name: value for name, value in one.items() if name not in _LATER}
        for number, one in comments.items()
    }


def _apart(
    stated: object, here: object, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], object, object]]:
    """Yield each place where two JSON documents differ, with both values."""
    if isinstance(stated, dict) and isinstance(here, dict):
        for name in {**here, **stated}:
            yield from _apart(stated.get(name), here.get(name), (*path, name))
    elif stated != here:
        yield path, stated, here


def _text(value: object) -> str:
    text = NO_FIGURE if value is None else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"

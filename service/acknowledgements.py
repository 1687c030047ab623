"""Acknowledged violations of the baseline: known, with the user and the reason.

An acknowledgement is an entry of the store's audit log, so it is signed, dated and never rewritten.
It applies to one violation, identified by rule and subject, while that is not worse than it was
then; once it has grown, or the plan's boundaries no longer break the rule, it does not apply.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from geo.comparison.rule_changes import has_worsened
from geo.validation import shown
from layers.errors import ScenarioError, UnknownError
from layers.messages import Message
from layers.store import check
from layers.store.model import written

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from geo.rules.checker import Violation
    from layers.store.model import Entry
    from service.scenario_service import ScenarioService

LONGEST_REASON = 300
"""Characters of a reason."""

Identity = tuple[str, str]
"""The rule and the subject of a violation."""


class Acknowledgement(NamedTuple):
    """An acknowledged violation of the baseline; `applies` unless it has become worse since."""

    violation: Violation
    entry: Entry
    applies: bool

    @property
    def identity(self) -> Identity:
        """Return the identity of the violation."""
        return self.violation.identity

    def to_document(self) -> dict[str, Any]:
        """Return it as plain values for JSON."""
        return {
            "rule": self.identity[0],
            "subject": self.identity[1],
            "who": self.entry.who,
            "at": written(self.entry.at),
            "why": self.entry.about["why"],
            "amount": self.entry.about["amount"],
            "applies": self.applies,
        }


def acknowledgements(
    service: ScenarioService, violations: Sequence[Violation]
) -> list[Acknowledgement]:
    """Return the acknowledgements of the baseline's violations, in the order of these."""
    entries = service.store.audit.acknowledgements()
    found = []
    for violation in violations:
        entry = entries.get(violation.identity)
        if entry is not None:
            size = (entry.about[name] for name in ("amount", "limit", "places"))
            found.append(Acknowledgement(violation, entry, not has_worsened(violation, *size)))
    return found


def acknowledgement_lines(known: Iterable[Acknowledgement]) -> list[Message]:
    """Return one line per reason: the known violations, the user, the date and the reason.

    Those that became worse are in lines of their own.
    """
    by_line: dict[tuple[bool, str, str, str], list[str]] = {}
    for each in known:
        who, at, why = each.entry.who or "", written(each.entry.at)[:10], each.entry.about["why"]
        rule, subject = each.identity
        by_line.setdefault((each.applies, who, at, why), []).append(f"{rule} {subject}")
    return [
        Message(
            "rule-acknowledged" if applies else "rule-acknowledged-worse",
            violations=tuple(violations),
            who=who,
            at=at,
            why=why,
        )
        for (applies, who, at, why), violations in by_line.items()
    ]


def acknowledge(
    service: ScenarioService,
    violations: Sequence[Violation],
    chosen: Collection[Identity],
    why: str,
) -> None:
    """Record that this person knows the chosen violations of the baseline, and why they stay.

    Raises:
        DeniedError: the person is not a planner.
        ScenarioError: no reason, or a longer one than `LONGEST_REASON`.
        UnknownError: the baseline has no such violation; then nothing is recorded.
        SourceError: it cannot be stored.
    """
    check(service.person, "acknowledge")
    reason = why.strip()
    if not reason:
        raise ScenarioError(Message("rule-acknowledge-reason-missing").at("why"))
    if len(reason) > LONGEST_REASON:
        raise ScenarioError(Message("rule-acknowledge-reason-long", most=LONGEST_REASON).at("why"))
    known = {violation.identity: violation.breach for violation in violations}
    _check_known(chosen, known)
    events = [
        {"rule": rule, "subject": subject, "why": reason}
        | {name: getattr(known[rule, subject], name) for name in ("amount", "limit", "places")}
        for rule, subject in dict.fromkeys(chosen)
    ]
    service.store.audit.note_all("acknowledged", service.author, events, address=service.address)


def withdraw_acknowledgement(service: ScenarioService, rule: str, subject: str) -> None:
    """Withdraw the acknowledgement of a violation.

    Raises:
        DeniedError: the person is not a planner.
        UnknownError: it is not acknowledged.
        SourceError: it cannot be stored.
    """
    check(service.person, "acknowledge")
    _check_known([(rule, subject)], service.store.audit.acknowledgements())
    about = {"rule": rule, "subject": subject}
    service.store.audit.note(
        "acknowledgement-withdrawn", service.author, about, address=service.address
    )


def _check_known(chosen: Collection[Identity], known: Collection[Identity]) -> None:
    unknown = [key for key in chosen if key not in known]
    if unknown:
        raise UnknownError(
            Message("rule-acknowledge-unknown", rule=shown(rule), subject=shown(subject))
            for rule, subject in unknown
        )

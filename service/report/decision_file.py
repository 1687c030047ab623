"""The decision file: one HTML page with the report on a scenario and all that makes it again.

The page is a function of the document that it holds (`decision_document`), so it is written again
and compared byte by byte: a change to the page only is located (`page_differences`).
Anyone who changes the document as well gets another page that agrees with itself; that is shown by
the plan (its hashes), by the store (its record, its audit log), and by the digest kept elsewhere.

The digest is the SHA-256 of the whole file, in which the digest itself counts as zeros. It shows an
accident or a careless change. Anyone who forges a file also renews its digest.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import NamedTuple, Self, TypeAlias

from pydantic import ValidationError

from layers import Plan
from layers.errors import SourceError
from layers.messages import Message
from layers.runtime.files import os_reason
from service.report.content import decision_report
from service.report.decision_document import (
    Again,
    Decision,
    hashes_of,
    held_plan,
    measured_again,
    measured_on,
    without_addresses,
)
from service.report.html import to_html
from service.report.measured import Measured
from service.report.writer import Edition

_MOST_BYTES = 64_000_000
_DIGEST = re.compile(rb'(?<=<code id="sha256">)[^<]{0,64}(?=</code>)')
_BLANK = b"0" * 64
_START, _END = b'<script type="application/json" id="decision">', b"</script>"


class DecisionFile(NamedTuple):
    """A decision file as read: the digest of its content, and the digest that it states.

    `stated` is None if it states none.
    """

    sha256: str
    stated: str | None
    content: bytes

    @classmethod
    def of(cls, content: bytes) -> Self:
        """Return the decision file of some content."""
        stated = _DIGEST.findall(content)
        own = stated[0].decode(errors="replace") if len(stated) == 1 else None
        return cls(_sha256(_DIGEST.sub(_BLANK, content)), own, content)

    @property
    def blank(self) -> bytes:
        """Return its content with zeros in place of the digest."""
        return _DIGEST.sub(_BLANK, self.content)

    @property
    def is_unchanged(self) -> bool:
        """Return whether the file is as it was written."""
        return self.sha256 == self.stated

    def document(self) -> Decision:
        """Return its document.

        Raises:
            SourceError: it cannot be read.
        """
        text = self.content.partition(_START)[2].partition(_END)[0]
        try:
            return Decision.model_validate_json(text)
        except ValidationError as error:
            raise SourceError(Message("file-decision-unreadable")) from error


MakesFiles: TypeAlias = Callable[[bytes, Plan, Measured, Edition], Mapping[str, bytes]]
"""What makes the files that belong to a decision, from its page, its plan and its scenario."""


class MadeAgain(NamedTuple):
    """The parts of a decision file, produced again from its content.

    `layers` are the hashes of the plan that it holds, none of a part; `page` is the content of the
    file, None where it holds too little for that. `files` are those that were also asked for.
    """

    again: Again
    layers: dict[str, str]
    page: bytes | None
    files: Mapping[str, bytes] | None = None


def to_decision(plan: Plan, one: Measured, edition: Edition) -> bytes:
    """Return the decision file on a measured scenario, without mail addresses."""
    document, one = decided(one, edition)
    return decision_page(document, plan, one)


def decided(one: Measured, edition: Edition) -> tuple[Decision, Measured]:
    """Return the document of a decision, and the scenario without mail addresses in its record."""
    if one.record is not None:
        one = replace(one, record=without_addresses(one.record))
    return Decision.of(one, edition), one


def decision_page(document: Decision, plan: Plan, one: Measured) -> bytes:
    """Return the file of a document; `one` is its scenario, measured on the whole plan.

    Raises:
        SourceError: the document is of a version that does not hold the edition of its page.
    """
    edition = document.shown_edition
    label = plan.terms.speaker(edition.language).text(Message("report-digest"))
    data = document.model_dump_json(exclude_unset=True).replace("<", "\\u003c")
    tail = (
        f'<p>{escape(label)} <code id="sha256">{_BLANK.decode()}</code></p>\n'
        f"{_START.decode()}{data}{_END.decode()}\n"
    )
    is_held = document.whole is not None
    shown = decision_report(plan, one, edition, is_plan_held=is_held)
    content = to_html(shown, tail).encode()
    return _DIGEST.sub(_sha256(content).encode(), content)


def made_again(document: Decision, beside: MakesFiles | None = None) -> MadeAgain:
    """Measure and write a decision again from its own data; call it in a process with limits.

    `beside` makes the files that belong to it.

    Raises:
        SourceError: something cannot be unpacked, is too large, or is not a plan.
        ScenarioError: the scenario is not valid, or not one of the plan.
    """
    plan = held_plan(document)
    if plan is None:
        return MadeAgain(measured_again(document), {}, None)
    one = measured_on(document, plan)
    page = decision_page(document, plan, one)
    files = None if beside is None else beside(page, plan, one, document.shown_edition)
    return MadeAgain(Again.of(one, {}), hashes_of(plan), page, files)


def read_decision(path: Path) -> DecisionFile:
    """Read a decision file, whether it was changed or not.

    Raises:
        SourceError: it cannot be read, is too large, cut short, or not a decision file.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        unreadable = Message("file-unreadable", why=os_reason(error))
        raise SourceError(unreadable.in_file(path)) from error
    return checked_decision(content, path)


def checked_decision(content: bytes, path: Path) -> DecisionFile:
    """Return the decision file of a content, whether it was changed or not.

    Raises:
        SourceError: it is too large, cut short, or not a decision file; `path` is where it is from.
    """
    if len(content) > _MOST_BYTES:
        raise SourceError(Message("file-decision-large", limit_bytes=_MOST_BYTES).in_file(path))
    if not _DIGEST.search(content) and _START not in content:
        raise SourceError(Message("file-decision-none").in_file(path))
    if not content.rstrip().endswith(b"</html>"):
        raise SourceError(Message("file-decision-cut-short").in_file(path))
    return DecisionFile.of(content)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

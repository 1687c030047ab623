"""The decision file: one HTML page with the report on a scenario and what measures it again.

Its digest is the SHA-256 of the whole file, in which the digest itself counts as zeros. It shows an
accident or a careless change. Anyone who forges a file also renews its digest: that is shown by a
digest kept elsewhere, as in the minutes of the meeting.
"""

import hashlib
import re
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from layers import Plan
from layers.errors import SourceError
from layers.messages import Message
from layers.runtime.files import os_reason
from service.report.content import decision_report
from service.report.decision_document import Decision, without_addresses
from service.report.html import to_html
from service.report.measured import Measured
from service.report.writer import Edition

_MOST_BYTES = 64_000_000
_MOST_MAPS = 12  # about 0.1 MB each
_DIGEST = re.compile(rb'(?<=<code id="sha256">)[^<]{0,64}(?=</code>)')
_BLANK = b"0" * 64
_START, _END = b'<script type="application/json" id="decision">', b"</script>"


class DecisionFile(NamedTuple):
    """A decision file as read: the digest of its content, and what it says that should be.

    `stated` is None where it says none.
    """

    sha256: str
    stated: str | None
    content: bytes

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


def to_decision(plan: Plan, one: Measured, edition: Edition) -> bytes:
    """Return the decision file on a measured scenario; mail addresses are left out of it."""
    if one.record is not None:
        one = replace(one, record=without_addresses(one.record))
    document = Decision.of(one).model_dump_json(exclude_unset=True).replace("<", "\\u003c")
    label = plan.terms.speaker(edition.language).text(Message("report-digest"))
    tail = (
        f'<p>{escape(label)} <code id="sha256">{_BLANK.decode()}</code></p>\n'
        f"{_START.decode()}{document}{_END.decode()}\n"
    )
    shown = decision_report(plan, one, replace(edition, most_maps=_MOST_MAPS))
    content = to_html(shown, tail).encode()
    return _DIGEST.sub(_sha256(content).encode(), content)


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
    if len(content) > _MOST_BYTES:
        raise SourceError(Message("file-decision-large", limit_bytes=_MOST_BYTES).in_file(path))
    stated = _DIGEST.findall(content)
    if not stated and _START not in content:
        raise SourceError(Message("file-decision-none").in_file(path))
    if not content.rstrip().endswith(b"</html>"):
        raise SourceError(Message("file-decision-cut-short").in_file(path))
    own = stated[0].decode(errors="replace") if len(stated) == 1 else None
    return DecisionFile(_sha256(_DIGEST.sub(_BLANK, content)), own, content)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

"""Compression of answers that are the same for everyone: on the first request, then cached.

Compressing well takes longer than everything else about such an answer. The thread that answers
does it once, so that no other request waits. Answers that are sent only once are left to the
service's middleware, which compresses quickly.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from fastapi import Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import Request

    from service.api.plan_session import PlanSession

SMALLEST_BYTES = 1_000
QUICKLY = 4
"""The compression level of answers that are sent only once."""


def digest_of(content: bytes) -> str:
    """Return the hash of a content, as used in its ETag."""
    return hashlib.blake2b(content, digest_size=12).hexdigest()


def compressed_response(
    request: Request, content: bytes, media_type: str, headers: Mapping[str, str]
) -> Response:
    """Return a response, compressed if that saves bytes and the browser accepts it."""
    known = dict(headers)
    if len(content) >= SMALLEST_BYTES and "gzip" in request.headers.get("accept-encoding", ""):
        session: PlanSession = request.app.state.session
        content = session.compressed(digest_of(content), content)
        known |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(content, media_type=media_type, headers=known)

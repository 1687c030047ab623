"""Compression of answers that are the same for everyone: when first asked for, then kept.

Compressing well takes longer than all else about such an answer. It is done once, by the thread
that answers, so that no other question waits; what is answered once only is left to the service's
middleware, which compresses quickly.
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
"""The level of compression of what is answered once."""


def digest_of(content: bytes) -> str:
    """Return a content's hash, as its ETag has it."""
    return hashlib.blake2b(content, digest_size=12).hexdigest()


def compressed_response(
    request: Request, content: bytes, media_type: str, headers: Mapping[str, str]
) -> Response:
    """Return a content compressed, if it is worth it and the browser takes that."""
    known = dict(headers)
    if len(content) >= SMALLEST_BYTES and "gzip" in request.headers.get("accept-encoding", ""):
        session: PlanSession = request.app.state.session
        content = session.compressed(digest_of(content), content)
        known |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(content, media_type=media_type, headers=known)

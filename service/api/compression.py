"""Answers that are the same for everyone: compressed when they are first asked for, then kept.

Compressing well takes longer than all else about such an answer. It is done once, by the thread
that answers, so that no other question waits; what is answered once only is left to the service's
middleware, which compresses quickly.
"""

from __future__ import annotations

import gzip
import hashlib
from typing import TYPE_CHECKING

from fastapi import Response

from service.api.coverage_cache import Kept

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import Request

SMALLEST_BYTES = 1_000
QUICKLY = 4
"""The level of compression of what is answered once."""
_WELL = 9
_kept: Kept[str, bytes] = Kept(256)


def digest_of(content: bytes) -> str:
    """Return what stands for a content, as an ETag does."""
    return hashlib.blake2b(content, digest_size=12).hexdigest()


def compressed(content: bytes) -> bytes:
    """Return a content compressed by gzip as well as it goes, once."""
    return _kept.get(digest_of(content), lambda: gzip.compress(content, _WELL, mtime=0))


def packed(
    request: Request, content: bytes, media_type: str, headers: Mapping[str, str]
) -> Response:
    """Return a content compressed, if it is worth it and the browser takes that."""
    known = dict(headers)
    if len(content) >= SMALLEST_BYTES and "gzip" in request.headers.get("accept-encoding", ""):
        content = compressed(content)
        known |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(content, media_type=media_type, headers=known)

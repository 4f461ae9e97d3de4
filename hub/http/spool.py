"""Answers too large for memory: written to a nameless file first, then sent from it in pieces.

So the entity tag is that of exactly what is sent, a store that fails is a clean 503, and a slow
client holds a file and no store.
"""

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Final

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

from hub.http.caching import is_known

_IN_MEMORY_BYTES: Final = 1024 * 1024
_PIECE_BYTES: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Spool:
    """A whole body and its entity tag; whoever has it closes the file."""

    file: IO[bytes]
    length_bytes: int
    etag: str


def spool(pieces: Iterable[str]) -> Spool:
    """Write the pieces down, from a worker thread. Raises OSError if there is no room."""
    digest = hashlib.sha256()
    file = SpooledTemporaryFile(_IN_MEMORY_BYTES)  # noqa: SIM115  the answer closes it
    try:
        for piece in pieces:
            encoded = piece.encode()
            digest.update(encoded)
            file.write(encoded)
    except BaseException:
        with suppress(OSError):
            file.close()
        raise
    length_bytes = file.tell()
    file.seek(0)
    return Spool(file, length_bytes, f'"{digest.hexdigest()[:32]}"')


def respond_spooled(
    request: Request, spooled: Spool, media_type: str, headers: dict[str, str]
) -> Response:
    """Answer GET with the body, HEAD with its headers, and 304 if the client has it already."""
    sent = {"ETag": spooled.etag, **headers}
    if is_known(request.headers.get("if-none-match"), spooled.etag):
        spooled.file.close()
        return Response(status_code=304, headers=sent)
    sent["Content-Length"] = str(spooled.length_bytes)
    if request.method == "HEAD":
        spooled.file.close()
        return Response(media_type=media_type, headers=sent)
    return _Spooled(spooled, media_type, sent)


class _Spooled(Response):
    """Sends a file in pieces and closes it."""

    def __init__(self, spooled: Spool, media_type: str, headers: dict[str, str]) -> None:
        super().__init__(media_type=media_type, headers=headers)
        self._file = spooled.file

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send; a client that left is noticed by the server."""
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        try:
            await send(start)
            while piece := await run_in_threadpool(self._file.read, _PIECE_BYTES):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            self._file.close()

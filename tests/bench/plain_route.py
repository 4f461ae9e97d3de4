"""What reads are compared with: a plain FastAPI route on uvicorn that sends the bytes of a file.

    python -m tests.bench.plain_route FILE PORT

It knows its entity tag and its 304, and nothing else of what the hub does around an answer.
"""

import hashlib
import sys
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Request, Response


def route_of(body: bytes) -> FastAPI:
    """Make an application that sends `body` at /."""
    app, etag = FastAPI(), f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache"}

    @app.get("/")
    async def plain(request: Request) -> Response:
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers=headers)
        return Response(body, media_type="application/json", headers=headers)

    return app


if __name__ == "__main__":
    uvicorn.run(
        route_of(Path(sys.argv[1]).read_bytes()),
        port=int(sys.argv[2]),
        access_log=False,
        log_level="error",
    )

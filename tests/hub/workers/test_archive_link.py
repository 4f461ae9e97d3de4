"""What another hub answers, and every way in which it doesn't."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from hub.errors import StoreUnavailable
from hub.workers import archive_link
from hub.workers.archive_link import Answer, ask

Say = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def a_server(say: Say) -> Iterator[str]:
    """Serve one answer on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            say(self)

        def log_message(self, *_: object) -> None:
            """Be silent."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/said"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def whole(to: BaseHTTPRequestHandler) -> None:
    """Say something, or that it is still the same."""
    is_known = to.headers.get("If-None-Match") == '"1"'
    to.send_response(304 if is_known else 200)
    to.send_header("ETag", '"1"')
    to.end_headers()
    if not is_known:
        to.wfile.write(b"said")


def failing(to: BaseHTTPRequestHandler) -> None:
    """Answer that it can't."""
    to.send_error(503)


def broken(to: BaseHTTPRequestHandler) -> None:
    """Answer something that is no HTTP."""
    to.wfile.write(b"\x00\x01")


def cut(to: BaseHTTPRequestHandler) -> None:
    """Promise more than comes."""
    to.send_response(200)
    to.send_header("Content-Length", "1000")
    to.end_headers()
    to.wfile.write(b"sa")


def test_what_is_said_is_read_and_asked_for_again_by_its_tag() -> None:
    """None means: still the same."""
    with a_server(whole) as url:
        answer = ask(url)
        assert answer == Answer(b"said", '"1"')
        assert ask(url, answer.etag) is None


@pytest.mark.parametrize(
    ("say", "expected"),
    [(failing, "answers 503"), (broken, "can't be reached"), (cut, "can't be reached")],
)
def test_half_an_answer_is_none(say: Say, expected: str) -> None:
    """In one sentence that names the address."""
    with a_server(say) as url, pytest.raises(StoreUnavailable, match=expected) as caught:
        ask(url)
    assert "127.0.0.1" in str(caught.value)


def test_nobody_there() -> None:
    """A hub that is down is out of reach, not a fault."""
    with a_server(whole) as url:
        pass
    with pytest.raises(StoreUnavailable, match="can't be reached"):
        ask(url)


@pytest.mark.parametrize("bound", ["_MOST_BYTES", "_WHOLE_S"])
def test_an_answer_without_an_end_is_cut_off(bound: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither its length nor its slowness holds up the replica."""
    monkeypatch.setattr(archive_link, bound, -1)
    with a_server(whole) as url, pytest.raises(StoreUnavailable, match="too long, or comes too"):
        ask(url)


def test_a_token_goes_to_who_was_asked_and_to_nobody_else() -> None:
    """A redirect isn't followed with it; without one nothing is sent that opens anything."""
    seen: list[tuple[str, str | None]] = []

    def redirecting(to: BaseHTTPRequestHandler) -> None:
        seen.append((to.path, to.headers.get("Authorization")))
        is_first = to.path == "/said"
        to.send_response(307 if is_first and seen[0][1] else 200)
        to.send_header("Location", "/elsewhere")
        to.end_headers()
        to.wfile.write(b"said")

    with a_server(redirecting) as url:
        with pytest.raises(StoreUnavailable, match="answers 307"):
            ask(url, "", "open sesame")
        seen.clear()
        assert ask(url) == Answer(b"said", "")
    assert seen == [("/said", None)]

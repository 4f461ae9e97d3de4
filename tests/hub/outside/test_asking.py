"""Asking servers that people name: kind and rude ones, and a resolver that changes its mind."""

import gzip
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from hub.domain.outside_address import OutsideReason, OutsideRefused
from hub.outside.asking import MOST_REDIRECTS, Limits, Outside
from tests.parts.certificates import Pair, self_signed
from tests.parts.mosquitto import HOST
from tests.parts.web_server import Asked, Say, Serve, WebServer, answer, web_server

HERE = ("127.0.0.0/8",)
QUICK = Limits(total_s=0.2, body_bytes=10_000)


def saying(*pieces: bytes) -> Serve:
    """Answer everything in the same way."""

    def serve(_: Asked, say: Say) -> None:
        for piece in pieces:
            say(piece)

    return serve


def on_and_on(head: bytes, piece: bytes) -> Serve:
    """Begin an answer, and never end it."""

    def serve(_: Asked, say: Say) -> None:
        say(head)
        while True:
            say(piece)

    return serve


def dripping(head: bytes, piece: bytes) -> Serve:
    """Say a little again and again, always in time for whoever waits for the next piece."""
    pause = threading.Event()

    def serve(_: Asked, say: Say) -> None:
        say(head)
        while True:
            pause.wait(0.02)
            say(piece)

    return serve


def silent(_: Asked, __: Say) -> None:
    """Answer nothing as long as anybody waits."""
    threading.Event().wait(2 * QUICK.total_s)


@contextmanager
def refused(reason: OutsideReason) -> Iterator[None]:
    """Expect a refusal for this reason."""
    with pytest.raises(OutsideRefused) as found:
        yield
    assert found.value.reason is reason, found.value


def here(**keys: Any) -> Outside:
    """Make one that may ask this machine."""
    return Outside(HERE, **keys)


def test_a_file_is_read_with_what_its_server_says_of_it() -> None:
    """By GET, for the host that was typed, uncompressed, without cookies or names."""
    said = answer(b"BEGIN", ETag='"1"', Content_Type="text/calendar; charset=utf-8")
    with web_server(saying(said)) as server:
        found = here().get(server.url("/a?b=c"), {"If-None-Match": '"0"'}, ("text/calendar",))
    assert (found.status, found.body, found.headers["etag"]) == (200, b"BEGIN", '"1"')
    (asked,) = server.asked
    assert (asked.method, asked.target) == ("GET", "/a?b=c")
    assert asked.headers["host"] == f"{HOST}:{server.port}"
    assert asked.headers["if-none-match"] == '"0"'
    assert asked.headers["accept-encoding"] == "identity"
    assert not {"cookie", "authorization", "referer"} & asked.headers.keys()


def test_what_has_not_changed_comes_without_a_body() -> None:
    """304 is an answer, also without a kind."""
    with web_server(saying(answer(status="304 Not Modified"))) as server:
        assert here().get(server.url(), kinds=("text/calendar",)).status == 304


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "[::1]"])
def test_this_machine_is_not_asked_unless_it_is_listed(host: str) -> None:
    """Nothing arrives there."""
    with web_server(saying(answer())) as server:
        with refused(OutsideReason.NOT_PUBLIC):
            Outside().get(server.url(host=host))
        with refused(OutsideReason.NOT_PUBLIC):
            Outside().post(server.url(host=host), b"")
        with refused(OutsideReason.NOT_PUBLIC):
            Outside().checked(server.url(host=host))
    assert server.asked == []


def test_a_name_that_leads_to_this_machine_is_not_asked() -> None:
    """Such as localtest.me, and one of which another address is public."""
    found = iter((["127.0.0.1"], ["8.8.8.8", "::1"], ["::ffff:127.0.0.1"]))
    outside = Outside(resolve=lambda _: next(found))
    for _ in range(3):
        with refused(OutsideReason.NOT_PUBLIC):
            outside.get("http://localtest.example/")


def test_a_name_that_is_not_known() -> None:
    """Whether the resolver fails or has nothing to say."""

    def failing(_: str) -> Sequence[str]:
        raise socket.gaierror

    for resolve in (failing, lambda _: ()):
        with refused(OutsideReason.UNKNOWN_HOST):
            Outside(resolve=resolve).get("http://gone.example/")


def test_a_name_is_resolved_once_and_what_was_judged_is_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A resolver that says another address from the second time on changes nothing."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    real: Callable[..., Any] = socket.getaddrinfo

    def by_number_alone(host: str, *more: Any, **keys: Any) -> Any:
        assert host == HOST, "a name was resolved past the judgement"
        return real(host, *more, **keys)

    monkeypatch.setattr(socket, "getaddrinfo", by_number_alone)
    with web_server(saying(answer(b"it"))) as server:
        outside = here(resolve=lambda _: next(answers))
        assert outside.get(server.url(host="name.example")).body == b"it"
        with refused(OutsideReason.NOT_PUBLIC):
            outside.get(server.url(host="name.example"))
    assert server.asked[0].headers["host"] == f"name.example:{server.port}"


def test_the_next_address_is_tried_where_one_does_not_answer() -> None:
    """All were judged before."""
    with web_server(saying(answer(b"it"))) as server:
        outside = here(resolve=lambda _: ["127.0.0.99", HOST])
        assert outside.get(server.url(host="name.example")).body == b"it"


def redirecting(location: str, status: str = "302 Found") -> Serve:
    """Send everybody from /from somewhere else."""

    def serve(asked: Asked, say: Say) -> None:
        say(answer(status=status, Location=location) if asked.target == "/from" else answer(b"it"))

    return serve


@pytest.mark.parametrize("status", ["301 a", "302 a", "303 a", "307 a", "308 a"])
def test_a_redirect_is_followed(status: str) -> None:
    """Also to an address without a host, and beside the one that sends on."""
    with web_server(redirecting("to?a", status)) as server:
        assert here().get(server.url("/from")).body == b"it"
    assert [asked.target for asked in server.asked] == ["/from", "/to?a"]


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://10.0.0.1/", OutsideReason.NOT_PUBLIC),
        ("//169.254.169.254/latest/meta-data", OutsideReason.NOT_PUBLIC),
        ("http://other.example/", OutsideReason.NOT_PUBLIC),
        ("file:///etc/passwd", OutsideReason.NOT_HTTP),
        ("http://a:b@example.org/", OutsideReason.HAS_USER),
        ("http://[::1/", OutsideReason.NO_ADDRESS),
        ("/from", OutsideReason.TOO_MANY_REDIRECTS),
        ("", OutsideReason.FAILED),
    ],
)
def test_where_a_redirect_leads_is_judged_again(location: str, reason: OutsideReason) -> None:
    """A name that leads to a network of its own, a file, a circle, nowhere."""
    names = {HOST: [HOST], "other.example": ["192.168.1.1"]}
    with web_server(redirecting(location)) as server:
        outside = here(resolve=lambda host: names.get(host, [host]))
        with refused(reason):
            outside.get(server.url("/from"))
    assert len(server.asked) <= MOST_REDIRECTS + 1


def test_the_same_name_is_judged_again_after_a_redirect() -> None:
    """It may lead elsewhere by then."""
    answers = iter([[HOST], ["10.0.0.1"]])
    with web_server(redirecting("/to")) as server, refused(OutsideReason.NOT_PUBLIC):
        here(resolve=lambda _: next(answers)).get(server.url("/from", "name.example"))
    assert len(server.asked) == 1


def test_something_is_sent_and_a_redirect_of_it_is_not_followed() -> None:
    """What was sent goes to the address that was typed, and nowhere else."""
    with web_server(redirecting("/to", "307 Temporary Redirect")) as server:
        found = here().post(server.url("/"), b'{"a":1}', {"Content-Type": "application/json"})
        assert (found.status, found.body) == (200, b"it")
        with refused(OutsideReason.FAILED):
            here().post(server.url("/from"), b"{}")
    sent, redirected = server.asked
    assert (sent.method, sent.body) == ("POST", b'{"a":1}')
    assert sent.headers["content-type"] == "application/json"
    assert redirected.target == "/from"


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("401 a", OutsideReason.LOCKED),
        ("403 a", OutsideReason.LOCKED),
        ("404 a", OutsideReason.NOT_FOUND),
        ("410 a", OutsideReason.NOT_FOUND),
        ("500 a", OutsideReason.FAILED),
        ("204 a", OutsideReason.FAILED),
        ("101 a", OutsideReason.FAILED),
    ],
)
def test_an_answer_that_is_none(status: str, reason: OutsideReason) -> None:
    """Each says what to do about it."""
    with web_server(saying(answer(status=status))) as server, refused(reason):
        here().get(server.url())


def test_a_web_page_is_no_calendar() -> None:
    """A server that names no kind is believed."""
    with web_server(saying(answer(b"<html>", Content_Type="Text/HTML"))) as server:
        with refused(OutsideReason.OTHER_KIND):
            here().get(server.url(), kinds=("text/calendar",))
        assert here().get(server.url()).body == b"<html>"
    with web_server(saying(answer(b"a"))) as server:
        assert here().get(server.url(), kinds=("text/calendar",)).body == b"a"


BOMB = gzip.compress(b"\0" * 10_000_000)
HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("serve", "reason"),
    [
        (on_and_on(HEAD + b"\r\n", b"a" * 5000), OutsideReason.TOO_LARGE),
        (on_and_on(HEAD + CHUNKED, b"400\r\n" + b"a" * 1024 + b"\r\n"), OutsideReason.TOO_LARGE),
        (saying(answer(b"a" * 10_001)), OutsideReason.TOO_LARGE),
        (saying(answer(BOMB, Content_Encoding="gzip")), OutsideReason.COMPRESSED),
        (saying(answer(BOMB, Content_Encoding="x, br")), OutsideReason.COMPRESSED),
        (on_and_on(HEAD, b"A: " + b"a" * 5000 + b"\r\n"), OutsideReason.FAILED),
        (saying(b"220 mail.example.org ESMTP\r\n"), OutsideReason.FAILED),
        (saying(HEAD + b"Content-Length: 9\r\n\r\nshort"), OutsideReason.FAILED),
        (saying(HEAD + CHUNKED + b"x\r\n"), OutsideReason.FAILED),
        (saying(b""), OutsideReason.FAILED),
    ],
    ids=["body", "chunks", "long", "bomb", "packed", "head", "mail", "cut", "chunk", "no"],
)
def test_a_rude_server_costs_nothing_but_a_refusal(serve: Serve, reason: OutsideReason) -> None:
    """Without an end, too long, compressed, of another protocol, cut off."""
    outside = here(limits=Limits(total_s=20, body_bytes=10_000))
    with web_server(serve) as server, refused(reason):
        outside.get(server.url())


@pytest.mark.parametrize(
    "serve",
    [
        dripping(HEAD + b"\r\n", b"a"),
        dripping(HEAD, b"A: a\r\n"),
        dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        silent,
    ],
    ids=["body", "head", "continue", "silent"],
)
def test_who_drips_is_cut_off_in_time(serve: Serve) -> None:
    """The time is that of the whole, and not of one piece."""
    with web_server(serve) as server, refused(OutsideReason.TOO_SLOW):
        here(limits=QUICK).get(server.url())


def test_a_resolver_that_never_answers_is_not_waited_for() -> None:
    """It knows no deadline of its own."""
    over = threading.Event()
    try:
        with refused(OutsideReason.TOO_SLOW):
            here(limits=QUICK, resolve=lambda _: [str(over.wait())]).get("http://slow.example/")
    finally:
        over.set()


def test_nobody_listens() -> None:
    """It is told as out of reach."""
    with web_server(saying(answer())) as server:
        pass
    with refused(OutsideReason.UNREACHABLE):
        here().get(server.url())


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return self_signed(tmp_path_factory.mktemp("certificates"), "web", "name.example")


def of_name(_: str) -> Sequence[str]:
    """Resolve every name to this machine."""
    return [HOST]


def test_who_answers_must_be_who_was_typed(pair: Pair, tmp_path: Path) -> None:
    """The certificate is looked at for the name, though a number is connected to."""
    with web_server(saying(answer(b"it")), pair) as server:
        trusting = here(ca_file=pair.cert, resolve=of_name)
        assert trusting.get(server.url(host="name.example")).body == b"it"
        with refused(OutsideReason.NOT_TRUSTED):
            trusting.get(server.url(host="other.example"))
        with refused(OutsideReason.NOT_TRUSTED):
            here(resolve=of_name).get(server.url(host="name.example"))
        with refused(OutsideReason.NOT_TRUSTED):
            gone = here(ca_file=tmp_path / "gone.crt", resolve=of_name)
            gone.get(server.url(host="name.example"))


def test_a_redirect_never_leaves_the_encryption(pair: Pair) -> None:
    """What was asked for with TLS isn't read without."""
    leading = redirecting("http://name.example/")
    with web_server(leading, pair) as server, refused(OutsideReason.LEAVES_TLS):
        here(ca_file=pair.cert, resolve=of_name).get(server.url("/from", "name.example"))


def test_an_address_can_be_judged_without_asking(server: WebServer) -> None:
    """For who connects by other means."""
    address, numbers = here(resolve=of_name).checked(server.url("/a", "name.example"))
    assert (address.host, address.port, address.target) == ("name.example", server.port, "/a")
    assert numbers == [HOST]
    assert server.asked == []


@pytest.fixture
def server() -> Iterator[WebServer]:
    with web_server(saying(answer())) as running:
        yield running


def test_no_proxy_of_the_environment_is_used(
    server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would resolve the name itself."""
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    assert here().get(server.url()).status == 200

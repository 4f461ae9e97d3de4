"""Both ways of answering a read say the same, byte by byte; one of them is faster."""

import asyncio
import gc
import re
import socket
import sys
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from fastapi import FastAPI

from hub.app import create_app, fast_reads_of
from hub.http import server
from hub.http.caching import etag_of
from hub.http.fast_reads import FastReads, HeaderLines, Representation
from hub.http.throttle import AddressThrottle, Rate
from hub.metrics import HubMetrics
from hub.pages import site
from tests.hub.pages.region import SPACES, Region, ScriptedClock
from tests.hub.pages.serving import ServedRegion

DATES: HeaderLines = [(b"date", b"Mon, 02 Mar 2026 09:41:30 GMT")]
PUBLIC = "/api/v1/spaces"
TARGETS = (
    "/api/v1/spaces",
    "/api/v1/spaces/bahnhof-wiesenburg/availability",
    "/api/v1/spaces/drahtfabrik/availability",
    "/api/v1/spaces/muehle/availability",
    "/",
    "/?lang=de",
    "/?lang=en",
    "/?open=1",
    "/?lang=de&open=1&near=",
    "/?near=atlantis&x=y",
    "/spaces/bahnhof-wiesenburg",
    "/spaces/drahtfabrik",
    "/spaces/muehle?lang=en",
)
ASKED: tuple[tuple[str, ...], ...] = (
    (),
    ("If-None-Match: THE-TAG",),
    ("If-None-Match: *",),
    ('If-None-Match: "another", W/THE-TAG',),
    ('If-None-Match: "another"',),
    ("Accept-Language: en-GB,en;q=0.9,de;q=0.8",),
    ("Accept-Language: de;q=0, x\xff", "Accept: text/html", "Cookie: a=b"),
    ("Accept-Encoding: gzip", "Origin: https://other.example", "Range: bytes=0-3"),
    ("Authorization: Bearer none", "Cache-Control: no-cache"),
)
CLOSE = "Connection: close"
SLOWLY = "Expect: nothing"
"""A line that changes no answer, and that only the framework takes."""


@pytest.fixture(scope="module")
def served() -> Iterator[ServedRegion]:
    """Serve the made-up region; its clock stands still."""
    running = ServedRegion(Region())
    yield running
    running.stop()


def asked_for(target: str, *lines: str) -> bytes:
    """Write a plain GET."""
    return "\r\n".join((f"GET {target} HTTP/1.1", "Host: hub", *lines, "", "")).encode("latin-1")


def answers(port: int, *requests: bytes) -> list[bytes]:
    """Ask on one connection, one after the other; return whole answers without their dates."""
    said = []
    with socket.create_connection(("127.0.0.1", port), 60) as client:
        for request in requests:
            client.sendall(request)
            said.append(re.sub(rb"\r\ndate: [^\r]+", b"", one_answer(client)))
    return said


def one_answer(client: socket.socket) -> bytes:
    """Read an answer up to its length."""
    head = b""
    while b"\r\n\r\n" not in head:
        head += more_of(client, 1)
    found = re.search(rb"\r\ncontent-length: (\d+)", head)
    body = b""
    while found and len(body) < int(found[1]):
        body += more_of(client, int(found[1]) - len(body))
    return head + body


def more_of(client: socket.socket, most: int) -> bytes:
    """Read on; the end of the connection is an error."""
    piece = client.recv(most)
    assert piece, "the connection ended"
    return piece


@pytest.mark.parametrize("target", TARGETS)
def test_both_ways_say_the_same(served: ServedRegion, target: str) -> None:
    """Status, header lines in their order, and body, whatever else is asked with it."""
    (whole,) = answers(served.port, asked_for(target))
    tag = re.search(rb"etag: (\S+)", whole)
    assert tag is not None
    variants = [[line.replace("THE-TAG", tag[1].decode()) for line in lines] for lines in ASKED]
    fast = answers(served.port, *(asked_for(target, *lines) for lines in variants))
    slow = answers(served.port, *(asked_for(target, *lines, SLOWLY) for lines in variants))
    assert fast == slow
    assert [answer.split()[1] for answer in fast[:5]] == [b"200", b"304", b"304", b"304", b"200"]


def test_the_fast_way_is_taken(served: ServedRegion, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked plainly is answered at once, and the line that makes it slow does."""
    taken: list[bytes] = []
    answer = FastReads.answer

    def noted(
        self: FastReads, target: bytes, headers: HeaderLines, host: str, dates: HeaderLines
    ) -> bytes | None:
        found = answer(self, target, headers, host, dates)
        if found is not None:
            taken.append(target)
        return found

    monkeypatch.setattr(FastReads, "answer", noted)
    requests = [asked_for(target) for target in TARGETS]
    answers(served.port, *requests, *(asked_for(target, SLOWLY) for target in TARGETS))
    assert taken == [target.encode() for target in TARGETS]


@pytest.mark.parametrize(
    "request_",
    [
        b"HEAD /api/v1/spaces HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n",
        asked_for(PUBLIC, CLOSE),
        b"GET /api/v1/spaces HTTP/1.0\r\nHost: hub\r\n\r\n",
        asked_for(PUBLIC, "Content-Length: 3", CLOSE) + b"abc",
        asked_for(PUBLIC, "Transfer-Encoding: chunked", CLOSE) + b"0\r\n\r\n",
        asked_for(f"http://hub{PUBLIC}", CLOSE),
        asked_for("/?utm_source=x", CLOSE),
    ],
    ids=["HEAD", "close", "1.0", "length", "chunked", "absolute", "query"],
)
def test_what_is_not_asked_plainly_is_answered_all_the_same(
    served: ServedRegion, request_: bytes
) -> None:
    """By the framework, and the connection ends where it was asked to."""
    with socket.create_connection(("127.0.0.1", served.port), 60) as client:
        client.sendall(request_)
        answer = b""
        while piece := client.recv(65536):
            answer += piece
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.count(b"HTTP/1.1 200 ") == 1


def test_answers_come_in_order_whichever_way(served: ServedRegion) -> None:
    """Asked together, fast and slow ones by turns, and more than are answered in one turn."""
    mixed = [asked_for(PUBLIC), asked_for("/nothing"), asked_for("/?lang=en")]
    many = [asked_for(f"{PUBLIC}/muehle/availability")] * 24
    with socket.create_connection(("127.0.0.1", served.port), 60) as client:
        client.sendall(b"".join([*many, *mixed]))
        statuses = [one_answer(client).split()[1] for _ in (*many, *mixed)]
    assert statuses == [*[b"200"] * 25, b"404", b"200"]


def test_a_request_in_pieces_is_answered(served: ServedRegion) -> None:
    """One read and half of the next come together; the rest comes later."""
    first, second = asked_for(PUBLIC), asked_for("/?lang=en")
    with socket.create_connection(("127.0.0.1", served.port), 60) as client:
        client.sendall(first + second[:9])
        assert one_answer(client).startswith(b"HTTP/1.1 200 ")
        client.sendall(second[9:])
        assert b"</html>" in one_answer(client)


def test_the_age_is_that_of_each_read_and_a_change_is_seen_at_once() -> None:
    """The tag stands while only the age grows, and falls with the next state."""
    region = Region()
    reads = fast_reads_of(app_of(region))
    path = b"/api/v1/spaces/gutshof/availability"
    said = []
    for seconds in (0, 0.3, 61.25):
        region.clock.pass_s(seconds)
        said.append(at_once(reads, path))
    assert found(rb'"age_s":([\d.]+)', said) == [b"42.0", b"42.3", b"103.5"]
    tags = found(rb"etag: (\S+)", said)
    assert len(set(tags)) == 1
    region.say("gutshof", "oooooo")
    for target in (path, b"/api/v1/spaces"):
        changed = at_once(reads, target, (b"if-none-match", tags[0]))
        assert changed.startswith(b"HTTP/1.1 200 ")
        assert b'"occupied":6' in changed


def test_a_page_is_as_old_as_it_says() -> None:
    """For five seconds it is the same bytes; then, or when what it shows changes, it is new."""
    region = Region()
    reads = fast_reads_of(app_of(region))
    first = at_once(reads, b"/spaces/gutshof")
    region.clock.pass_s(2.9)
    assert at_once(reads, b"/spaces/gutshof") == first
    region.clock.pass_s(0.2)
    later = at_once(reads, b"/spaces/gutshof")
    assert found(rb'data-now="([^"]+)"', [first, later]) == [
        b"2026-03-02T09:42:15.000000Z", b"2026-03-02T09:42:20.000000Z",
    ]  # fmt: skip
    region.say("gutshof", "oooooo")
    assert b'data-tone="full"' in at_once(reads, b"/spaces/gutshof").partition(b"nearby")[0]
    before = at_once(reads, b"/spaces/drahtfabrik")
    region.typical_days.pop("drahtfabrik")
    assert b'class="bars"' in before
    assert b'class="bars"' not in at_once(reads, b"/spaces/drahtfabrik")


def test_few_pages_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that were asked for last; an old one is written anew, and says the same."""
    monkeypatch.setattr(site, "_MOST_KEPT", 2)
    reads = fast_reads_of(app_of(Region()))
    targets = [b"/", b"/spaces/gutshof", b"/?lang=en", b"/"]
    answers_ = [at_once(reads, target) for target in targets]
    assert answers_[0] == answers_[3]
    assert len({*answers_}) == 3


@pytest.mark.parametrize("target", [b"/", b"/?open=1", b"/api/v1/spaces", b"/spaces/hofladen"])
def test_how_much_is_done_tells_nothing_of_a_protected_space(target: bytes) -> None:
    """Whether a message came, and what it said, is in no answer and in none of its steps."""
    protected = [each for each in SPACES if each[0]["small_count"]]
    counts = []
    for states in (None, "ffff", "offf", "ooff"):
        region = Region(*protected)
        reads = fast_reads_of(app_of(region))
        at_once(reads, target)
        region.clock.pass_s(0.5)
        if states is not None:
            region.say("hofladen", states)
        counts.append([calls_of(partial(at_once, reads, target)) for _ in range(2)])
    assert counts == [counts[0]] * 4


@pytest.mark.parametrize("target", [b"/", b"/?open=1", b"/api/v1/spaces", b"/spaces/hofladen"])
def test_at_the_full_minute_as_much_is_done_whoever_sits(target: bytes) -> None:
    """Zero, one and two persons cost the same steps when the snapshot is published."""
    protected = [each for each in SPACES if each[0]["small_count"]]
    counts = []
    for states in ("ffff", "offf", "ooff"):
        region = Region(*protected)
        reads = fast_reads_of(app_of(region))
        at_once(reads, target)
        region.say("hofladen", states)
        region.pass_minute()
        counts.append([calls_of(partial(at_once, reads, target)) for _ in range(2)])
    assert counts == [counts[0]] * 3


@pytest.mark.parametrize("base", ["", "/platzfrei"])
def test_below_a_path_the_same_is_read(base: str) -> None:
    """A proxy may leave the path or take it away; what is beside it isn't known."""
    region = Region(http={"public_url": "https://example.org/platzfrei"})
    reads = fast_reads_of(app_of(region))
    assert b'rel="canonical"' in at_once(reads, f"{base}/spaces/gutshof?lang=en".encode())
    assert b'"spaces":[' in at_once(reads, f"{base}/api/v1/spaces".encode())
    assert b"access-control-allow-origin" in at_once(reads, f"{base}/api/v1/spaces".encode())
    for beside in (b"/platzfrei", b"/platzfreiheit/", b"//platzfrei/", b"/platzfrei/platzfrei/"):
        assert reads.answer(beside, [(b"host", b"hub")], "127.0.0.1", DATES) is None


def test_both_ways_are_throttled_together() -> None:
    """What was answered at once counts, and who asks too often is refused by the framework."""
    clock, throttle = ScriptedClock(), AddressThrottle(ScriptedClock(), Rate(2, 1.0))
    reads = FastReads(HubMetrics(), clock, throttle, lambda _: True)
    reads.add("/x", lambda _: Representation(lambda: b"x", etag_of(b"x"), "text/plain"))
    ask = [reads.answer(b"/x", [], "192.0.2.1", DATES) is not None for _ in range(3)]
    assert ask == [True, True, False]
    assert throttle.waiting_s("192.0.2.1") > 0
    assert reads.answer(b"/x", [], "192.0.2.2", DATES) is not None


def test_what_fails_is_left_to_the_framework(caplog: pytest.LogCaptureFixture) -> None:
    """Its answer is the usual 500; the log says why."""

    def fails(_: str) -> Representation:
        raise RuntimeError("broken")

    clock = ScriptedClock()
    reads = FastReads(HubMetrics(), clock, AddressThrottle(clock), lambda _: True)
    reads.add("/x", fails)
    assert reads.answer(b"/x", [], "127.0.0.1", DATES) is None
    assert "broken" in caplog.text


def test_each_answer_is_counted() -> None:
    """As the framework's are."""
    region = Region()
    reads = fast_reads_of(app_of(region))
    for _ in range(3):
        at_once(reads, b"/api/v1/spaces")
    count = "platzfrei_http_answer_seconds_count"
    assert region.metrics.registry.get_sample_value(count) == 3


def test_a_trusted_proxy_names_who_asks() -> None:
    """As for the framework: the last address that isn't a proxy of ours; strangers name nobody."""
    client_of = server.client_of(["10.0.0.0/8"])
    assert client_of is not None
    forwarded = [(b"host", b"hub"), (b"x-forwarded-for", b"198.51.100.7, 192.0.2.1, 10.0.0.2")]
    assert client_of(("10.0.0.1", 1), forwarded) == "192.0.2.1"
    assert client_of(("203.0.113.9", 1), forwarded) == "203.0.113.9"
    assert client_of(("10.0.0.1", 1), []) == "10.0.0.1"
    assert client_of(None, forwarded) == ""
    assert server.client_of([]) is None


def app_of(region: Region) -> FastAPI:
    """Build the application over a region."""
    return create_app(
        region.config, region.live, region.metrics, region.clock,
        checks={}, shutdown=asyncio.Event(), typical_day_of=region.typical_day_of,
    )  # fmt: skip


def at_once(reads: FastReads, target: bytes, *lines: tuple[bytes, bytes]) -> bytes:
    """Ask on this machine; the answer must be at hand."""
    answer = reads.answer(target, [(b"host", b"hub"), *lines], "127.0.0.1", DATES)
    assert answer is not None
    return answer


def found(pattern: bytes, answers_: list[bytes]) -> list[bytes]:
    """Find the first of something in each answer."""
    matches = (re.search(pattern, answer) for answer in answers_)
    return [match[1] for match in matches if match]


def calls_of(work: Callable[[], object]) -> int:
    """Count the calls of Python's and C's functions: what a step costs, without the machine.

    The collector of garbage has its own time, and whom it calls then is nobody's step.
    """
    count = 0

    def note(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    gc.collect()
    gc.disable()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
        gc.enable()
    return count

"""What the server bears, tried on its socket from outside: any other must bear the same."""

import json
import re
import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.hub.conftest import TOKEN
from tests.hub.http.attacked_server import AttackedServer, attacked_server
from tests.hub.http.attacks import ATTACKER, ATTACKS, Attack, answer_to, connect, rest_of

VISITOR = "127.0.0.1"
LAST_PAGE = b"GET /spaces/drahtfabrik HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n"
BEARABLE_BYTES = 250 * 1024 * 1024


@pytest.fixture(scope="module")
def hash_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the hash of TOKEN."""
    file = tmp_path_factory.mktemp("secret") / "token.sha256"
    file.write_text("87cbebfeebc05f7c54ac9336c4b4bbec831227a641951a4bde7edd56020f8590\n")
    return file


@pytest.fixture(scope="module")
def server(hash_file: Path) -> Iterator[AttackedServer]:
    """Run a server with the limits of the product."""
    with attacked_server(hash_file) as running:
        yield running


def waits_s(server: AttackedServer, count: int, source: str = VISITOR) -> list[float]:
    """Ask for a page again and again as a visitor does; return how long each answer took."""
    waited = []
    for _ in range(count):
        began = time.monotonic()
        answer = answer_to(server.port, LAST_PAGE, source)
        waited.append(time.monotonic() - began)
        assert answer.startswith(b"HTTP/1.1 200 "), answer[:200]
        assert answer.endswith(b"</html>")
    return waited


def asks(*lines: bytes) -> bytes:
    """Write a request with more header lines."""
    return b"\r\n".join(
        [b"GET /health/live HTTP/1.1", b"Host: hub", b"Connection: close", *lines, b"", b""]
    )


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_visitors_are_answered_throughout(server: AttackedServer, attack: Attack) -> None:
    """Whatever strangers do, a visitor of another address gets the page, and memory is bounded."""
    with attack(server.port):
        waits_s(server, 5)
    assert server.memory_bytes < BEARABLE_BYTES


@pytest.mark.faults
@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_visitors_are_answered_within_a_second(server: AttackedServer, attack: Attack) -> None:
    """The same for longer, with the second itself."""
    with attack(server.port):
        waited = waits_s(server, 200)
    print(f"median {sorted(waited)[100] * 1000:.0f} ms, worst {max(waited) * 1000:.0f} ms")
    assert max(waited) < 1


def test_one_address_has_its_share_of_connections(hash_file: Path) -> None:
    """Beyond its share an address loses the connection that waited longest; others keep theirs."""
    with attacked_server(hash_file, per_address=3) as server:
        visitor = connect(server.port, VISITOR)
        held = [connect(server.port) for _ in range(5)]
        assert [rest_of(client) for client in held[:2]] == [b"", b""]
        for client in (visitor, *held[2:]):
            client.sendall(LAST_PAGE)
            assert rest_of(client).startswith(b"HTTP/1.1 200 ")
        for client in (visitor, *held):
            client.close()


def test_many_addresses_cannot_take_all_connections(hash_file: Path) -> None:
    """Where all are taken the one that waited longest makes way for a visitor."""
    with attacked_server(hash_file, in_all=20) as server:
        held = [connect(server.port, f"127.66.0.{number}") for number in range(1, 41)]
        waits_s(server, 3)
        assert [rest_of(client) for client in held[:20]] == [b""] * 20
        for client in held:
            client.close()


@pytest.mark.parametrize(
    "head",
    [
        asks(*[b"X-%d: y" % number for number in range(101)]),
        asks(b"X: " + b"y" * 17_000),
        b"GET /" + b"y" * 9_000 + b" HTTP/1.1\r\nHost: hub\r\n\r\n",
        asks(*[b"X-%d: " % number + b"y" * 400 for number in range(60)]),
        b"GET / HTTP/1.1\r\nHost: hub\r\nX: " + b"y" * 40_000,
        b"GET / HTTP/1.1\r\n" + b"y" * 40_000,
        b"GET /" + b"y" * 40_000,
    ],
    ids=["headers", "header", "target", "in all", "endless value", "endless name", "endless path"],
)
def test_heads_are_bounded(server: AttackedServer, head: bytes) -> None:
    """Too many header lines, too long ones, and those that never end: 400 or the end, at once."""
    answer = answer_to(server.port, head)
    if answer:  # the kernel may have dropped it together with what we still sent
        assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
        assert json.loads(answer.partition(b"\r\n\r\n")[2])["status"] == 400
        assert b"yyy" not in answer


def test_an_ordinary_head_fits(server: AttackedServer) -> None:
    """What browsers and proxies send is far below the bounds."""
    cookies = b"Cookie: " + b"y" * 4096
    answer = answer_to(server.port, asks(cookies, *[b"X-%d: y" % each for each in range(60)]))
    assert answer.endswith(b'{"alive":true}')


@pytest.mark.parametrize(
    "rest",
    [
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/2.0\r\nHost: a\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: a\r\n\r\n",
        b"GET /\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"CONNECT hub:443 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: y\x00z\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n folded\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
def test_what_is_not_plain_http_is_refused(server: AttackedServer, rest: bytes) -> None:
    """Two hosts, none, another version, or lines of two meanings: 400, and the connection ends."""
    answer = answer_to(server.port, rest)
    assert answer.startswith(b"HTTP/1.1 400 ") or b"HTTP/1.1" not in answer
    assert answer.count(b"HTTP/1.1") <= 1


def test_what_was_asked_in_time_is_answered_before_the_refusal(server: AttackedServer) -> None:
    """Garbage behind a good request costs the connection and not the good answer."""
    answer = answer_to(server.port, b"GET /health/live HTTP/1.1\r\nHost: hub\r\n\r\n\x00\x01\r\n")
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b'{"alive":true}')


def test_pipelined_requests_are_answered_in_order_and_bounded(server: AttackedServer) -> None:
    """A few at once get their answers in order; of thousands the first get theirs, then the end."""
    paths = [b"/health/live", b"/api/v1/spaces", b"/nothing"]
    few = b"".join(b"GET %s HTTP/1.1\r\nHost: hub\r\n\r\n" % path for path in paths)
    answer = answer_to(server.port, few + asks())
    assert re.findall(rb"HTTP/1.1 (\d+) ", answer) == [b"200", b"200", b"404", b"200"]
    lots = answer_to(server.port, b"GET /health/live HTTP/1.1\r\nHost: hub\r\n\r\n" * 8000)
    assert 0 < lots.count(b"HTTP/1.1 200 ") < 200


@pytest.mark.parametrize("upgrade", [b"websocket", b"h2c"])
def test_an_upgrade_is_not_taken(server: AttackedServer, upgrade: bytes) -> None:
    """Whoever wants another protocol gets a plain answer and the end of the connection."""
    answer = answer_to(
        server.port,
        b"GET /health/live HTTP/1.1\r\nHost: hub\r\nConnection: Upgrade\r\n"
        b"Upgrade: %s\r\n\r\n\x81\x05hello" % upgrade,
    )
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.count(b"HTTP/1.1") == 1


def test_blank_lines_do_not_keep_a_connection(hash_file: Path) -> None:
    """Line breaks instead of a request, again and again, end at the deadline of a request."""
    with attacked_server(hash_file, request_s=0.4) as server, connect(server.port) as client:
        client.sendall(b"GET /health/live HTTP/1.1\r\nHost: hub\r\n\r\n")
        answered = b""
        while not answered.endswith(b'{"alive":true}'):
            answered += client.recv(65536)
        over = threading.Event()

        def drip() -> None:
            with suppress(OSError):
                while not over.wait(0.05):
                    client.sendall(b"\r\n")

        dripping = threading.Thread(target=drip)
        dripping.start()
        assert rest_of(client) == b""
        over.set()
        dripping.join()


def test_who_takes_nothing_of_an_answer_is_cut_off(hash_file: Path) -> None:
    """Answers that stay where they are don't hold a connection for ever."""
    with attacked_server(hash_file, stall_s=0.3) as server, socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("127.0.0.1", server.port))
        client.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: hub\r\n\r\n" * 16)
        watched = select.poll()
        watched.register(client, select.POLLERR)  # never to read
        assert watched.poll(10_000)


def guess(server: AttackedServer, token: str, source: str) -> bytes:
    """Ask for the counters with a token; return the answer's head."""
    answer = answer_to(server.port, asks(b"Authorization: Bearer " + token.encode()).replace(
        b"/health/live", b"/metrics"), source)  # fmt: skip
    return answer.partition(b"\r\n\r\n")[0]


def test_wrong_tokens_are_throttled_and_the_right_one_never(hash_file: Path) -> None:
    """After some guesses 429 says how long to wait; the right token passes from every address."""
    with attacked_server(hash_file) as server:
        heads = [guess(server, f"guess-{number}", ATTACKER) for number in range(30)]
        statuses = [head.split()[1] for head in heads]
        assert statuses[:5] == [b"401"] * 5
        assert statuses[-5:] == [b"429"] * 5
        assert re.search(rb"(?i)\r\nretry-after: [1-9]\d*", heads[-1])
        assert re.search(rb"(?i)\r\nconnection: close", heads[-1])
        assert guess(server, "guess", "127.0.0.9").split()[1] == b"401"
        assert guess(server, TOKEN, ATTACKER).split()[1] == b"200"
        assert guess(server, TOKEN, "127.0.0.9").split()[1] == b"200"


def test_guesses_of_many_addresses_are_throttled_in_all(hash_file: Path) -> None:
    """A botnet is told to wait, and the office isn't."""
    with attacked_server(hash_file) as server:
        heads = [guess(server, "guess", f"127.66.{n % 25}.{1 + n // 25}") for n in range(150)]
        assert {head.split()[1] for head in heads[-5:]} == {b"429"}
        assert guess(server, TOKEN, VISITOR).split()[1] == b"200"


def test_the_counters_are_no_proxys_business(server: AttackedServer) -> None:
    """What a proxy on this machine forwards without a word of it needs the token all the same."""
    forwarded = b"GET /metrics HTTP/1.0\r\nHost: 127.0.0.1:8000\r\nConnection: close\r\n\r\n"
    assert answer_to(server.port, forwarded, VISITOR).startswith(b"HTTP/1.1 401 ")

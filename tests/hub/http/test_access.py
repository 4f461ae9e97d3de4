"""Who calls, by token or cookie, and what happens where nobody can tell."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi import Request

from hub.domain.roles import Permission, Principal, Role
from hub.errors import BookUnavailable
from hub.http.access import (
    CHANGES,
    Access,
    ChannelNotSafe,
    SecondFactorNeeded,
    SignedIn,
    SignInNeeded,
    TooManyForms,
    require,
    signed_in_at,
)
from hub.http.auth import TokenAuth
from hub.http.channel import Channels
from hub.http.problems import Refused
from hub.http.rules import Rule, Where
from tests.hub.conftest import TOKEN
from tests.hub.scripted import ScriptedClock

OPERATOR = Principal("p-1", frozenset({Role.OPERATOR}), frozenset({"hof"}))
PROGRAM = Principal("t-1", frozenset({Role.INTEGRATOR}), frozenset({"hof"}))


def session_of(cookie: str) -> SignedIn | None:
    """Know one session."""
    return SignedIn(OPERATOR, "Ada", "h", cookie) if cookie == "known" else None


def token_of(sent: str) -> Principal | None:
    """Know one program."""
    return PROGRAM if sent == "program" else None


def unreadable(_: str) -> None:
    """Be a book that can't be read."""
    raise BookUnavailable("gone")


def a_request(query: str = "", host: str = "127.0.0.1", **headers: str) -> Request:
    """Make a request on this machine."""
    lines = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "http", "method": "GET", "scheme": "http",
        "client": (host, 1), "query_string": query.encode(),
        "headers": [(b"host", b"127.0.0.1"), *lines], "path_params": {}, "state": {},
    }  # fmt: skip
    return Request(scope)


def ask(rule: Rule, request: Request) -> None:
    """Ask the judge of a rule."""
    assert rule.judge is not None
    rule.judge(request)


def status_of(rule: Rule, request: Request) -> int:
    """Return with what somebody is refused; 200 if nobody is."""
    try:
        ask(rule, request)
    except Refused as refused:
        return refused.problem.status
    return 200


@pytest.fixture
def access(token_hash_file: Path) -> Access:
    """Recognise one session, one program and the token of hub.toml."""
    return Access(TokenAuth(token_hash_file), Channels(), session_of, token_of)


@pytest.mark.parametrize(
    ("query", "headers", "status"),
    [
        ("space=hof", {"cookie": "platzfrei=known"}, 200),
        ("space=hof&space=muehle", {"cookie": "platzfrei=known"}, 403),
        ("", {"cookie": "platzfrei=known"}, 403),
        ("space=hof", {"cookie": "platzfrei=other"}, 401),
        ("space=hof", {"cookie": "__Host-platzfrei=known"}, 401),
        ("space=hof", {"authorization": "Bearer program"}, 200),
        ("space=muehle", {"authorization": "Bearer program"}, 403),
        ("", {"authorization": f"Bearer {TOKEN}"}, 200),
        ("space=hof", {"authorization": "Bearer x", "cookie": "platzfrei=known"}, 401),
        ("", {}, 401),
    ],
)
def test_a_caller_is_known_by_what_they_send(
    access: Access, query: str, headers: dict[str, str], status: int
) -> None:
    """Who sends a token is that program, whatever cookie is beside it."""
    rule = access.needs(Permission.SEE_SLOTS)
    assert status_of(rule, a_request(query, **headers)) == status


def test_a_session_counts_on_a_safe_channel_alone(access: Access) -> None:
    """Somebody who has read the cookie on the way gets nothing by it."""
    request = a_request("space=hof", host="192.0.2.7", cookie="platzfrei=known")
    assert status_of(access.needs(Permission.SEE_SLOTS), request) == 401
    with pytest.raises(ChannelNotSafe):
        ask(access.needs_person(Permission.OWN_ACCOUNT), request)
    with pytest.raises(ChannelNotSafe):
        ask(access.on_a_safe_channel(), request)


def test_a_page_for_people_opens_by_no_token(access: Access) -> None:
    """Who isn't signed in is to sign in; who is, is known to the endpoint."""
    rule = access.needs_person(Permission.OWN_ACCOUNT)
    for headers in ({}, {"authorization": f"Bearer {TOKEN}"}, {"cookie": "platzfrei=other"}):
        with pytest.raises(SignInNeeded):
            ask(rule, a_request(**headers))
    request = a_request(cookie="platzfrei=known")
    assert signed_in_at(request) is None
    ask(rule, request)
    signed_in = signed_in_at(request)
    assert signed_in is not None
    assert signed_in.name == "Ada"
    with pytest.raises(Refused):
        ask(access.needs_person(Permission.KEEP_PEOPLE), request)


def test_somewhere_is_enough_where_the_endpoint_picks(access: Access) -> None:
    """And what it picks it can ask for."""
    request = a_request(cookie="platzfrei=known")
    assert status_of(access.needs(Permission.SEE_CARE, Where.SOMEWHERE), request) == 200
    assert status_of(access.needs(Permission.SEE_DESKS, Where.SOMEWHERE), request) == 403
    require(OPERATOR, Permission.EDIT_CALENDAR, "hof")
    with pytest.raises(Refused):
        require(OPERATOR, Permission.EDIT_CALENDAR, "muehle")


@pytest.mark.parametrize("headers", [{"cookie": "platzfrei=known"}, {"authorization": "Bearer x"}])
def test_without_the_book_nobody_is_known(token_hash_file: Path, headers: dict[str, str]) -> None:
    """It says so; the token of hub.toml needs no book, and who sends nothing is refused as ever."""
    access = Access(TokenAuth(token_hash_file), Channels(), unreadable, unreadable)
    rule = access.needs(Permission.SEE_SLOTS)
    assert status_of(rule, a_request(**headers)) == 503
    assert status_of(rule, a_request(authorization=f"Bearer {TOKEN}")) == 200
    assert status_of(rule, a_request()) == 401


def test_programs_here_may_be_spared(access: Access) -> None:
    """On this machine alone."""
    rule = access.needs(Permission.SEE_METRICS, is_open_here=True)
    assert status_of(rule, a_request()) == 200
    assert status_of(rule, a_request(host="192.0.2.7")) == 401


def test_a_judge_is_asked_in_a_worker_thread() -> None:
    """It reads the book, so it is no coroutine, and the loop doesn't wait for it."""
    judge: Callable[..., object] | None = Access(TokenAuth(None)).needs(Permission.SEE_CARE).judge
    assert judge is not None
    assert not judge.__code__.co_flags & 0x80


@pytest.mark.parametrize(
    ("roles", "is_strong", "has_second", "lacks"),
    [
        ({Role.ADMIN}, False, False, True),
        ({Role.ADMIN}, False, True, True),
        ({Role.ADMIN}, True, True, False),
        ({Role.OFFICE, Role.ADMIN}, False, False, True),
        ({Role.OPERATOR}, False, False, False),
        ({Role.OPERATOR}, False, True, True),
        ({Role.OPERATOR}, True, True, False),
        (set(), False, False, False),
    ],
)
def test_who_has_to_show_more_is_let_in_nowhere(
    token_hash_file: Path, roles: set[Role], is_strong: bool, has_second: bool, lacks: bool
) -> None:
    """Neither as a person nor as a caller; only what is open half way opens."""
    who = Principal("p-1", frozenset(roles), frozenset({"hof"}))
    signed_in = SignedIn(who, "Ada", "h", "known", is_strong, has_second)
    access = Access(TokenAuth(token_hash_file), Channels(), lambda _: signed_in)
    request = a_request("space=hof", cookie="platzfrei=known")
    rules = (access.needs_person(Permission.OWN_ACCOUNT), access.needs(Permission.SEE_SLOTS))
    assert signed_in.lacks_second is lacks
    for rule in rules if lacks else ():
        with pytest.raises(SecondFactorNeeded):
            ask(rule, request)
        assert signed_in_at(request) is None
    if roles:
        half_way = access.needs_person(Permission.OWN_ACCOUNT, is_open_half_way=True)
        assert status_of(half_way, request) == 200


def test_a_session_of_which_nothing_more_is_known_is_a_weak_one() -> None:
    """Whoever makes one by mistake opens nothing of an admin's."""
    admin = Principal("p-1", frozenset({Role.ADMIN}))
    assert SignedIn(admin, "Ada", "h", "s").lacks_second


def test_only_the_token_of_hub_toml_is_noted_as_sent(token_hash_file: Path) -> None:
    """So that somebody is told as long as it opens everything; a wrong one opens nothing."""
    noted: list[str] = []
    access = Access(
        TokenAuth(token_hash_file),
        token_of=token_of,
        note_shared_token=lambda: noted.append("sent"),
    )
    rule = access.needs(Permission.SEE_CARE, Where.SOMEWHERE)
    for sent in ("program", "wrong"):
        status_of(rule, a_request(authorization=f"Bearer {sent}"))
    assert noted == []
    assert status_of(rule, a_request(authorization=f"Bearer {TOKEN}")) == 200
    assert noted == ["sent"]


def test_nobody_sends_forms_without_end() -> None:
    """One person's forms are counted, not looks, and not what ends a session; then it waits."""
    known = {name: SignedIn(Principal(name), name, "h", name) for name in ("ada", "bob")}
    clock = ScriptedClock(datetime(2026, 3, 2, tzinfo=UTC))
    access = Access(TokenAuth(None), Channels(), known.get, clock=clock)
    rule = access.needs_person(Permission.SEE_PUBLIC)
    ada, bob = (form_of_browser(name) for name in ("ada", "bob"))
    for _ in range(CHANGES.burst):
        ask(rule, ada)
    with pytest.raises(TooManyForms) as refused:
        ask(rule, ada)
    assert refused.value.wait_s == round(1 / CHANGES.per_s)
    ask(rule, bob)
    ask(rule, a_request(cookie="platzfrei=ada"))
    ask(access.needs_person(Permission.SEE_PUBLIC, is_counted=False), ada)
    ask(access.needs_person(Permission.SEE_PUBLIC, is_open_half_way=True), ada)
    clock.pass_by(refused.value.wait_s)
    ask(rule, ada)


def form_of_browser(name: str) -> Request:
    """Return what a browser sends that is signed in."""
    request = a_request(cookie=f"platzfrei={name}")
    request.scope["method"] = "POST"
    return request

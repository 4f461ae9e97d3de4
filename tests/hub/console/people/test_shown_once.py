"""What is secret and told once."""

from hub.console.people.shown_once import MOST, SHOWN_US, NewToken, ShownOnce
from hub.domain.roles import ANYBODY
from hub.http.access import SignedIn

TOKEN = NewToken("secret", "Anzeige", 1)


def session(handle: str) -> SignedIn:
    """Sign somebody in."""
    return SignedIn(ANYBODY, "Eva", handle, "cookie")


def test_it_is_shown_to_the_session_that_made_it_for_a_while() -> None:
    """Not to another one, not for longer, and not before it was made."""
    now = [10**15]
    shown = ShownOnce(lambda: now[0])
    handle = shown.keep(session("a"), TOKEN)
    assert shown.of(session("a"), handle) == shown.of(session("a"), handle) == TOKEN
    assert shown.of(session("b"), handle) is None
    assert shown.of(session("a"), "0" * 16) is None
    now[0] += SHOWN_US - 1
    assert shown.of(session("a"), handle) == TOKEN
    now[0] += 1
    assert shown.of(session("a"), handle) is None


def test_it_remembers_so_many_and_no_more() -> None:
    """The oldest makes way."""
    shown = ShownOnce(lambda: 10**15)
    handles = [shown.keep(session("a"), TOKEN) for _ in range(MOST + 1)]
    assert shown.of(session("a"), handles[0]) is None
    assert shown.of(session("a"), handles[-1]) == TOKEN

"""Which forms are taken: those that come from this site, with the token of their page."""

import pytest
from fastapi import Request

from hub.http.form_guard import FormGuard
from hub.http.problems import Refused

PAGE = "/reports/targets"


def a_request(**headers: str) -> Request:
    """Make a request to hub.example with some headers."""
    named = {"host": "hub.example"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    lines = [(name.encode(), value.encode()) for name, value in named.items()]
    return Request({"type": "http", "method": "POST", "headers": lines})


@pytest.mark.parametrize(
    ("headers", "is_taken"),
    [
        ({}, True),
        ({"origin": "https://hub.example"}, True),
        ({"origin": "https://HUB.example"}, True),
        ({"origin": "https://coworking.example"}, True),
        ({"origin": "https://hub.example.evil.example"}, False),
        ({"origin": "https://hub.example:8443"}, False),
        ({"origin": "null"}, False),
        ({"origin": "https://[broken"}, False),
        ({"origin": ""}, False),
        ({"origin": "null", "sec_fetch_site": "same-origin"}, True),
        ({"sec_fetch_site": "none"}, True),
        ({"sec_fetch_site": "same-site"}, False),
        ({"origin": "https://hub.example", "sec_fetch_site": "cross-site"}, False),
        ({"origin": "https://evil.example", "sec_fetch_site": "same-origin"}, False),
    ],
)
@pytest.mark.anyio
async def test_only_what_comes_from_here_is_taken(
    headers: dict[str, str], *, is_taken: bool
) -> None:
    """By the name it was asked under, or its public one; what says nothing is no browser."""
    guard = FormGuard("https://coworking.example/frei")
    if is_taken:
        await guard.from_this_site(a_request(**headers))
        return
    with pytest.raises(Refused):
        await guard.from_this_site(a_request(**headers))


def test_a_token_is_of_one_page_one_password_and_one_start() -> None:
    """No other one opens, and whoever asks again gets the same."""
    guard, mine = FormGuard(), a_request(authorization="Basic bWU6b25l")
    token = guard.token(mine, PAGE)
    assert token == guard.token(mine, PAGE)
    assert guard.knows(mine, PAGE, token)
    assert not guard.knows(mine, "/reports", token)
    assert not guard.knows(a_request(authorization="Basic bWU6dHdv"), PAGE, token)
    assert not FormGuard().knows(mine, PAGE, token)
    assert not guard.knows(mine, PAGE, "")

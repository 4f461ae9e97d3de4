"""What is asked of whom after the password, and who may choose it."""

import pytest

from hub.domain.second_factor import CodeApp, Needed, WaysIn, may_set_up, needed

OFF, ON, UNREADABLE = CodeApp.OFF, CodeApp.ON, CodeApp.UNREADABLE


@pytest.mark.parametrize(
    ("passkeys", "app", "of_admins", "of_others"),
    [
        (0, OFF, Needed.CHOICE, Needed.NOTHING),
        (1, OFF, Needed.PASSKEY, Needed.NOTHING),
        (0, ON, Needed.CODE, Needed.CODE),
        (1, ON, Needed.CODE, Needed.CODE),
        (0, UNREADABLE, Needed.CODE, Needed.CODE),
        (1, UNREADABLE, Needed.CODE, Needed.CODE),
    ],
)
def test_what_is_needed_after_the_password(
    passkeys: int, app: CodeApp, of_admins: Needed, of_others: Needed
) -> None:
    """Nothing more once all was shown; where nobody can tell, as if there were an app."""
    ways = WaysIn(has_password=True, passkeys=passkeys, code_app=app)
    assert needed(ways, is_admin=True, is_strong=False) is of_admins
    assert needed(ways, is_admin=False, is_strong=False) is of_others
    for is_admin in (True, False):
        assert needed(ways, is_admin=is_admin, is_strong=True) is Needed.NOTHING


@pytest.mark.parametrize("is_admin", [True, False])
@pytest.mark.parametrize("passkeys", [0, 1])
@pytest.mark.parametrize("app", list(CodeApp))
def test_who_has_a_second_thing_shows_it_before_choosing_another(
    app: CodeApp, passkeys: int, is_admin: bool
) -> None:
    """Else a password that somebody has found out would be enough."""
    ways = WaysIn(has_password=True, passkeys=passkeys, code_app=app)
    has_one = app is not OFF or (is_admin and passkeys > 0)
    assert may_set_up(ways, is_admin=is_admin, is_strong=False) is not has_one
    assert may_set_up(ways, is_admin=is_admin, is_strong=True)


@pytest.mark.parametrize(
    ("has_password", "passkeys", "are_none"),
    [(False, 0, True), (True, 0, False), (False, 1, False)],
)
def test_an_app_alone_opens_nothing(has_password: bool, passkeys: int, are_none: bool) -> None:
    """It is the second thing."""
    ways = WaysIn(has_password=has_password, passkeys=passkeys, code_app=ON)
    assert ways.are_none is are_none

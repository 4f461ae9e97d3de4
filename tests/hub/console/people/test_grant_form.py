"""Roles and spaces as a form has them."""

import pytest

from hub.console.people.grant_form import grant_shown, grant_typed
from hub.console.people.words import people_words_in
from hub.domain.people import Grant
from hub.domain.roles import Role
from hub.http.forms import Form
from hub.reports.text.language import Language


@pytest.mark.parametrize(
    ("roles", "spaces", "wrong"),
    [
        (["operator"], ["hof"], set()),
        (["admin", "office"], [], set()),
        ([], [], {"role"}),
        ([], ["hof"], {"role", "space"}),
        (["operator"], [], {"space"}),
        (["operator"], ["mond"], {"space"}),
        (["admin"], ["hof"], {"space"}),
        (["integrator"], [], {"role"}),
        (["emperor", "admin"], [], {"role"}),
    ],
)
def test_what_is_ticked_is_a_grant_or_a_mistake(
    roles: list[str], spaces: list[str], wrong: set[str]
) -> None:
    """By field; what was ticked is kept either way."""
    form = Form({"role": roles, "space": spaces})
    typed = grant_typed(form, {"hof", "scheune"}, people_words_in(Language.ENGLISH))
    assert set(typed.wrong) == wrong
    assert (typed.roles, typed.spaces) == (frozenset(roles), frozenset(spaces))
    if not wrong:
        assert grant_shown(typed.grant) == typed


def test_what_somebody_is_is_shown_ticked() -> None:
    """To be changed."""
    shown = grant_shown(Grant(frozenset({Role.OPERATOR}), frozenset({"hof"})))
    assert (shown.roles, shown.spaces) == (frozenset({"operator"}), frozenset({"hof"}))

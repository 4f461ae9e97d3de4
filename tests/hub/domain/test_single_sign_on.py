"""What hub.toml may say of a provider, and what its groups give."""

from typing import Any

import pytest
from pydantic import ValidationError

from hub.domain.people import Grant
from hub.domain.roles import Role
from hub.domain.single_sign_on import OidcConfig, granted, groups_in, name_in

GROUP = {"name": "amt", "role": "office"}


def oidc(**said: Any) -> OidcConfig:
    """Read a section."""
    base = {
        "issuer": "https://login.example.org",
        "client_id": "platzfrei",
        "label": "Amt",
        "group": [GROUP],
    }
    return OidcConfig.model_validate({**base, **said})


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"issuer": "http://login.example.org"}, "expected an address such as"),
        ({"issuer": "https://me@login.example.org"}, "expected an address such as"),
        ({"issuer": "https://login.example.org?x=1"}, "expected an address such as"),
        ({"group": []}, "at least 1 item"),
        (
            {"group": [{"name": "a", "role": "integrator"}]},
            "expected one of operator, office, admin",
        ),
        ({"group": [{"name": "a", "role": "operator"}]}, "expected at least one space"),
        ({"group": [GROUP | {"spaces": ["gutshof"]}]}, "is of the whole region"),
        ({"scopes": ["profile"]}, 'expected "openid" among them'),
    ],
)
def test_what_cant_be_meant_is_refused(said: dict[str, Any], why: str) -> None:
    """With what was expected."""
    with pytest.raises(ValidationError, match=why):
        oidc(**said)


def test_a_provider_on_this_machine_needs_no_tls() -> None:
    """As the tests have one."""
    assert oidc(issuer="http://127.0.0.1:8080/realms/a").issuer


@pytest.mark.parametrize(
    ("claims", "claim", "groups"),
    [
        ({"groups": ["a", "b"]}, "groups", {"a", "b"}),
        ({"groups": "a b"}, "groups", {"a", "b"}),
        ({"realm_access": {"roles": ["a"]}}, "realm_access.roles", {"a"}),
        ({"https://a.example/groups": ["a"]}, "https://a.example/groups", {"a"}),
        ({"groups": ["a", 7, None, {"b": 1}]}, "groups", {"a"}),
        ({"groups": []}, "groups", set()),
        ({}, "groups", None),
        ({"groups": {"a": 1}}, "groups", None),
        ({"realm_access": "a"}, "realm_access.roles", None),
    ],
)
def test_groups_are_found_where_providers_say_them(
    claims: dict[str, Any], claim: str, groups: set[str] | None
) -> None:
    """As a list or as words, under a name or along a path; else nothing is said of groups."""
    assert groups_in(claims, claim) == groups


def test_groups_add_up() -> None:
    """Several of a person's groups may count; without one that does there is nothing."""
    rules = oidc(
        group=[
            GROUP,
            {"name": "hof", "role": "operator", "spaces": ["gutshof"]},
            {"name": "muehle", "role": "operator", "spaces": ["muehle"]},
        ]
    ).groups
    assert granted({"sport"}, rules) is None
    assert granted({"amt"}, rules) == Grant(frozenset({Role.OFFICE}))
    assert granted({"hof", "muehle", "amt"}, rules) == Grant(
        frozenset({Role.OFFICE, Role.OPERATOR}), frozenset({"gutshof", "muehle"})
    )


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"name": "Erika  Muster", "preferred_username": "em"}, "Erika Muster"),
        ({"name": "", "preferred_username": "em"}, "em"),
        ({"name": ["a"], "email": "e@example.org"}, "e@example.org"),
        ({"name": "x" * 500}, "x" * 60),
        ({}, ""),
    ],
)
def test_a_name_is_the_best_that_is_said(claims: dict[str, Any], name: str) -> None:
    """As far as it can be one here."""
    assert name_in(claims) == name

"""`[oidc]` of hub.toml: whose sign-in counts here, and what its groups may do. Pure.

[oidc]
issuer = "https://login.example.org/realms/amt"    # OpenID Connect Discovery 1.0, section 3
client_id = "platzfrei"
client_secret_file = "oidc.secret"
label = "Amt Niemegk"                              # on the button: "Mit Amt Niemegk anmelden"
[[oidc.group]]
name = "platzfrei-office"
role = "office"
[[oidc.group]]
name = "gutshof"
role = "operator"
spaces = ["gutshof"]

It opens no file and no connection. Who is in no group that is named here is not let in.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, Field, model_validator

from contract.configuration import Refused, plain, shown
from hub.domain.named_file import FilePath
from hub.domain.people import LONGEST_NAME, OF_PEOPLE, Grant, readable_name
from hub.domain.roles import LIMITED, Role
from hub.domain.section import Section
from hub.domain.space import Id

_ADDRESS: Final = re.compile(
    r"(https://[A-Za-z0-9.-]+|https?://(localhost|127\.0\.0\.1|\[::1\]))(:[0-9]{1,5})?(/[\w.~/-]*)?",
    re.ASCII,
)
"""Encrypted, but on this very machine."""
_MOST_GROUPS: Final = 2_000
"""So many groups of somebody are looked at."""
NAMES: Final = ("name", "preferred_username", "nickname", "email")
"""Claims that say what somebody is called, the best first (OpenID Connect Core 1.0, 5.1)."""


def _issuer(text: str) -> str:
    if _ADDRESS.fullmatch(text) is None:
        raise ValueError(
            f'expected an address such as "https://login.example.org", not {shown(text)}'
        )
    return text


def _role(text: str) -> Role:
    known = [role.value for role in OF_PEOPLE]
    if text not in known:
        raise ValueError(f"expected one of {', '.join(known)}, not {shown(text)}")
    return Role(text)


Words = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(plain)]


class GroupConfig(Section):
    """What the members of a group are here."""

    name: Words
    """As the provider says it."""
    role_name: Annotated[str, Field(alias="role"), AfterValidator(_role)]
    spaces: Annotated[tuple[Id, ...], Field(strict=False)] = ()
    """Of an operator."""

    @property
    def role(self) -> Role:
        """What its members are."""
        return Role(self.role_name)

    @model_validator(mode="after")
    def _names_spaces_where_they_count(self) -> Self:
        if self.role in LIMITED and not self.spaces:
            raise Refused("spaces", "expected at least one space of an operator")
        if self.role not in LIMITED and self.spaces:
            raise Refused("spaces", f'expected none: "{self.role}" is of the whole region')
        return self


class OidcConfig(Section):
    """The provider, how the hub is known there, and its groups."""

    issuer: Annotated[str, Field(max_length=400), AfterValidator(_issuer)]
    client_id: Words
    client_secret_file: FilePath | None = None
    """Left out: a public client, which has PKCE alone."""
    label: Words
    scopes: Annotated[tuple[Words, ...], Field(strict=False, max_length=20)] = (
        "openid",
        "profile",
    )
    groups_claim: Words = "groups"
    """The claim that lists the groups; a path with dots leads into objects."""
    groups: Annotated[
        tuple[GroupConfig, ...], Field(strict=False, alias="group", min_length=1, max_length=200)
    ]

    @model_validator(mode="after")
    def _asks_for_openid(self) -> Self:
        if "openid" not in self.scopes:
            raise Refused("scopes", 'expected "openid" among them')
        return self

    def refuse_unknown_spaces(self, known: Collection[str]) -> None:
        """Raise Refused for a group of a space that isn't there."""
        for number, group in enumerate(self.groups):
            for space in group.spaces:
                if space not in known:
                    said = f"expected spaces of this file, not {shown(space)}"
                    raise Refused(f"oidc.group[{number}].spaces", said)


def groups_in(claims: Mapping[str, Any], claim: str) -> frozenset[str] | None:
    """Return the groups that claims name; None where they say nothing of groups.

    A claim of that very name counts first, since some providers call theirs by an address.
    """
    found: Any = claims
    for step in (claim,) if claim in claims else claim.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    if isinstance(found, str):
        return frozenset(found.split())
    if not isinstance(found, list | tuple):
        return None
    return frozenset(each for each in found[:_MOST_GROUPS] if isinstance(each, str))


def granted(groups: Collection[str], rules: Iterable[GroupConfig]) -> Grant | None:
    """Return what the groups of somebody make them; None: nothing here."""
    counting = [rule for rule in rules if rule.name in groups]
    if not counting:
        return None
    spaces = frozenset(space for rule in counting for space in rule.spaces)
    return Grant(frozenset(rule.role for rule in counting), spaces)


def name_in(claims: Mapping[str, Any]) -> str:
    """Return what somebody is called, as far as it can be a name here; else nothing."""
    for claim in NAMES:
        said = claims.get(claim)
        name = readable_name(said[:LONGEST_NAME]) if isinstance(said, str) else None
        if name is not None:
            return name
    return ""

"""A provider that can't be asked: why, in a line that somebody can act on."""

import socket

import pytest

from hub.console.openid_provider import OpenIdProvider, ProviderUnavailable
from hub.domain.single_sign_on import OidcConfig


def test_what_stopped_it_is_said_in_the_systems_words() -> None:
    """Not as a library's object at an address in memory, wrapped three times."""
    with socket.socket() as nobody_listens:
        nobody_listens.bind(("127.0.0.1", 0))
        issuer = f"https://127.0.0.1:{nobody_listens.getsockname()[1]}/realms/amt"
        group = {"name": "amt", "role": "office"}
        config = OidcConfig.model_validate(
            {"issuer": issuer, "client_id": "platzfrei", "label": "Amt", "group": [group]}
        )
        with pytest.raises(ProviderUnavailable) as unavailable:
            OpenIdProvider(config, lambda: 0.0).look()
    assert str(unavailable.value) == "Connection refused"

"""The token: what opens, what doesn't, and which file holds its hash."""

import base64
import hashlib
from pathlib import Path

import pytest
from fastapi import Request

from hub.errors import ConfigError
from hub.http.auth import TokenAuth, is_local
from hub.http.problems import Refused
from tests.hub.conftest import TOKEN


def a_request(
    host: str | None = "127.0.0.1", name: str = "127.0.0.1:8000", **headers: str
) -> Request:
    """Make a request of a peer, for a host name, with more headers."""
    lines = {"host": name} | {key.replace("_", "-"): value for key, value in headers.items()}
    return Request(
        {
            "type": "http",
            "client": None if host is None else (host, 1),
            "headers": [(key.encode(), value.encode("latin-1")) for key, value in lines.items()],
        }
    )


def basic(user: str, password: str) -> str:
    """Write HTTP Basic credentials."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.mark.parametrize(
    "authorization",
    [f"Bearer {TOKEN}", f"bearer   {TOKEN} ", basic("", TOKEN), basic("office", TOKEN)],
)
def test_the_token_opens(token_hash_file: Path, authorization: str) -> None:
    """As Bearer, or as the password of Basic under any name."""
    TokenAuth(token_hash_file).require(a_request(authorization=authorization))


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", f"Bearer {TOKEN}x", f"Token {TOKEN}", TOKEN, basic(TOKEN, ""),
     "Basic !!!", "Basic " + base64.b64encode(TOKEN.encode()).decode(), "Basic é", "Bearer ü",
     "Bearer " + hashlib.sha256(TOKEN.encode()).hexdigest()],
)  # fmt: skip
def test_nothing_else_opens(token_hash_file: Path, authorization: str) -> None:
    """Everything else gets 401 and is told both ways to come in; the hash is no token."""
    with pytest.raises(Refused) as refused:
        TokenAuth(token_hash_file).require(a_request(authorization=authorization))
    assert refused.value.problem.status == 401
    challenges = [value for name, value in refused.value.headers if name == "WWW-Authenticate"]
    assert [challenge.split()[0] for challenge in challenges] == ["Basic", "Bearer"]


def test_without_a_configured_token_nobody_passes() -> None:
    """403 and no challenge: there is nothing that could be sent."""
    with pytest.raises(Refused) as refused:
        TokenAuth(None).require(a_request(authorization="Bearer "))
    assert refused.value.problem.status == 403
    assert refused.value.headers == ()


@pytest.mark.parametrize(
    "content", ["", "\n", "abc", "g" * 64, "A" * 64, "0" * 63, "0" * 65,
                hashlib.sha256(b"").hexdigest()],
)  # fmt: skip
def test_a_useless_file_is_refused(tmp_path: Path, content: str) -> None:
    """A file without a hash, or with the hash of nothing, stops the start and is named."""
    file = tmp_path / "token.sha256"
    file.write_text(content)
    with pytest.raises(ConfigError) as error:
        TokenAuth(file)
    assert error.value.key == "http.token_hash_file"
    assert error.value.file == file


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """A file that isn't there stops the start, too."""
    with pytest.raises(ConfigError):
        TokenAuth(tmp_path / "none")


@pytest.mark.parametrize(
    ("request_", "local"),
    [
        (a_request(), True),
        (a_request("127.9.9.9", "localhost"), True),
        (a_request("::1", "[::1]:8000"), True),
        (a_request("192.0.2.1"), False),
        (a_request(None), False),
        (a_request(x_forwarded_for="127.0.0.1"), False),
        (a_request(forwarded="for=127.0.0.1"), False),
        (a_request(x_real_ip="127.0.0.1"), False),
        (a_request(via="1.1 proxy"), False),
        (a_request(name="evil.example"), False),
        (a_request(name="127.0.0.1.evil.example"), False),
        (a_request(name="localhost@evil.example"), False),
        (a_request(name=""), False),
        (a_request(name="[::1"), False),
    ],
)
def test_who_is_local(request_: Request, local: bool) -> None:
    """Only a direct call on this machine, under its own name; forwarding headers tell a proxy."""
    assert is_local(request_) is local

"""`platzfrei-hub token new`: the token for what isn't public, of which only the hash is kept.

It owns the file that http.token_hash_file names: made whole or not at all, readable for nobody who
may not read hub.toml. The token itself is printed once and stored nowhere.
"""

import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from hub.config import HubConfig
from hub.errors import ConfigError

_TOKEN_BYTES: Final = 32
_KEY: Final = "http.token_hash_file"


def new_token() -> str:
    """Make a token of 256 random bits, to be typed or pasted anywhere."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def hash_of(token: str) -> str:
    """Return what is kept of a token: its SHA-256, in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def lines_to_copy(token: str) -> Iterator[str]:
    """Yield the lines for somebody who puts the hash in its place by hand."""
    yield f"token    {token}"
    yield f"SHA-256  {hash_of(token)}"
    yield f"The token is shown only now. Its SHA-256 belongs into the file that {_KEY} names."


def keep(token: str, config: HubConfig, toml: Path, *, replace: bool) -> Iterator[str]:
    """Keep the hash where hub.toml says, and yield the lines that tell of it.

    Raises ConfigError if hub.toml names no file, if it can't be written, or if it has one already
    and nobody said `replace`.
    """
    path = config.http.token_hash_file
    if path is None:
        raise ConfigError(toml, _KEY, 'missing; name a file there, such as "token.sha256"')
    is_there = path.exists()
    if is_there and not replace:
        raise ConfigError(
            toml, _KEY, f"{path} has a token's hash already; --replace ends the old token"
        )
    try:
        _write(path, f"{hash_of(token)}\n", like=path if is_there else toml)
    except OSError as error:
        raise ConfigError(toml, _KEY, f"{path} can't be written ({error.strerror})") from None
    yield f"token  {token}"
    yield f"It is shown only now; {path} keeps nothing but its SHA-256."
    yield "It opens history and reports, as Bearer or as the password of HTTP Basic."
    yield "The hub reads the file when it starts: start it again, and the old token ends."


def _write(path: Path, text: str, like: Path) -> None:
    """Write a file whole or not at all."""
    new = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            _own(file.fileno(), like)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def _own(descriptor: int, like: Path) -> None:
    """Keep the owner of what is replaced; a new file belongs to those who may read hub.toml."""
    if os.geteuid() != 0:
        return
    model = like.stat()
    os.fchown(descriptor, model.st_uid, model.st_gid)
    shared = model.st_mode & 0o040 if model.st_gid != 0 else 0
    os.fchmod(descriptor, 0o600 | shared)

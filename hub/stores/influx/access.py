"""Where InfluxDB is, and what its refusals mean to people. It opens no connection."""

import errno
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from contract.series import Keeping, Series
from hub.config import InfluxPartConfig, InfluxStoreConfig
from hub.errors import ConfigError, StoreUnavailable

TIMEOUT_S: Final = 10.0
_UNAUTHORIZED: Final = 401
_FORBIDDEN: Final = 403
_NOT_FOUND: Final = 404
_NOBODY: Final = frozenset({"unauthorized access", "unauthorized"})
"""What 2.7 says to a token that there is not; of a missing permission it says which."""


@dataclass(frozen=True, slots=True)
class Access:
    """All that a connection needs."""

    url: str
    org: str
    token: str
    bucket: str
    raw_bucket: str
    recent_bucket: str
    timeout_s: float = TIMEOUT_S
    part: str = ""
    """Of several hubs that share the buckets; empty: there is one."""
    part_spaces: frozenset[str] = frozenset()

    def holds(self, space: str) -> bool:
        """Tell whether a space is archived by this hub."""
        return not self.part or space in self.part_spaces

    @property
    def own(self) -> dict[str, str]:
        """The tag of what is a hub's and of no space, as its bookkeeping."""
        return {"part": self.part} if self.part else {}

    def tags_of(self, of: Series) -> list[dict[str, str]]:
        """Return the tags by which the hub finds its own points of a series, one set by one."""
        if not self.part:
            return [{}]
        if "space" in of.tags:
            return [{"space": space} for space in sorted(self.part_spaces)]
        return [self.own]

    @classmethod
    def of(cls, config: InfluxStoreConfig, file: Path) -> Self:
        """Read the token's file.

        Raises ConfigError, which names the key.
        """
        try:
            token = _text_in(config.token_file).strip()
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "not UTF-8"
            raise ConfigError(
                file, "store.token_file", f"expected a readable file, {config.token_file} ({why})"
            ) from None
        if not token or not token.isprintable():
            raise ConfigError(
                file, "store.token_file", f"expected one token in {config.token_file}"
            )
        return cls(
            config.url.rstrip("/"),
            config.org,
            token,
            config.bucket,
            config.raw_bucket,
            config.recent_bucket,
            part=config.part if isinstance(config, InfluxPartConfig) else "",
            part_spaces=config.part_spaces if isinstance(config, InfluxPartConfig) else frozenset(),
        )

    def bucket_of(self, keeping: Keeping) -> str:
        """Name the bucket of a series."""
        return {
            Keeping.PERMANENT: self.bucket,
            Keeping.RAW: self.raw_bucket,
            Keeping.RECENT: self.recent_bucket,
        }[keeping]


class Denied(StoreUnavailable):
    """InfluxDB doesn't know the token, or the token may not do this."""

    def __init__(self, said: str, *, is_unknown: bool = False) -> None:
        super().__init__(said)
        self.is_unknown = is_unknown
        """Whether nobody has such a token, whatever it asks for."""


class Missing(StoreUnavailable):
    """There is no such thing, or 2.x hides it from this token."""


class Unseen(Missing):
    """The token sees no such organisation: there is none, or it may not know."""


def refusal(status: int, body: str) -> StoreUnavailable:
    """Say in words what an HTTP status of InfluxDB asks of the operator."""
    said = _message(body)
    if status in (_UNAUTHORIZED, _FORBIDDEN):
        is_unknown = status == _UNAUTHORIZED and said.lower() in _NOBODY
        return Denied(f"InfluxDB denies it to this token ({status}): {said}", is_unknown=is_unknown)
    if status == _NOT_FOUND and said.startswith("organization"):
        return Unseen(f"InfluxDB finds no such organisation: {said}")
    if status == _NOT_FOUND:
        return Missing(f"a bucket or the organisation is missing (404): {said}; try `store init`")
    return StoreUnavailable(f"InfluxDB answers {status}: {said}")


def _text_in(path: Path) -> str:
    """Read a file, and no pipe or device, of which nobody sees the end. Raises OSError."""
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "no file")
    return path.read_text(encoding="utf-8")


def _message(body: str) -> str:
    try:
        read = json.loads(body)
    except ValueError:
        return body.strip()[:200]
    if isinstance(read, dict):
        return str(read.get("message") or read.get("error") or body)[:200]
    return body[:200]

"""`hub.toml`: the hub's configuration as one frozen model.

Owns the file's shape and the words in which a mistake is refused. It opens no secret file: what
`…_file` names is read by whoever needs it, relative to the folder of `hub.toml`.
"""

import tomllib
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self, TypeVar

from pydantic import BeforeValidator, Field, ValidationError, ValidationInfo, model_validator

from hub.domain.opening import Hours, WeeklyHours
from hub.domain.section import Refused, Section
from hub.domain.space import (
    DeskConfig,
    DoorConfig,
    ExceptionConfig,
    SpaceConfig,
    refuse_duplicates,
)
from hub.errors import ConfigError

__all__ = [
    "DeskConfig",
    "DoorConfig",
    "ExceptionConfig",
    "Hours",
    "HttpConfig",
    "HubConfig",
    "InfluxStoreConfig",
    "MqttConfig",
    "SpaceConfig",
    "SqliteStoreConfig",
    "StoreConfig",
    "WeeklyHours",
    "load",
    "read_section",
]

SectionT = TypeVar("SectionT", bound=Section)
_FOLDER: Final = "folder"


def _beside_the_file(raw: object, info: ValidationInfo) -> Path:
    if isinstance(raw, Path):
        return raw
    if not isinstance(raw, str) or not raw.strip():
        raise ValueError("expected the path of a file")
    folder: Path = (info.context or {}).get(_FOLDER, Path())
    return folder / Path(raw).expanduser()


FilePath = Annotated[Path, BeforeValidator(_beside_the_file)]
Port = Annotated[int, Field(ge=1, le=65535)]
Word = Annotated[str, Field(min_length=1, max_length=200)]


def _network(text: object) -> str:
    try:
        return str(ip_network(str(text)))
    except ValueError:
        raise ValueError('expected an address or network such as "10.0.0.0/8"') from None


IpNetwork = Annotated[str, BeforeValidator(_network)]


class HttpConfig(Section):
    """Where the hub listens; port 0 takes a free one."""

    host: Word = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    token_hash_file: FilePath | None = None
    trusted_proxies: Annotated[tuple[IpNetwork, ...], Field(strict=False)] = ()
    """Reverse proxies whose X-Forwarded-For is believed: addresses or networks."""


class MqttConfig(Section):
    """The broker, and who the hub is there."""

    host: Word = "127.0.0.1"
    port: Port = 1883
    username: Word | None = None
    password_file: FilePath | None = None
    ca_file: FilePath | None = None
    cert_file: FilePath | None = None
    key_file: FilePath | None = None
    keepalive_s: Annotated[int, Field(ge=5, le=3600)] = 30

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.password_file and not self.username:
            raise Refused("username", "expected together with password_file")
        if (self.cert_file is None) != (self.key_file is None):
            raise Refused("key_file", "expected together with cert_file")
        if self.cert_file and not self.ca_file:
            raise Refused("ca_file", "expected together with cert_file")
        return self


class _StoreConfig(Section):
    raw_days: Annotated[int, Field(ge=1, le=3650)] = 30
    """Raw events are kept so many days, then deleted."""


class SqliteStoreConfig(_StoreConfig):
    """The embedded store: one file."""

    kind: Literal["sqlite"] = "sqlite"
    path: FilePath = Field(default="platzfrei.db", validate_default=True)


class InfluxStoreConfig(_StoreConfig):
    """InfluxDB 2.7 or later."""

    kind: Literal["influxdb"]
    url: Annotated[str, Field(pattern=r"^https?://[^\s/@]+(/\S*)?$")]
    org: Word
    token_file: FilePath
    bucket: Word
    raw_bucket: Word
    recent_bucket: Word = ""
    """Left out: the bucket's name and "-recent"."""

    @model_validator(mode="before")
    @classmethod
    def _names_the_recent_bucket(cls, raw: object) -> object:
        if isinstance(raw, dict) and isinstance(raw.get("bucket"), str):
            return {"recent_bucket": f"{raw['bucket']}-recent", **raw}
        return raw


_STORE_KINDS: Final = ("sqlite", "influxdb")


def _with_known_kind(raw: object) -> object:
    if not isinstance(raw, dict):
        return raw
    if raw.get("kind", "sqlite") not in _STORE_KINDS:
        raise Refused("kind", 'expected "sqlite" or "influxdb"')
    return {"kind": "sqlite", **raw}


StoreConfig = Annotated[
    SqliteStoreConfig | InfluxStoreConfig,
    Field(discriminator="kind"),
    BeforeValidator(_with_known_kind),
]


class HubConfig(Section):
    """All that `hub.toml` says."""

    http: HttpConfig = HttpConfig()
    mqtt: MqttConfig = MqttConfig()
    store: StoreConfig = Field(default={}, validate_default=True)
    spaces: Annotated[tuple[SpaceConfig, ...], Field(strict=False, alias="space", min_length=1)]

    @model_validator(mode="after")
    def _spaces_differ(self) -> Self:
        refuse_duplicates("space", (space.id for space in self.spaces))
        return self


def load(path: Path) -> HubConfig:
    """Read and check the file at `path`.

    Raises ConfigError, which names the file, the key and what was expected.
    """
    return read_section(path, HubConfig)


def read_section(path: Path, shape: type[SectionT]) -> SectionT:
    """Read and check a TOML file of any shape. Raises ConfigError."""
    raw = _read(path)
    try:
        return shape.model_validate(raw, context={_FOLDER: path.parent})
    except ValidationError as error:
        key, expected = _explain(error)
        raise ConfigError(path, key, expected) from None


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(path, "file", f"expected a readable file ({error.strerror})") from None
    except UnicodeDecodeError:
        raise ConfigError(path, "file", "expected text in UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(path, "file", f"expected TOML: {error}") from None


def _explain(error: ValidationError) -> tuple[str, str]:
    first = error.errors(include_url=False)[0]
    refused = first.get("ctx", {}).get("error")
    match refused:
        case Refused():
            return _key(first["loc"], refused.key), refused.expected
        case ValueError():
            return _key(first["loc"]), str(refused)
        case _ if first["type"] == "missing":
            return _key(first["loc"]), "is missing"
        case _:
            return _key(first["loc"]), first["msg"].replace("Input should be", "expected")


def _key(location: tuple[int | str, ...], last: str = "") -> str:
    key = ""
    for part in (*_without_tags(location), last):
        key += f"[{part}]" if isinstance(part, int) else f".{part}" if part else ""
    return key.removeprefix(".") or "file"


def _without_tags(location: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Leave out what pydantic adds to tell the kinds of store apart."""
    in_store = location[:1] == ("store",)
    return tuple(part for part in location if not (in_store and part in _STORE_KINDS))

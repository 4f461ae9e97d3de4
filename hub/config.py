"""`hub.toml`: the hub's configuration as one frozen model.

Owns the file's shape and the words in which a mistake is refused. It opens no secret file: what
`…_file` names is read by whoever needs it, relative to the folder of `hub.toml`.
"""

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from ipaddress import IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self, TypeVar, get_args
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationError,
    model_validator,
)

from contract.broker_address import BrokerText, one_for_each, with_first_host
from contract.configuration import MAX_BYTES, Refused, Unreadable, faults_of, plain, shown, table_of
from contract.renamed_keys import Renamed, clashes, outdated, renewed
from hub.domain.archives import parts_called
from hub.domain.mail import MailConfig
from hub.domain.named_file import FOLDER, FilePath
from hub.domain.office import OfficeConfig
from hub.domain.parts import PartRefused
from hub.domain.schedule import ScheduleConfig, refuse_schedules
from hub.domain.section import Section
from hub.domain.single_sign_on import OidcConfig
from hub.domain.site import SiteConfig
from hub.domain.space import Id, SpaceConfig, refuse_duplicates
from hub.domain.town import TownConfig, refuse_same_towns
from hub.errors import ConfigError

log = logging.getLogger(__name__)

SectionT = TypeVar("SectionT", bound=Section)

RENAMED: Final = tuple(
    Renamed(f"mqtt.{key}", f"mqtt.tls.{key}", refused_from="0.3.0")
    for key in ("ca_file", "cert_file", "key_file")
)
"""Keys of hub.toml that are read under their old name for one more version."""


Port = Annotated[int, Field(ge=1, le=65535)]
Word = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(plain)]


def _network(text: object) -> str:
    try:
        return str(ip_network(str(text)))
    except ValueError:
        raise ValueError(
            f'expected an address or network such as "10.0.0.0/8", not {shown(text)}'
        ) from None


def _web_address(text: str) -> str:
    if (
        not text.isprintable() or _WEB_ADDRESS.fullmatch(text) is None
    ):  # which isn't shown: it may hold a password
        raise ValueError('expected an address such as "http://127.0.0.1:8086", without a user')
    return text


_WEB_ADDRESS: Final = re.compile(r"https?://[^\s/@]+(/\S*)?")
WebAddress = Annotated[str, AfterValidator(_web_address)]


def _has_loopback(network: str) -> bool:
    proxies = ip_network(network)
    here = _LOOPBACK_6 if isinstance(proxies, IPv6Network) else _LOOPBACK_4
    return int(proxies[0]) <= int(here[-1]) and int(here[0]) <= int(proxies[-1])


_LOOPBACK_4: Final = ip_network("127.0.0.0/8")
_LOOPBACK_6: Final = ip_network("::1/128")
IpNetwork = Annotated[str, BeforeValidator(_network)]


_PUBLIC_URL: Final = re.compile(r"https?://[^\s/@?#%\\\"'<>]+((?:/[A-Za-z0-9._~-]+)*)/?")
OWN_PATHS: Final = frozenset(
    (
        "accessibility",
        "api",
        "console",
        "favicon.ico",
        "health",
        "imprint",
        "leicht",
        "metrics",
        "openapi.json",
        "privacy",
        "reports",
        "robots.txt",
        "sitemap.xml",
        "spaces",
        "static",
        "embed",
        "kiosk",
        "manifest.webmanifest",
        "offline",
        "sw.js",
        ".txt",
    )
)
"""How this site's own paths begin: below one of them nobody could tell which is meant."""


def _public_url(text: str) -> str:
    told = _PUBLIC_URL.fullmatch(text) if text.isprintable() and _has_host(text) else None
    if told is None:  # which isn't shown: it may hold a password
        raise ValueError('expected an address such as "https://example.org/desks/"')
    first, *deeper = told[1].removeprefix("/").split("/")
    if {".", ".."} & {first, *deeper}:
        raise ValueError("expected a path without . and ..")
    if first in OWN_PATHS:
        raise ValueError(f'expected another path than "/{first}", which is one of the hub\'s own')
    return text.removesuffix("/")


def _has_host(text: str) -> bool:
    try:
        address = urlsplit(text)
        return bool(address.hostname) and address.port != 0
    except ValueError:
        return False


class HttpConfig(Section):
    """Where the hub listens; port 0 takes a free one."""

    host: Word = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    token_hash_file: FilePath | None = None
    trusted_proxies: Annotated[tuple[IpNetwork, ...], Field(strict=False)] = ()
    """Reverse proxies whose X-Forwarded-For is believed: addresses or networks."""
    public_url: Annotated[str, Field(max_length=200), AfterValidator(_public_url)] | None = None
    """Under which address people see this site, without a slash at its end; its path is where a
    proxy shows it. Left out: at the root of its host."""
    metrics: Literal["token", "local"] = "token"
    """Who reads /metrics: "local" spares programs on this machine the token. A proxy there that
    forwards without a word of it would be one of them."""

    archive_url: WebAddress | None = None
    """Where the hub with the archive answers: a live replica asks it for typical days, and sends
    there whoever asks for history, reports or care."""
    archive_urls: Mapping[str, WebAddress] = Field(default_factory=dict[str, str])
    """The same for each part, by its name, or its number as in "2/4"."""
    archive_token_file: FilePath | None = None
    """A token by which a live replica reads there what people have set in calendars; left out:
    its pages say that this isn't known."""

    @property
    def base_path(self) -> str:
        """The path in front of every address of this site, without a slash at its end, or none."""
        return urlsplit(self.public_url or "").path

    @model_validator(mode="after")
    def _no_proxy_is_local(self) -> Self:
        if self.metrics == "local" and any(_has_loopback(each) for each in self.trusted_proxies):
            raise Refused("metrics", 'expected "token" beside a proxy on this machine')
        return self


class TlsConfig(Section):
    """How the broker is recognised, and the hub by the broker: the keys of edge.toml."""

    ca_file: FilePath
    cert_file: FilePath | None = None
    key_file: FilePath | None = None

    @model_validator(mode="after")
    def _certificate_has_its_key(self) -> Self:
        if (self.cert_file is None) != (self.key_file is None):
            missing = "cert_file" if self.cert_file is None else "key_file"
            raise Refused(missing, "expected cert_file and key_file together, or neither")
        return self


class MqttConfig(Section):
    """The broker, and who the hub is there."""

    host: Word = "127.0.0.1"
    hosts: Annotated[tuple[BrokerText, ...], Field(strict=False)] = ()
    """In place of host: the addresses of a cluster. The next is tried when one fails."""
    port: Port = 1883
    username: Word | None = None
    password_file: FilePath | None = None
    tls: TlsConfig | None = None
    keepalive_s: Annotated[int, Field(ge=5, le=3600)] = 30

    @property
    def brokers(self) -> tuple["MqttConfig", ...]:
        """The same for each address alone, in the order in which they are tried first."""
        return one_for_each(self)

    @model_validator(mode="before")
    @classmethod
    def _has_one_kind_of_address(cls, raw: object) -> object:
        if isinstance(raw, dict) and "host" in raw and raw.get("hosts"):
            raise Refused("hosts", "expected either host or hosts")
        return with_first_host(raw)

    @model_validator(mode="after")
    def _password_has_its_name(self) -> Self:
        if self.password_file and not self.username:
            raise Refused("username", "expected together with password_file")
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
    url: WebAddress
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


class InfluxPartConfig(InfluxStoreConfig):
    """What one part has of buckets that all parts share; made by hub/parts.py, never read."""

    part: str
    part_spaces: frozenset[str]


_AnyStoreConfig = SqliteStoreConfig | InfluxStoreConfig
_STORE_KINDS: Final = [
    kind
    for store in get_args(_AnyStoreConfig)
    for kind in get_args(store.model_fields["kind"].annotation)
]


def _with_known_kind(raw: object) -> object:
    if not isinstance(raw, dict):
        return raw
    kind = raw.get("kind", "sqlite")
    if not isinstance(kind, str) or kind not in _STORE_KINDS:
        known = " or ".join(f'"{kind}"' for kind in _STORE_KINDS)
        raise Refused("kind", f"expected {known}, not {shown(kind)}")
    return {"kind": "sqlite", **raw}


StoreConfig = Annotated[
    _AnyStoreConfig,
    Field(discriminator="kind"),
    BeforeValidator(_with_known_kind),
]


_ORIGIN: Final = re.compile(r"https?://(\*\.)?[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(:\d{1,5})?")


def _framing_site(text: str) -> str:
    if _ORIGIN.fullmatch(text) is None or not _has_host(text.replace("*.", "", 1)):
        raise ValueError(
            'expected a site without a path, such as "https://www.example.org", or '
            f'"https://*.example.org", not {shown(text)}'
        )
    return text.lower()


FramingSite = Annotated[str, Field(max_length=200), AfterValidator(_framing_site)]


class EmbedConfig(Section):
    """Which other sites may show this one inside their own pages."""

    frame_ancestors: Annotated[tuple[FramingSite, ...], Field(strict=False, max_length=20)] = ()
    """Left out: none, and /embed isn't there."""


class BookConfig(Section):
    """Where the hub remembers what is neither a fact nor configuration."""

    path: FilePath | None = None
    """Left out: see hub/book/location.py."""


class OutsideConfig(Section):
    """What may be reached of that which people type, such as the address of a calendar."""

    allowed_networks: Annotated[tuple[IpNetwork, ...], Field(strict=False)] = ()
    """Networks that aren't public, and may be asked nevertheless; left out: none."""
    ca_file: FilePath | None = None
    """Left out: what this machine trusts."""


class PartConfig(Section):
    """A group of spaces that a hub of its own archives: `serve --part NAME`."""

    name: Id
    spaces: Annotated[tuple[Id, ...], Field(strict=False, min_length=1)]


class HubConfig(Section):
    """All that `hub.toml` says."""

    http: HttpConfig = HttpConfig()
    mqtt: MqttConfig = MqttConfig()
    store: StoreConfig = Field(default={}, validate_default=True)
    book: BookConfig = BookConfig()
    embed: EmbedConfig = EmbedConfig()
    site: SiteConfig = SiteConfig()
    office: OfficeConfig = OfficeConfig()
    """Who hands reports in, for which grant."""
    spaces: Annotated[tuple[SpaceConfig, ...], Field(strict=False, alias="space", min_length=1)]
    parts: Annotated[tuple[PartConfig, ...], Field(strict=False, alias="part")] = ()
    """Left out: one hub archives all spaces, or parts go by numbers."""
    towns: Annotated[tuple[TownConfig, ...], Field(strict=False, alias="town", max_length=200)] = ()
    """From which visitors may have distances told, besides the towns of the spaces."""
    mail: MailConfig | None = None
    outside: OutsideConfig = OutsideConfig()
    oidc: OidcConfig | None = None
    """Whose sign-in counts here besides our own."""
    schedules: Annotated[
        tuple[ScheduleConfig, ...], Field(strict=False, alias="schedule", max_length=100)
    ] = ()
    """Reports that are made by themselves."""

    @property
    def site_url(self) -> str:
        """Under which address search engines find this site, or nothing."""
        return self.site.url or self.http.public_url or ""

    @model_validator(mode="after")
    def _site_is_where_a_proxy_shows_it(self) -> Self:
        if self.site.url and urlsplit(self.site.url).path != self.http.base_path:
            shown_at = self.http.base_path or "/"
            raise Refused("site.url", f'expected the path of http.public_url, "{shown_at}"')
        return self

    @model_validator(mode="after")
    def _spaces_differ(self) -> Self:
        refuse_duplicates("space", (space.id for space in self.spaces))
        refuse_same_towns(self.towns)
        known = [space.id for space in self.spaces]
        refuse_schedules(self.schedules, known, has_mail=self.mail is not None)
        if self.oidc is not None:
            self.oidc.refuse_unknown_spaces(known)
        return self

    @property
    def named_parts(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The names that hub.toml gives its parts, each with its spaces."""
        return tuple((part.name, part.spaces) for part in self.parts)

    @model_validator(mode="after")
    def _each_part_has_its_archive(self) -> Self:
        if self.http.archive_urls:
            if self.http.archive_url is not None:
                raise Refused("http.archive_urls", "expected either archive_url or archive_urls")
            try:
                parts_called(tuple(self.http.archive_urls), self.named_parts)
            except PartRefused as refused:
                raise Refused("http.archive_urls", str(refused)) from None
        return self

    @model_validator(mode="after")
    def _each_space_is_in_one_part(self) -> Self:
        if not self.parts:
            return self
        missing = {space.id for space in self.spaces}
        known, names = frozenset(missing), set[str]()
        for index, part in enumerate(self.parts):
            if part.name in names:
                raise Refused(f"part[{index}].name", f'expected another, "{part.name}" is taken')
            names.add(part.name)
            for space_id in part.spaces:
                if space_id not in missing:
                    why = "is in a part already" if space_id in known else "is no space here"
                    raise Refused(f"part[{index}].spaces", f'"{space_id}" {why}')
                missing.remove(space_id)
        if missing:
            raise Refused("part", f"expected every space in a part; in none: {_some(missing)}")
        return self


def _some(ids: Iterable[str], most: int = 5) -> str:
    first, more = sorted(ids)[:most], len(set(ids)) - most
    return ", ".join(first) + (f" and {more} more" if more > 0 else "")


def load(path: Path, warn: Callable[[str], object] = log.warning) -> HubConfig:
    """Read and check the file at `path`; `warn` takes a sentence for each outdated key.

    Raises ConfigError, which names the file, the key and what was expected.
    """
    raw = _table_in(path)
    if faults := clashes(raw, RENAMED):
        raise ConfigError.of(path, faults)
    for renamed in outdated(raw, RENAMED):
        warn(f"{path}: {renamed.warning}")
    return _checked(path, HubConfig, renewed(raw, RENAMED))


def read_section(path: Path, shape: type[SectionT]) -> SectionT:
    """Read and check a TOML file of any shape. Raises ConfigError."""
    return _checked(path, shape, _table_in(path))


def _checked(path: Path, shape: type[SectionT], raw: Mapping[str, Any]) -> SectionT:
    try:
        return shape.model_validate(raw, context={FOLDER: path.parent})
    except ValidationError as error:
        raise ConfigError.of(path, faults_of(error, shape, raw)) from None


def _table_in(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return table_of(file.read(MAX_BYTES + 1))
    except OSError as error:
        raise ConfigError(path, "file", f"expected a readable file ({error.strerror})") from None
    except Unreadable as error:
        raise ConfigError(path, "file", str(error)) from None

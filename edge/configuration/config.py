"""The edge's configuration: edge.toml as one frozen model, checked whole before anything starts.

It owns the keys of the file and the rules between them. It opens no pin and no connection.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from contract.broker_address import BrokerText, one_for_each, with_first_host
from contract.configuration import plain, shown
from contract.limits import MAX_TTL_S, STATE_EVERY_S, STATE_TTL_S
from contract.topics import AgentAddress
from edge.configuration.field_types import MAX_SILENT_DAYS, Days, Id, Table, refuse
from edge.configuration.sensors import SILENT_DAYS, Sensor
from edge.configuration.toml_file import read_toml


def _beside_the_file(path: Path, about: ValidationInfo) -> Path:
    plain(str(path))
    if not path.name:
        raise ValueError(f"expected the path of a file, in quotes, not {shown(str(path))}")
    folder = (about.context or {}).get("folder")
    return folder / path if folder else path


File = Annotated[Path, AfterValidator(_beside_the_file)]
Whole = Annotated[int, Field(strict=True, ge=1)]
Text = Annotated[str, Field(min_length=1, max_length=253), AfterValidator(plain)]


class Tls(Table):
    """How the broker is recognised, and the agent by the broker."""

    ca_file: File
    cert_file: File | None = None
    key_file: File | None = None

    @model_validator(mode="after")
    def _certificate_has_its_key(self) -> Self:
        if (self.cert_file is None) != (self.key_file is None):
            missing = "cert_file" if self.cert_file is None else "key_file"
            refuse(missing, "expected cert_file and key_file together, or neither")
        return self


class Mqtt(Table):
    """Where the broker is."""

    host: Text
    hosts: tuple[BrokerText, ...] = ()
    """In place of host: the addresses of a cluster. The next is tried when one fails."""
    port: Annotated[int, Field(strict=True, ge=1, le=65_535)] = 1883
    username: Text | None = None
    password_file: File | None = None
    tls: Tls | None = None
    keepalive_s: Annotated[int, Field(strict=True, ge=1, le=3600)] = 20

    @property
    def brokers(self) -> tuple["Mqtt", ...]:
        """The same for each address alone, in the order in which they are tried first."""
        return one_for_each(self)

    @model_validator(mode="before")
    @classmethod
    def _has_one_kind_of_address(cls, raw: object) -> object:
        if isinstance(raw, dict) and "host" in raw and raw.get("hosts"):
            refuse("hosts", "expected either host or hosts")
        return with_first_host(raw)

    @model_validator(mode="after")
    def _password_has_its_name(self) -> Self:
        if self.password_file is not None and self.username is None:
            refuse("username", "expected beside password_file")
        return self


class EdgeConfig(Table):
    """All of edge.toml. Paths are absolute or relative to the file's folder, and resolved."""

    space: Id
    agent: Id
    outbox: File = Path("outbox.db")
    clock: Literal["auto", "ntp", "rtc"] = "auto"
    alive_s: Annotated[float, Field(strict=True, gt=0, le=MAX_TTL_S, allow_inf_nan=False)] = (
        STATE_EVERY_S
    )
    ttl_s: Annotated[int, Field(strict=True, ge=1, le=MAX_TTL_S)] = STATE_TTL_S
    keep_days: Annotated[int, Field(strict=True, ge=0, le=3650)] = 30
    quota_mb: Whole = 64
    silent_days: Days = SILENT_DAYS
    desks: tuple[Id, ...] | None = None
    doors: tuple[Id, ...] | None = None
    mqtt: Mqtt
    sensors: tuple[Sensor, ...] = Field(alias="sensor", min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _days_for_all(cls, given: object) -> object:
        """Let what stands above the sensors hold for each that says nothing else."""
        if not isinstance(given, dict) or "silent_days" not in given:
            return given
        days, sensors = given["silent_days"], given.get("sensor")
        if not isinstance(sensors, list | tuple) or isinstance(days, bool):
            return given
        return {**given, "sensor": [_with_days(sensor, days) for sensor in sensors]}

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.alive_s >= self.ttl_s:
            refuse("alive_s", f"expected less than ttl_s, which is {self.ttl_s}")
        _refuse_repeated(_ids(self.sensors), "another sensor has the id")
        _refuse_repeated(_pins(self.sensors), "another sensor has pin")
        _refuse_repeated(_beam_doors(self.sensors), "one beam pair counts already at door")
        _refuse_unknown(self.sensors, "desk", self.desks)
        _refuse_unknown(self.sensors, "door", self.doors)
        return self

    @property
    def address(self) -> AgentAddress:
        """The agent's address on the wire."""
        return AgentAddress(self.space, self.agent)


def load(path: Path) -> EdgeConfig:
    """Read and check edge.toml.

    Raises ConfigError, which names the file, the keys and what was expected.
    """
    return read_toml(path, EdgeConfig, {"folder": path.absolute().parent})


def _with_days(sensor: object, days: object) -> object:
    is_number = isinstance(days, int | float) and 0 <= days <= MAX_SILENT_DAYS
    if not is_number or not isinstance(sensor, dict) or sensor.get("kind") == "distance":
        return sensor
    return {"silent_days": days, **sensor}


def _refuse_repeated(keys: Iterable[tuple[str, object]], reproach: str) -> None:
    seen = set[object]()
    for key, value in keys:
        if value in seen:
            refuse(key, f"{reproach} {value} already")
        seen.add(value)


def _refuse_unknown(
    sensors: tuple[Sensor, ...], place: Literal["desk", "door"], known: tuple[str, ...] | None
) -> None:
    for index, sensor in enumerate(sensors):
        named = sensor.desk if place == "desk" else sensor.door
        if known is not None and named is not None and named not in known:
            choice = ", ".join(known) or "none"
            refuse(f"sensor[{index}].{place}", f"expected one of {place}s, {choice}, not {named}")


def _ids(sensors: tuple[Sensor, ...]) -> Iterator[tuple[str, object]]:
    return ((f"sensor[{index}].id", sensor.id) for index, sensor in enumerate(sensors))


def _pins(sensors: tuple[Sensor, ...]) -> Iterator[tuple[str, object]]:
    for index, sensor in enumerate(sensors):
        for key, pin in sensor.wiring:
            yield f"sensor[{index}].{key}", pin


def _beam_doors(sensors: tuple[Sensor, ...]) -> Iterator[tuple[str, object]]:
    for index, sensor in enumerate(sensors):
        if sensor.plan.kind.counts_passages:
            yield f"sensor[{index}].door", sensor.door

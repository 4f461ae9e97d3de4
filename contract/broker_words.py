"""Why a broker can't be used, in words: which key of the file it is about, and what to do. Pure.

Edge and hub connect each by themselves and meet the same refusals. What `ssl` and `socket` raise is
recognised by its attributes, so that nothing here can open a connection.
"""

from dataclasses import dataclass
from typing import Final

_NO_SUCH_NAME: Final = "gaierror"
_BUSY: Final = frozenset({"Server unavailable", "Server busy", "Connection rate exceeded"})
_LOGIN: Final = frozenset({"Bad user name or password", "Not authorized"})
_NO_TLS_THERE: Final = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG")
_OWN_CERTIFICATE: Final = ("CERTIFICATE_REQUIRED", "HANDSHAKE_FAILURE", "UNKNOWN_CA", "BAD_CERT")


@dataclass(frozen=True, slots=True)
class Trouble:
    """What stands between a program and its broker."""

    key: str
    reason: str
    is_outside: bool
    """The configuration may be right: the broker or the network isn't as it should be."""


@dataclass(frozen=True, slots=True)
class Door:
    """Where the broker is, and what the file says about getting in."""

    host: str
    port: int
    has_tls: bool
    has_password: bool

    @property
    def address(self) -> str:
        """The door as people write it."""
        return f"{self.host}:{self.port}"


def unreachable(error: Exception, door: Door) -> Trouble:
    """Say why a connection could not be opened."""
    told = getattr(error, "verify_message", None)
    if told is not None:
        return _certificate(str(told), door)
    reason = str(getattr(error, "reason", None) or "")
    if door.has_tls and (isinstance(error, ConnectionResetError) or "EOF" in f"{reason}{error}"):
        return Trouble(
            "mqtt.port",
            f"what answers at {door.address} hangs up instead of speaking TLS; expected the port"
            " with TLS, or no mqtt.tls",
            is_outside=True,
        )
    return _tls(reason, door) if reason else _network(error, door)


def closed(door: Door, reason: str) -> Trouble:
    """Say what it means that the broker hung up before it answered."""
    if any(sign in reason.upper().replace(" ", "_") for sign in _OWN_CERTIFICATE):
        return _tls("CERTIFICATE_REQUIRED", door)
    if door.has_tls:
        return Trouble(
            "mqtt.tls.cert_file",
            f"the broker at {door.address} hung up without an answer; expected, if it wants a"
            " certificate of its clients, one that it knows",
            is_outside=True,
        )
    return Trouble(
        "mqtt.tls.ca_file",
        f"the broker at {door.address} hung up without an answer; expected, if it speaks TLS, the"
        " file with its CA",
        is_outside=True,
    )


def silent(door: Door, awaited_s: float) -> Trouble:
    """Say that the broker took the connection and then said nothing."""
    return Trouble(
        "mqtt.port",
        f"something at {door.address} took the connection and said nothing for {awaited_s:g} s;"
        " expected an MQTT broker",
        is_outside=True,
    )


def refused(reason: str, door: Door) -> Trouble:
    """Say why a broker that answered lets nobody in. `reason` is as MQTT 5, 3.2.2.2, names it."""
    if reason in _LOGIN:
        key = "mqtt.password_file" if door.has_password else "mqtt.username"
        return Trouble(
            key,
            f"the broker at {door.address} refuses this name and password ({reason});"
            " expected those that its password file has",
            is_outside=False,
        )
    if reason == "Unsupported protocol version":
        return Trouble(
            "mqtt.host", f"expected a broker that speaks MQTT 5 at {door.address}", False
        )
    return Trouble("mqtt.host", f"the broker at {door.address} refuses: {reason}", reason in _BUSY)


def denied(topic: str, username: str | None, reason: str) -> Trouble:
    """Say that a name may not use a topic."""
    who = f'the user "{username}"' if username else "somebody without a name"
    return Trouble(
        "mqtt.username",
        f"the broker doesn't let {who} use {topic} ({reason}); expected a user whose rules"
        " (acl_file) allow it",
        is_outside=False,
    )


def _certificate(told: str, door: Door) -> Trouble:
    told = told.strip().rstrip(".")
    if "match" in told:
        return Trouble(
            "mqtt.host",
            f"the broker's certificate isn't made for {door.host} ({told}); expected the name or"
            " address that it was made for",
            is_outside=False,
        )
    if "expired" in told or "not yet valid" in told:
        return Trouble(
            "mqtt.host",
            f"the broker's certificate: {told}; expected a new one, or this machine's clock set",
            is_outside=True,
        )
    return Trouble(
        "mqtt.tls.ca_file",
        f"the broker's certificate wasn't signed by this CA ({told}); expected the CA's certificate"
        " that the broker uses",
        is_outside=False,
    )


def _tls(reason: str, door: Door) -> Trouble:
    if any(sign in reason for sign in _NO_TLS_THERE):
        return Trouble(
            "mqtt.port",
            f"what answers at {door.address} speaks no TLS ({reason}); expected the port with TLS,"
            " or no mqtt.tls",
            is_outside=False,
        )
    if any(sign in reason for sign in _OWN_CERTIFICATE):
        return Trouble(
            "mqtt.tls.cert_file",
            f"the broker at {door.address} doesn't take this client's certificate; expected one"
            " that its CA has signed",
            is_outside=False,
        )
    return Trouble("mqtt.host", f"TLS with {door.address} fails: {reason}", is_outside=True)


def _network(error: Exception, door: Door) -> Trouble:
    said = getattr(error, "strerror", None) or str(error) or type(error).__name__
    if type(error).__name__ == _NO_SUCH_NAME:
        return Trouble(
            "mqtt.host",
            f'nobody knows a machine called "{door.host}" ({said}); expected a name or address that'
            " this machine can find",
            is_outside=True,
        )
    if isinstance(error, ConnectionRefusedError):
        return Trouble(
            "mqtt.port",
            f"nobody listens at {door.address}; expected a running broker there",
            is_outside=True,
        )
    if isinstance(error, TimeoutError):
        return Trouble(
            "mqtt.host",
            f"{door.address} doesn't answer; expected a broker that this machine may reach",
            is_outside=True,
        )
    is_ours = isinstance(error, ValueError)  # a host name that can't be one
    return Trouble("mqtt.host", f"{door.address}: {said}", is_outside=not is_ours)

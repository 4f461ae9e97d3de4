"""Every way in which a broker can't be used has its key, its words, and whose fault it is."""

import socket
import ssl

import pytest

from contract import broker_words
from contract.broker_words import Door, Trouble

DOOR = Door("broker.example", 8883, has_tls=True, has_password=True)
PLAIN = Door("broker.example", 1883, has_tls=False, has_password=False)


def tls_error(reason: str) -> ssl.SSLError:
    error = ssl.SSLError(1, reason)
    error.reason = reason
    return error


def certificate_error(told: str) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, told)
    error.verify_message = told
    return error


CASES: dict[str, tuple[Trouble, str, bool]] = {
    "name": (
        broker_words.unreachable(socket.gaierror(-2, "Name or service not known"), PLAIN),
        *("mqtt.host", True),
    ),
    "nobody": (broker_words.unreachable(ConnectionRefusedError(), PLAIN), "mqtt.port", True),
    "silence": (broker_words.unreachable(TimeoutError(), PLAIN), "mqtt.host", True),
    "no host": (broker_words.unreachable(ValueError("Invalid host."), PLAIN), "mqtt.host", False),
    "no route": (broker_words.unreachable(OSError(113, "No route"), PLAIN), "mqtt.host", True),
    "reset": (broker_words.unreachable(ConnectionResetError(), DOOR), "mqtt.port", True),
    "no TLS": (
        broker_words.unreachable(tls_error("WRONG_VERSION_NUMBER"), DOOR),
        *("mqtt.port", False),
    ),
    "another CA": (
        broker_words.unreachable(certificate_error("unable to get local issuer"), DOOR),
        *("mqtt.tls.ca_file", False),
    ),
    "another name": (
        broker_words.unreachable(certificate_error("Hostname mismatch, x."), DOOR),
        *("mqtt.host", False),
    ),
    "expired": (
        broker_words.unreachable(certificate_error("certificate has expired"), DOOR),
        *("mqtt.host", True),
    ),
    "our certificate": (
        broker_words.unreachable(tls_error("TLSV13_ALERT_CERTIFICATE_REQUIRED"), DOOR),
        *("mqtt.tls.cert_file", False),
    ),
    "other TLS": (broker_words.unreachable(tls_error("NO_CIPHERS"), DOOR), "mqtt.host", True),
    "hung up": (broker_words.closed(PLAIN, ""), "mqtt.tls.ca_file", True),
    "hung up on TLS": (broker_words.closed(DOOR, ""), "mqtt.tls.cert_file", True),
    "says nothing": (broker_words.silent(PLAIN, 10), "mqtt.port", True),
    "password": (broker_words.refused("Not authorized", DOOR), "mqtt.password_file", False),
    "no name": (broker_words.refused("Not authorized", PLAIN), "mqtt.username", False),
    "version": (broker_words.refused("Unsupported protocol version", DOOR), "mqtt.host", False),
    "busy": (broker_words.refused("Server busy", DOOR), "mqtt.host", True),
    "banned": (broker_words.refused("Banned", DOOR), "mqtt.host", False),
    "rules": (broker_words.denied("a/b", "me", "Not authorized"), "mqtt.username", False),
}


@pytest.mark.parametrize(("trouble", "key", "is_outside"), CASES.values(), ids=CASES)
def test_a_trouble_has_its_key(trouble: Trouble, key: str, *, is_outside: bool) -> None:
    """One printable line that says what is expected, or whose turn it is."""
    assert (trouble.key, trouble.is_outside) == (key, is_outside)
    assert trouble.reason.isprintable()
    assert "broker" in trouble.reason or "TLS" in trouble.reason or "expected" in trouble.reason

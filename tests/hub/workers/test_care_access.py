"""What lets the hub and programs in, looked at for care: real certificates, and a token's use."""

import ssl
from datetime import timedelta
from pathlib import Path

from contract.series import CareKind
from contract.times import from_us, to_us
from hub.certificate_end import first_end_us
from hub.config import MqttConfig, TlsConfig
from hub.domain.care import Instant
from hub.workers.care_access import READ_EVERY_S, AccessLook, SharedTokenUse
from tests.parts.certificates import self_signed


def nothing_shown() -> None:
    """Be a broker without TLS."""


def needed(look: AccessLook, now: Instant) -> dict[CareKind, tuple[str, ...]]:
    """Return what needs somebody."""
    return {each.kind: each.subjects for each in look.judge(now) if each.needs_care}


def test_files_and_the_broker_are_looked_at(tmp_path: Path) -> None:
    """Each by its key of hub.toml; a renewed file is read within ten minutes."""
    own, broker = (self_signed(tmp_path, name) for name in ("own", "broker"))
    end_us = first_end_us(own.cert)
    assert end_us is not None
    at = from_us(end_us) - timedelta(days=8)
    tls = TlsConfig(ca_file=tmp_path / "none.crt", cert_file=own.cert, key_file=own.key)
    shown = ssl.PEM_cert_to_DER_cert(broker.cert.read_text())
    look = AccessLook(MqttConfig(tls=tls), lambda: shown, SharedTokenUse(lambda: 0))
    (subjects,) = needed(look, Instant(at, 0.0, 0.0)).values()
    assert [each.split()[0] for each in subjects] == ["mqtt.host", "mqtt.tls.cert_file"]
    own.cert.write_text(self_signed(tmp_path, "new", days=90).cert.read_text())
    (subjects,) = needed(look, Instant(at, READ_EVERY_S - 1, 0.0)).values()
    assert len(subjects) == 2
    (subjects,) = needed(look, Instant(at, READ_EVERY_S, 0.0)).values()
    assert [each.split()[0] for each in subjects] == ["mqtt.host"]


def test_without_tls_there_is_nothing_that_ends() -> None:
    """And what a broker shows that is no certificate has no end."""
    now = Instant(from_us(0), 0.0, 0.0)
    for shown in (nothing_shown, lambda: b"x"):
        assert needed(AccessLook(MqttConfig(), shown, SharedTokenUse(lambda: 0)), now) == {}


def test_a_token_that_is_sent_is_in_use() -> None:
    """From the minute on in which it opened something."""
    now = Instant(from_us(10**15), 0.0, 0.0)
    token = SharedTokenUse(lambda: to_us(now.wall))
    look = AccessLook(MqttConfig(), nothing_shown, token)
    assert needed(look, now) == {}
    token.note()
    assert set(needed(look, now)) == {CareKind.SHARED_TOKEN_USED}

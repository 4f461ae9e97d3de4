"""What lets the hub and programs in, looked at for care: asked by the care thread, each minute.

    hub.toml's mqtt.tls ─▶ files, every ten minutes ─┐
    the broker's certificate, from the connection ───┼─▶ judgements (hub/domain/access_care.py)
    who sent the token of hub.toml, and when ────────┘

A file that can't be read is no end of a certificate: `platzfrei-hub check` tells of that.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from contract.times import to_us
from hub.certificate_end import NoCertificate, end_us, first_end_us
from hub.config import MqttConfig
from hub.domain.access_care import judge_certificates, judge_shared_token
from hub.domain.care import Instant, Judgement

READ_EVERY_S: Final = 600.0
BROKER: Final = "mqtt.host"
"""The key of hub.toml by which the broker's own certificate is called."""


class SharedTokenUse:
    """Notes when the token of hub.toml was sent last. Any thread may note."""

    def __init__(self, now_us: Callable[[], int]) -> None:
        self._now_us = now_us
        self.began_us = now_us()
        self.used_us: int | None = None

    def note(self) -> None:
        """Note that it was sent."""
        self.used_us = self._now_us()


class AccessLook:
    """Looks again and again. One thread owns it."""

    def __init__(
        self, mqtt: MqttConfig, broker: Callable[[], bytes | None], token: SharedTokenUse
    ) -> None:
        """`broker` returns the certificate that the broker has shown last, as DER."""
        tls = mqtt.tls
        named = {} if tls is None else {"ca_file": tls.ca_file, "cert_file": tls.cert_file}
        self._files = {f"mqtt.tls.{key}": path for key, path in named.items() if path is not None}
        self._broker = broker
        self._token = token
        self._ends_us: Mapping[str, int] = {}
        self._next_s: float | None = None

    def judge(self, now: Instant) -> Iterator[Judgement]:
        """Judge as of now."""
        if self._next_s is None or now.monotonic_s >= self._next_s:
            self._ends_us = _ends_us(self._files)
            self._next_s = now.monotonic_s + READ_EVERY_S
        now_us = to_us(now.wall)
        yield from judge_certificates({**self._ends_us, **self._of_broker()}, now_us)
        yield from judge_shared_token(self._token.used_us, self._token.began_us, now_us)

    def _of_broker(self) -> Mapping[str, int]:
        shown = self._broker()
        try:
            return {} if shown is None else {BROKER: end_us(shown)}
        except NoCertificate:
            return {}


def _ends_us(files: Mapping[str, Path]) -> Mapping[str, int]:
    ends_us = {key: first_end_us(path) for key, path in files.items()}
    return {key: at_us for key, at_us in ends_us.items() if at_us is not None}

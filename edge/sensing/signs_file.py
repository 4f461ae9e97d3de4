"""The file of signs, beside the outbox: which sensors were seen alive, kept over restarts.

It owns the file: one JSON object and its check sum, replaced whole, so that a power cut leaves the
old one or the new one. A file that is absent, damaged or of something else says nothing: then no
sensor is proven that can't prove itself. It never raises; while the card takes nothing, what is
known stays in memory. It decides nothing: see edge.decisions.life_signs.
"""

import hashlib
import json
import logging
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from edge.configuration.sensors import Sensor
from edge.decisions.life_signs import Fitting, LifeSign, from_event, resume
from edge.decisions.past import Past
from edge.decisions.proof import needs_sign

log = logging.getLogger(__name__)

SUFFIX: Final = ".signs"
_LARGEST_BYTES: Final = 1024 * 1024
_OURS_ALONE: Final = 0o600


class Signs:
    """What is known of every configured sensor. Times are of the clocks that the caller names."""

    def __init__(self, outbox: Path, sensors: Sequence[Sensor], now_us: int) -> None:
        """Read the file; `now_us` is boot-time. Never raises."""
        self._path = outbox.with_name(outbox.name + SUFFIX)
        self._began_us = now_us
        kept, self._day = _read(self._path)
        self.is_new = not os.path.lexists(self._path)
        self._signs = {one.id: resume(kept.get(one.id), fitting_of(one)) for one in sensors}
        self._is_ill = False

    @property
    def of(self) -> Mapping[str, LifeSign]:
        """What is known of each sensor, by its id."""
        return self._signs

    def past(self) -> Past:
        """Return what is known, as the decisions need it."""
        signs = self._signs.items()
        return Past(
            {of: sign.watched_us for of, sign in signs if sign.is_proven},
            self._day,
            frozenset(of for of, sign in signs if sign.was_doubted),
            frozenset(of for of, sign in signs if sign.is_doubted),
        )

    def learn(self, seen: Iterable[tuple[str, int]]) -> None:
        """Take signs that are on the card from before this file: sensors, and when (UTC, µs)."""
        for sensor, at_us in seen:
            if sensor in self._signs:
                self._signs[sensor] = from_event(self._signs[sensor], at_us)

    def last(self, past: Past, now_us: int, wall_us: int | None) -> dict[str, int | None]:
        """Return when each sensor that needs signs gave its last one (UTC, µs); None: unknown."""
        self._follow(past, now_us, wall_us)
        return {
            of: sign.at_us if sign.is_proven else None
            for of, sign in self._signs.items()
            if sign.fitting.needs_sign
        }

    def keep(self, past: Past, now_us: int, wall_us: int | None) -> None:
        """Write down what is known at boot-time `now_us`; `wall_us` is None if in doubt."""
        self._follow(past, now_us, wall_us)
        try:
            _replace(self._path, _written(self._signs, self._day))
        except OSError as error:
            if not self._is_ill:
                log.warning(
                    "%s: %s; the signs of the sensors are kept in memory", self._path, error
                )
            self._is_ill = True
        else:
            self._is_ill = False

    def _follow(self, past: Past, now_us: int, wall_us: int | None) -> None:
        self._day = past.day
        for of, sign in self._signs.items():
            watched_us = past.watched_us.get(of)
            self._signs[of] = replace(
                sign,
                is_proven=watched_us is not None,
                at_us=self._dated(sign, watched_us, now_us, wall_us),
                watched_us=watched_us or 0,
                was_doubted=of in past.doubted,
                is_doubted=of in past.doubts,
            )

    def _dated(
        self, sign: LifeSign, watched_us: int | None, now_us: int, wall_us: int | None
    ) -> int | None:
        """Date the last sign: one of an earlier run has its date, one of this run a difference."""
        if watched_us is None:
            return None
        if now_us - watched_us <= self._began_us:
            return sign.at_us
        return None if wall_us is None else wall_us - watched_us


def fitting_of(sensor: Sensor) -> Fitting:
    """Return how a sensor is fitted."""
    pins = ", ".join(f"{key} {pin}" for key, pin in sensor.wiring)
    return Fitting(
        f"{sensor.kind}: {pins}",
        needs_sign(sensor.plan.kind),
        getattr(sensor, "fitted", None),
        getattr(sensor, "checked", None),
    )


def _read(path: Path) -> tuple[dict[str, LifeSign], int | None]:
    try:
        raw = json.loads(_sound_body(path))
        return {of: _sign(one) for of, one in raw["sensors"].items()}, raw["day"]
    except FileNotFoundError:
        return {}, None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        log.warning("%s: %s; every sensor has to be seen to change anew", path, error)
        return {}, None


def _sound_body(path: Path) -> bytes:
    """Return what the file says. Raises OSError, and ValueError for one that is damaged."""
    with path.open("rb") as file:
        body, _, tail = file.read(_LARGEST_BYTES).partition(b"\n")
    if tail.strip() != _check_sum(body):
        raise ValueError("damaged")
    return body


def _sign(raw: Mapping[str, Any]) -> LifeSign:
    fitting = Fitting(raw["wiring"], raw["needs_sign"], _day(raw["fitted"]), _day(raw["checked"]))
    return LifeSign(
        fitting,
        raw["is_proven"],
        raw["at_us"],
        raw["watched_us"],
        raw["was_doubted"],
        raw["is_doubted"],
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _written(signs: Mapping[str, LifeSign], day: int | None) -> bytes:
    raw = {"schema": 1, "day": day, "sensors": {of: _raw(sign) for of, sign in signs.items()}}
    body = json.dumps(raw, separators=(",", ":")).encode()
    return body + b"\n" + _check_sum(body) + b"\n"


def _raw(sign: LifeSign) -> dict[str, object]:
    fitting = sign.fitting
    return {
        "wiring": fitting.wiring,
        "needs_sign": fitting.needs_sign,
        "fitted": None if fitting.fitted is None else fitting.fitted.isoformat(),
        "checked": None if fitting.checked is None else fitting.checked.isoformat(),
        "is_proven": sign.is_proven,
        "at_us": sign.at_us,
        "watched_us": sign.watched_us,
        "was_doubted": sign.was_doubted,
        "is_doubted": sign.is_doubted,
    }


def _check_sum(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest().encode()


def _replace(path: Path, content: bytes) -> None:
    """Put a whole new file in the place of the old one, and see it onto the disk."""
    new = path.with_name(path.name + ".new")
    with suppress(FileNotFoundError):
        new.unlink()  # of a power cut, perhaps with another mode
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OURS_ALONE)
    with os.fdopen(descriptor, "wb") as file:  # all of it, or an error
        file.write(content)
        file.flush()
        os.fsync(descriptor)
    new.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

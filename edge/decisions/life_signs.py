"""What is kept of a sensor between two runs, and what a new run may still believe of it.

A proof that a sensor lives is one of this sensor at these pins. Another wiring, or a later day on
which it was fitted, begins anew; a day on which somebody checked it counts as a sign, once.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from edge.decisions.wholeness import DAY_US

_EPOCH: Final = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Fitting:
    """What the configuration says of how a sensor is fitted."""

    wiring: str
    """Kind and pins, in any words."""
    needs_sign: bool
    fitted: date | None = None
    checked: date | None = None


@dataclass(frozen=True, slots=True)
class LifeSign:
    """What is known of a sensor: whether it was seen to change, when, and watched for how long."""

    fitting: Fitting
    is_proven: bool = False
    at_us: int | None = None
    """The last sign, in microseconds since 1970; None if no clock could be trusted then."""
    watched_us: int = 0
    was_doubted: bool = False
    """Whether it was in doubt at the last known 00:00 UTC."""
    is_doubted: bool = False


def resume(kept: LifeSign | None, fitting: Fitting) -> LifeSign:
    """Return what may be believed of a sensor now; `kept` is what the last run left."""
    if kept is None or _is_another(kept, fitting):
        doubted = fitting.needs_sign
        sign = LifeSign(fitting, was_doubted=doubted, is_doubted=doubted)
    else:
        sign = replace(kept, fitting=fitting)
    told = kept.fitting.checked if kept is not None else None
    if fitting.checked is None or fitting.checked == told:
        return replace(sign, fitting=replace(fitting, checked=told))
    return _check(sign, fitting.checked, is_new=kept is None)


def from_event(sign: LifeSign, at_us: int) -> LifeSign:
    """Take an event on the card as a sign, unless it is from before the sensor was fitted."""
    fitted = sign.fitting.fitted
    if sign.is_proven or (fitted is not None and at_us < _starts_us(fitted) + DAY_US):
        return sign
    return replace(sign, is_proven=True, at_us=at_us, was_doubted=False, is_doubted=False)


def _is_another(kept: LifeSign, fitting: Fitting) -> bool:
    if kept.fitting.wiring != fitting.wiring:
        return True
    if fitting.fitted is None or fitting.fitted == kept.fitting.fitted:
        return False
    return kept.at_us is None or kept.at_us < _starts_us(fitting.fitted) + DAY_US


def _check(sign: LifeSign, checked: date, *, is_new: bool) -> LifeSign:
    at_us = _starts_us(checked)
    if sign.at_us is not None and sign.at_us >= at_us:
        return sign
    was_doubted = sign.was_doubted and not is_new
    return LifeSign(sign.fitting, True, at_us, 0, was_doubted, False)


def _starts_us(day: date) -> int:
    return (day - _EPOCH).days * DAY_US

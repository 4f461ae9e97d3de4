"""What lets the hub and programs in, and needs somebody: certificates that end, the one old token.

Pure. Where certificates are, and who sends a token, is for hub/workers/care_access.py.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Final

from contract.series import CareKind
from contract.times import from_us
from hub.domain.care import Judgement

ENDING: Final = timedelta(days=30)
ENDS_SOON: Final = timedelta(days=7)
USED_WITHIN: Final = timedelta(days=1)
"""A token that was sent so lately is in use."""
_MICROSECOND: Final = timedelta(microseconds=1)
ENDING_US: Final = ENDING // _MICROSECOND
ENDS_SOON_US: Final = ENDS_SOON // _MICROSECOND
USED_WITHIN_US: Final = USED_WITHIN // _MICROSECOND


def judge_certificates(ends_us: Mapping[str, int], now_us: int) -> Iterator[Judgement]:
    """Judge certificates by when they end, in microseconds since 1970; `ends_us` is by name."""
    soon = {name: at_us for name, at_us in ends_us.items() if at_us - now_us < ENDS_SOON_US}
    late = {name: at_us for name, at_us in ends_us.items() if at_us - now_us < ENDING_US}
    later = {name: at_us for name, at_us in late.items() if name not in soon}
    yield _of_each(CareKind.CERTIFICATE_ENDING, later)
    yield _of_each(CareKind.CERTIFICATE_ENDS_SOON, soon)


def judge_shared_token(used_us: int | None, began_us: int, now_us: int) -> Iterator[Judgement]:
    """Judge whether the token of hub.toml is in use; `used_us` is when it was sent last.

    A hub that has run for less than a day doesn't know, unless it was sent since.
    """
    if used_us is not None:
        yield Judgement(CareKind.SHARED_TOKEN_USED, now_us - used_us < USED_WITHIN_US)
    elif now_us - began_us >= USED_WITHIN_US:
        yield Judgement(CareKind.SHARED_TOKEN_USED, needs_care=False)


def _of_each(kind: CareKind, ends_us: Mapping[str, int]) -> Judgement:
    subjects = tuple(f"{name} {from_us(at_us).date()}" for name, at_us in sorted(ends_us.items()))
    return Judgement(kind, bool(subjects), subjects=subjects)

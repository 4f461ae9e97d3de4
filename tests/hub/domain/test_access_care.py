"""Certificates that end, and the one old token: from when on they need somebody."""

import pytest

from contract.series import CareKind
from contract.times import to_us
from hub.domain.access_care import (
    ENDING_US,
    ENDS_SOON_US,
    USED_WITHIN_US,
    judge_certificates,
    judge_shared_token,
)
from tests.hub.spaces import utc

NOW_US = to_us(utc(2026, 3, 2, 9, 41))


def needed(ends_us: dict[str, int]) -> dict[CareKind, tuple[str, ...]]:
    """Return what needs somebody; both kinds are judged each time."""
    found = list(judge_certificates(ends_us, NOW_US))
    assert len(found) == 2
    return {each.kind: each.subjects for each in found if each.needs_care}


@pytest.mark.parametrize(
    ("left_us", "kind"),
    [
        (ENDING_US, None),
        (ENDING_US - 1, CareKind.CERTIFICATE_ENDING),
        (ENDS_SOON_US, CareKind.CERTIFICATE_ENDING),
        (ENDS_SOON_US - 1, CareKind.CERTIFICATE_ENDS_SOON),
        (-1, CareKind.CERTIFICATE_ENDS_SOON),
    ],
)
def test_a_certificate_is_told_by_how_long_it_holds(left_us: int, kind: CareKind | None) -> None:
    """Thirty days ahead, then seven; one that has ended is told like one that does so soon."""
    assert set(needed({"mqtt.tls.ca_file": NOW_US + left_us})) == ({kind} - {None})


def test_each_certificate_is_named_with_its_last_day() -> None:
    """So that another one, renewed or not, is another case."""
    ends_us = {"mqtt.tls.cert_file": NOW_US + ENDS_SOON_US, "mqtt.host": NOW_US + 1}
    assert needed(ends_us) == {
        CareKind.CERTIFICATE_ENDING: ("mqtt.tls.cert_file 2026-03-09",),
        CareKind.CERTIFICATE_ENDS_SOON: ("mqtt.host 2026-03-02",),
    }


@pytest.mark.parametrize(
    ("used_us", "began_us", "expected"),
    [
        (NOW_US, NOW_US, [True]),
        (NOW_US - USED_WITHIN_US + 1, 0, [True]),
        (NOW_US - USED_WITHIN_US, 0, [False]),
        (None, NOW_US - USED_WITHIN_US, [False]),
        (None, NOW_US - USED_WITHIN_US + 1, []),
    ],
)
def test_the_old_token_is_in_use_until_a_day_without(
    used_us: int | None, began_us: int, expected: list[bool]
) -> None:
    """A hub that began today doesn't know, so that what was told goes on."""
    found = list(judge_shared_token(used_us, began_us, NOW_US))
    assert [each.needs_care for each in found] == expected

"""What the hub itself needs a person for."""

from typing import Any

import pytest

from contract.care_english import ENGLISH_REASONS
from contract.series import CareKind
from contract.topics import AgentAddress
from hub.domain.agent_care import Audited
from hub.domain.hub_care import (
    BROKER_DOWN_S,
    DISK_LOW_BYTES,
    MANY_FAILED_SIGN_INS,
    STORE_DOWN_S,
    HubNow,
    judge_book_rows,
    judge_hub,
)
from hub.domain.trusted_time import ClockDoubt


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, set()),
        ({"broker_down_s": BROKER_DOWN_S}, {CareKind.BROKER_UNREACHABLE}),
        ({"broker_down_s": BROKER_DOWN_S - 1}, set()),
        ({"store_down_s": STORE_DOWN_S}, {CareKind.STORE_FAILING}),
        ({"store_down_s": STORE_DOWN_S - 1}, set()),
        ({"disk_free_bytes": DISK_LOW_BYTES - 1}, {CareKind.HUB_DISK_LOW}),
        ({"disk_free_bytes": DISK_LOW_BYTES}, set()),
        ({"clock_doubt": ClockDoubt.AHEAD}, {CareKind.HUB_CLOCK_DOUBTED}),
        ({"books_aside": ("book.db.damaged-1",)}, {CareKind.BOOK_DAMAGED}),
        ({"mail_stuck": ("report monthly 2026-02-01",)}, {CareKind.MAIL_STUCK}),
        ({"reports_overdue": ("monthly",)}, {CareKind.REPORT_OVERDUE}),
        ({"failed_sign_ins": MANY_FAILED_SIGN_INS}, {CareKind.SIGN_INS_FAILING}),
        ({"failed_sign_ins": MANY_FAILED_SIGN_INS - 1}, set()),
        ({"alarms_unreached": ("ntfy 0",)}, {CareKind.ALARM_UNREACHED}),
    ],
)
def test_what_is_wrong_with_the_hub_needs_care(
    keys: dict[str, Any], expected: set[CareKind]
) -> None:
    """Each by its own kind, from its limit on; all of them are judged each time."""
    found = list(judge_hub(HubNow(**keys), Audited()))
    assert {each.kind for each in found if each.needs_care} == expected
    assert len(found) == 11


def test_what_the_audit_found_is_named() -> None:
    """Who is no agent of ours, and where what was damaged is kept."""
    audited = Audited(strangers=(AgentAddress("hof", "pi-9"),), damages=("hub.db.damaged-1",))
    found = {each.kind: each.subjects for each in judge_hub(HubNow(), audited) if each.needs_care}
    assert found == {
        CareKind.STORE_DAMAGED: ("hub.db.damaged-1",),
        CareKind.UNKNOWN_AGENT: ("hof/pi-9",),
    }


def test_every_doubt_of_the_clock_has_its_words() -> None:
    """It is what the sentence is about."""
    assert set(ENGLISH_REASONS) >= set(ClockDoubt)


def test_damaged_rows_of_the_book_are_named_by_what_they_are_of() -> None:
    """Nothing is judged before all was seen; what is whole is judged, so that it can end."""
    (found,) = judge_book_rows(("book_calendar", "book_mail"))
    assert (found.kind, found.needs_care) == (CareKind.BOOK_ROW_DAMAGED, True)
    assert found.subjects == ("book_calendar", "book_mail")
    assert [each.needs_care for each in judge_book_rows(())] == [False]
    assert list(judge_book_rows(None)) == []

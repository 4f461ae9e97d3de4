"""The public answer as it is written, named and aged."""

import json
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from contract.events import DeskState
from contract.times import to_us
from hub.domain.availability import (
    Availability,
    DeskCounts,
    FreeDesks,
    OpeningNow,
    Published,
    Quality,
)
from hub.domain.calendar import OpeningState
from tests.hub.spaces import utc

OBSERVED = utc(2026, 3, 2, 9, 41)
BODY = Availability(
    space="bahnhof-wiesenburg",
    name="Bahnhof Wiesenburg",
    observed_at=OBSERVED,
    ttl_s=150,
    quality=Quality.LIVE,
    opening=OpeningNow(
        state=OpeningState.OPEN,
        until=datetime(2026, 3, 2, 17, tzinfo=timezone(timedelta(hours=1))),
        reason=None,
    ),
    desks=DeskCounts(total=8, occupied=3, unknown=1),
    free=FreeDesks(at_least=4, at_most=5, capped=False),
    version=1234,
)
PUBLISHED = Published(BODY, to_us(OBSERVED))

DESIGNED = """
{"space":"bahnhof-wiesenburg","name":"Bahnhof Wiesenburg",
 "observed_at":"2026-03-02T09:41:00.000000Z","age_s":12.4,"ttl_s":150,"quality":"live",
 "opening":{"state":"open","until":"2026-03-02T17:00:00+01:00","reason":null},
 "desks":{"total":8,"occupied":3,"unknown":1},
 "free":{"at_least":4,"at_most":5,"capped":false},"version":1234}
"""


def test_answer_is_as_designed() -> None:
    """Names, nesting, order and forms are those of the published contract."""
    written = PUBLISHED.payload(OBSERVED + timedelta(seconds=12.38)).model_dump_json()
    assert written == json.dumps(json.loads(DESIGNED), separators=(",", ":"))


@given(
    st.sampled_from([None, OBSERVED, OBSERVED + timedelta(microseconds=123_456)]),
    st.floats(-1e4, 3e10),
    st.text(max_size=8).map(lambda text: f'{text}"age_s":null,"'),
)
def test_written_once_it_says_the_same(
    observed: datetime | None, later_s: float, name: str
) -> None:
    """At any time, with any name, also where there is no age: the age alone is written anew."""
    body = BODY.model_copy(update={"observed_at": observed, "name": name})
    published = Published(body, None if observed is None else to_us(observed))
    now = OBSERVED + timedelta(seconds=later_s)
    assert published.encoded(now) == published.payload(now).model_dump_json().encode()


def test_nothing_known_has_neither_time_nor_age() -> None:
    """Null is written as null, not left out; only the detail is left out where it is private."""
    unknown = Published(BODY.model_copy(update={"observed_at": None}), None)
    written = json.loads(unknown.payload(OBSERVED).model_dump_json())
    assert (written["observed_at"], written["age_s"]) == (None, None)
    assert "detail" not in written


def test_detail_stands_at_the_end() -> None:
    """Where desks are public their states follow by id."""
    detail = {"d1": DeskState.FREE, "r1": DeskState.UNKNOWN}
    written = BODY.model_copy(update={"detail": detail}).model_dump_json()
    assert written.endswith('"version":1234,"detail":{"d1":"free","r1":"unknown"}}')


def test_tag_is_strong_and_does_not_age() -> None:
    """The entity tag is the same at every age, and quoted as HTTP wants it."""
    tags = {
        Published(PUBLISHED.payload(OBSERVED + timedelta(seconds=s)), PUBLISHED.observed_us).etag
        for s in (0, 1, 99)
    }
    assert tags == {PUBLISHED.etag}
    assert PUBLISHED.etag[0] == PUBLISHED.etag[-1] == '"'
    assert len(PUBLISHED.etag) == 34


@pytest.mark.parametrize(
    "change",
    [
        {"version": 1235},
        {"ttl_s": 151},
        {"observed_at": None},
        {"desks": DeskCounts(total=8, occupied=None, unknown=1)},
        {"detail": {}},
    ],
)
def test_tag_changes_with_everything_else(change: dict[str, object]) -> None:
    """Whatever is public and no age is part of the tag."""
    assert Published(BODY.model_copy(update=change), None).etag != PUBLISHED.etag


def test_local_times_are_said_to_the_second() -> None:
    """Opening hours have no fractions, and none is written."""
    until = datetime(2026, 3, 2, 17, 0, 0, 250_000, tzinfo=timezone(timedelta(hours=1)))
    written = OpeningNow(state=OpeningState.OPEN, until=until, reason=None).model_dump_json()
    assert written == '{"state":"open","until":"2026-03-02T17:00:00+01:00","reason":null}'


def test_an_answer_has_the_fields_of_the_contract_and_never_changes() -> None:
    """What isn't in the contract is refused; a published snapshot is the same for every reader."""
    with pytest.raises(ValidationError, match="extra_forbidden"):
        DeskCounts.model_validate({"total": 8, "occupied": 3, "unknown": 1, "names": []})
    with pytest.raises(ValidationError, match="frozen_instance"):
        BODY.version = 3  # type: ignore[misc]  # that it is refused is the point

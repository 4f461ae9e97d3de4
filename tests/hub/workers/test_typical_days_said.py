"""What a replica believes of what an archive says."""

import json
from typing import Any

import pytest

from hub.api.openapi import TYPICAL_DAYS_EXAMPLE
from hub.domain.typical_day import Level
from hub.errors import StoreUnavailable
from hub.workers.typical_days import ShownTypicalDay
from hub.workers.typical_days_said import SpaceTypicalDay, TypicalDaysSaid, read_said
from tests.hub.pages.typical_days import gap, level, share, typical_monday

OPEN = typical_monday(share(9, 37.5), gap(10))
GUARDED = typical_monday(level(9, Level.BUSY), small_count=3)


def written(**said: ShownTypicalDay | None) -> bytes:
    """Write what a hub says."""
    spaces = tuple(SpaceTypicalDay(space=each, typical_day=day) for each, day in said.items())
    return TypicalDaysSaid(spaces=spaces).model_dump_json().encode()


def test_what_is_said_arrives_as_it_is() -> None:
    """To the last digit; also that there is nothing to say, and nothing of other spaces."""
    body = written(a=OPEN, b=GUARDED, c=None, other=OPEN)
    found = read_said(body, {"a": 0, "b": 3, "c": 0, "unsaid": 0})
    told = {space: said.typical_day for space, said in found.items()}
    assert told == {"a": OPEN, "b": GUARDED, "c": None}


def changed(**hour: Any) -> bytes:
    """Write what a hub says with something else in its first hour."""
    said = json.loads(written(a=OPEN))
    said["spaces"][0]["typical_day"]["typical"]["hours"][0] |= hour
    return json.dumps(said).encode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"<html>",
        b'{"spaces": [{"space": "a", "typical_day": {}}]}',
        changed(hour=24),
        changed(hour=10),
        changed(coverage_ratio=1.5),
        changed(utilisation_ratio=-0.1),
        written(a=typical_monday(share(9, 50), small_count=3)),
        written(a=typical_monday()),
    ],
)
def test_what_makes_no_sense_is_not_believed(body: bytes) -> None:
    """What was said before stays then, with its age."""
    with pytest.raises(StoreUnavailable):
        read_said(body, {"a": 0})


def test_an_archive_that_protects_less_is_not_believed() -> None:
    """Shares of a space that this hub protects are never shown."""
    with pytest.raises(StoreUnavailable, match="isn't of the same"):
        read_said(written(a=OPEN), {"a": 3})


def test_the_example_is_what_would_be_written() -> None:
    """The one in the description of the interface."""
    read = TypicalDaysSaid.model_validate_json(json.dumps(TYPICAL_DAYS_EXAMPLE))
    assert json.loads(read.model_dump_json()) == TYPICAL_DAYS_EXAMPLE

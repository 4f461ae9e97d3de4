"""Rows as payloads: what a card holds is what travels, garbled or not, and never too much of it."""

import json
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.limits import MAX_BATCH_BYTES, MAX_BATCH_EVENTS
from contract.messages import BatchEnvelope, EventBatch, MalformedMessage, parse, parse_event
from edge.delivery.batch import cut_batch, event_json
from edge.delivery.outbox_rows import Position, Row
from tests.edge.scripted import START_US

EPOCH, OTHER = "e" * 32, "f" * 32
STOPPED = '{"kind":"stopped"}'


def row(
    seq: int,
    body: str = STOPPED,
    *,
    epoch: str = EPOCH,
    at_us: int | None = None,
    estimated: bool = False,
) -> Row:
    """Return the row of an event; an epoch named `OTHER` is the second on the card."""
    at_us = START_US + seq if at_us is None else at_us
    return Row(Position(1 + (epoch == OTHER), seq), epoch, at_us, estimated, body)


def carried(rows: Sequence[Row], max_bytes: int = MAX_BATCH_BYTES) -> list[int]:
    """Return the numbers in the first batch of `rows`, after reading it as the hub does."""
    payload, taken = cut_batch(rows, max_bytes)
    batch = parse(EventBatch, payload)
    assert batch.epoch == taken[0].epoch
    assert batch.first == taken[0].place.seq
    assert [event.seq for event in batch.events] == [one.place.seq for one in taken]
    return [one.place.seq for one in taken]


def test_an_event_travels_with_number_date_and_body() -> None:
    """The row's number and date stand before what was written down."""
    assert event_json(row(7)) == b'{"seq":7,"at":"2026-03-02T07:00:00.000007Z","kind":"stopped"}'


def test_an_estimate_says_so() -> None:
    """A date that was placed between its neighbours is marked; a synced one needs no mark."""
    assert json.loads(event_json(row(7, estimated=True)))["clock"] == "estimated"
    assert "clock" not in json.loads(event_json(row(7)))


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{}",
        "{]",
        "[]",
        "7",
        "null",
        ' {"kind":"stopped"}',
        '{"kind":"stopped"',
        '{"kind":NaN}',
        '{"kind":Infinity}',
        "\x00",
        '{"kind":"a"}}',
        '{"kind":"a"},{"kind":"b"}',
    ],
)
def test_a_garbled_body_travels_as_damaged(body: str) -> None:
    """The hub hears of it under its number, and its neighbours are not harmed."""
    payload, _ = cut_batch([row(1), row(2, body), row(3)], MAX_BATCH_BYTES)
    envelope = parse(BatchEnvelope, payload)
    assert envelope.events[1]["kind"] == "damaged"
    assert parse_event(envelope.events[0], 1).kind == "stopped"
    assert parse_event(envelope.events[2], 3).kind == "stopped"
    with pytest.raises(MalformedMessage):
        parse_event(envelope.events[1], 2)


@given(st.text(max_size=60), st.integers(-(2**63), 2**63 - 1))
def test_no_row_makes_a_batch_unreadable(body: str, at_us: int) -> None:
    """Whatever a card makes of a body or a date, the envelope is read and the next event stored."""
    payload, _ = cut_batch([row(1, body, at_us=at_us), row(2)], MAX_BATCH_BYTES)
    envelope = parse(BatchEnvelope, payload)
    assert parse_event(envelope.events[1], 2).kind == "stopped"


CUTS = [
    ("one", [row(1)], [1]),
    ("several", [row(1), row(2), row(3)], [1, 2, 3]),
    ("not from one", [row(812), row(813)], [812, 813]),
    ("a gap ends it", [row(1), row(2), row(4)], [1, 2]),
    ("an epoch ends it", [row(1), row(2, epoch=OTHER)], [1]),
    ("a late gap", [row(1 + seq + (seq > 550)) for seq in range(600)], list(range(1, 501))),
    ("the same number elsewhere", [row(1), row(1, epoch=OTHER)], [1]),
]


@pytest.mark.parametrize(("rows", "seqs"), [each[1:] for each in CUTS], ids=[c[0] for c in CUTS])
def test_a_batch_is_contiguous_and_of_one_epoch(rows: list[Row], seqs: list[int]) -> None:
    """It ends before the first number that does not follow."""
    assert carried(rows) == seqs


def test_a_batch_holds_at_most_500_events() -> None:
    """However small they are."""
    assert carried([row(seq) for seq in range(1, 600)]) == list(range(1, MAX_BATCH_EVENTS + 1))


@given(st.lists(st.integers(0, 900), min_size=1, max_size=80), st.integers(1200, 20_000))
def test_a_batch_fills_the_limit_and_never_exceeds_it(sizes: list[int], max_bytes: int) -> None:
    """What it leaves out would not have fitted any more."""
    rows = [
        row(seq, '{"kind":"fault","sensor":"s","problem":"' + "x" * size + '"}')
        for seq, size in enumerate(sizes, start=1)
    ]
    payload, taken = cut_batch(rows, max_bytes)
    assert len(payload) <= max_bytes
    if len(taken) < len(rows):
        assert len(payload) + 1 + len(event_json(rows[len(taken)])) > max_bytes - 32


def test_a_batch_of_many_small_events_keeps_the_limit() -> None:
    """Every byte counts, the commas too."""
    rows = [row(seq) for seq in range(1, 500)]
    for max_bytes in range(20_000, 20_070):
        assert len(cut_batch(rows, max_bytes)[0]) <= max_bytes


def test_a_large_event_travels_alone() -> None:
    """One that is larger than the limit by itself is cut out, for the sender to judge."""
    rows = [row(1, '{"kind":"lost","ranges":"' + "x" * 5000 + '"}'), row(2)]
    payload, taken = cut_batch(rows, 1000)
    assert len(payload) > 1000
    assert [one.place.seq for one in taken] == [1]


def test_batches_cut_one_after_the_other_carry_everything() -> None:
    """Cutting on from where the last batch ended leaves nothing out and nothing twice."""
    rows = [row(seq) for seq in range(1, 1400)]
    numbers: list[int] = []
    rest: Sequence[Row] = rows
    while rest:
        numbers += carried(rest, 4000)
        rest = rest[len(cut_batch(rest, 4000)[1]) :]
    assert all(one + 1 == other for one, other in pairwise(numbers))
    assert len(numbers) == len(rows)

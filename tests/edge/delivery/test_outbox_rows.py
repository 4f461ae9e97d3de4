"""The rows of an outbox as its callers see them."""

from random import Random

import pytest

from edge.delivery.check_sums import COLUMNS
from edge.delivery.outbox_rows import Entry, Position, bytes_for, columns_of

BODY = '{"kind":"stopped"}'


def test_a_row_has_the_columns_of_its_table() -> None:
    """In their order: what a column means is nobody's guess."""
    entry = Entry(seq=7, boot_us=11, at_us=13, body=BODY, is_lost=True)
    named = dict(zip(COLUMNS["entry"], columns_of(3, entry), strict=True))
    assert named == {
        "epoch_no": 3,
        "seq": 7,
        "boot_us": 11,
        "at_us": 13,
        "estimated": False,
        "lost": True,
        "settled": False,
        "body": BODY,
    }


def test_a_new_row_is_neither_settled_nor_estimated() -> None:
    """Only a receipt settles; one without a date gets it later."""
    columns = dict(zip(COLUMNS["entry"], columns_of(1, Entry(1, 1, None, BODY)), strict=True))
    assert (columns["at_us"], columns["estimated"], columns["settled"]) == (None, False, False)


def test_rows_are_sent_by_epoch_and_then_by_number() -> None:
    """However they come, the older epoch goes first, and ten after nine."""
    places = [Position(1, 9), Position(1, 10), Position(2, 1), Position(10, 1)]
    mixed = Random(1).sample(places, len(places))
    assert sorted(mixed) == places


@pytest.mark.parametrize("count", [0, 1, 100])
def test_their_need_of_room_is_never_underestimated(count: int) -> None:
    """Each takes more than its text, and there is room for a declaration of loss."""
    need = bytes_for([Entry(seq, seq, seq, BODY * 20) for seq in range(count)])
    assert need >= 65_536 + count * (len(BODY) * 20 + 64)

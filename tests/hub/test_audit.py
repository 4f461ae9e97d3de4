"""The audit: every number of every epoch is accounted for, and what needs a person is said."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.limits import LARGEST_INT
from contract.topics import AgentAddress
from hub.audit import EpochAudit, audit_epoch, is_clean, render
from hub.domain.seq_ranges import Span, seqs_within, spans_of
from hub.stores.protocol import EpochRecord, IgnoredAgent

ADDRESS = AgentAddress("bahnhof", "pi-1")
EPOCH, NEXT, OTHER = "a" * 32, "b" * 32, "c" * 32
SEQS = st.sets(st.integers(1, 30))


def record(
    stored: tuple[Span, ...] = (),
    *,
    quarantined: tuple[Span, ...] = (),
    lost: tuple[Span, ...] = (),
    named_last: int | None = None,
    named_by: tuple[str, ...] | None = None,
) -> EpochRecord:
    """Make what a store remembers of one epoch."""
    if named_by is None:
        named_by = () if named_last is None else (NEXT,)
    return EpochRecord(ADDRESS, EPOCH, named_last, named_by, stored, quarantined, lost)


def audited(*args: tuple[Span, ...], **kwargs: object) -> EpochAudit:
    """Audit one epoch."""
    return audit_epoch(record(*args, **kwargs))  # type: ignore[arg-type]  # as given to `record`


CASES = {
    "nothing is known of it": (record(), ()),
    "the newest epoch, whole so far": (record((Span(1, 5),)), ()),
    "the newest epoch, a hole": (record((Span(1, 2), Span(5, 5))), (Span(3, 4),)),
    "the newest epoch, its start": (record((Span(3, 5),)), (Span(1, 2),)),
    "whole to its named end": (record((Span(1, 5),), named_last=5), ()),
    "its tail": (record((Span(1, 5),), named_last=9), (Span(6, 9),)),
    "only named": (record(named_last=3), (Span(1, 3),)),
    "named empty": (record(named_last=0), ()),
    "quarantined is not missing": (record((Span(1, 2),), quarantined=(Span(3, 3),)), ()),
    "lost is not missing": (record((Span(4, 5),), lost=(Span(1, 3),)), ()),
    "lost beyond what is stored": (record((Span(1, 1),), lost=(Span(5, 6),)), (Span(2, 4),)),
    "too late is not missing": (replace(record((Span(3, 5),)), too_late=(Span(1, 2),)), ()),
    "the last number there is": (record((Span(1, LARGEST_INT),)), ()),
}


@pytest.mark.parametrize(("kept", "missing"), CASES.values(), ids=CASES)
def test_what_is_missing(kept: EpochRecord, missing: tuple[Span, ...]) -> None:
    """Missing is every number up to the named or known end that nothing accounts for."""
    assert audit_epoch(kept).missing == missing


def test_stored_outranks_quarantined_outranks_lost() -> None:
    """A number with several fates is counted once, under the best of them."""
    one = audited((Span(1, 3),), quarantined=(Span(3, 5),), lost=(Span(2, 7),))
    assert (one.stored, one.quarantined, one.lost) == ((Span(1, 3),), (Span(4, 5),), (Span(6, 7),))


@given(SEQS, SEQS, SEQS, st.none() | st.integers(0, 30))
def test_every_number_has_exactly_one_fate(
    stored: set[int], quarantined: set[int], lost: set[int], named_last: int | None
) -> None:
    """From 1 to the last that is named or known, each number is counted once."""
    one = audited(
        spans_of(stored),
        quarantined=spans_of(quarantined),
        lost=spans_of(lost),
        named_last=named_last,
    )
    fates = (one.stored, one.quarantined, one.lost, one.missing)
    numbers = [seq for spans in fates for seq in seqs_within(spans, Span(1, 30))]
    last = max([named_last or 0, *stored, *quarantined, *lost])
    assert sorted(numbers) == list(range(1, last + 1))


def test_a_cloned_card_is_alarming() -> None:
    """Two epochs that follow the same one mean a clone or a rolled-back card."""
    (alarm,) = audited((Span(1, 5),), named_last=5, named_by=(NEXT, OTHER)).alarms
    assert "cloned" in alarm
    assert NEXT[:8] in alarm
    assert OTHER[:8] in alarm


@pytest.mark.parametrize("fate", ["stored", "quarantined"])
def test_a_number_beyond_the_named_end_is_alarming(fate: str) -> None:
    """A card that names fewer events than were sent has forgotten some."""
    (alarm,) = audited(**{"stored": (Span(1, 5),), fate: (Span(1, 7),), "named_last": 5}).alarms
    assert "rolled back" in alarm
    assert "7" in alarm


def test_a_number_at_the_named_end_is_not_alarming() -> None:
    """The named end itself belongs to the epoch."""
    assert audited((Span(1, 5),), named_last=5).alarms == ()


UNCLEAN = {
    "missing": record((Span(2, 2),)),
    "lost": record((Span(1, 2),), lost=(Span(3, 3),)),
    "quarantined": record((Span(1, 2),), quarantined=(Span(3, 3),)),
    "cloned": record((Span(1, 2),), named_last=2, named_by=(NEXT, OTHER)),
    "rolled back": record((Span(1, 3),), named_last=2),
}


@pytest.mark.parametrize("kept", UNCLEAN.values(), ids=UNCLEAN)
def test_one_unclean_epoch_makes_all_unclean(kept: EpochRecord) -> None:
    """Anything that needs a person shows in the verdict, whatever stands beside it."""
    good = audited((Span(1, 9),))
    assert is_clean([good, good])
    assert not is_clean([good, audit_epoch(kept), good])


def test_nothing_is_clean() -> None:
    """An empty store has nothing to answer for."""
    assert is_clean([])


def test_the_table_says_it_all() -> None:
    """One line per epoch in columns; below, in words, what is missing, alarming or ignored."""
    audits = [
        audited((Span(1, 2), Span(5, 5), Span(9, 9)), quarantined=(Span(6, 6),), named_last=8),
        EpochAudit(AgentAddress("hof", "pi"), NEXT, None, (Span(1, 9_999),), (), (), (), (), ()),
    ]
    lines = list(render(audits, [IgnoredAgent("s", "ghost", 7, 0)], 3))
    assert lines == [
        "agent         epoch     named last  stored  missing  lost  quarantined  too late",
        "bahnhof/pi-1  aaaaaaaa           8       4        4     0            1         0",
        "hof/pi        bbbbbbbb           -    9999        0     0            0         0",
        "bahnhof/pi-1 aaaaaaaa: missing 3-4, 7-8",
        f"bahnhof/pi-1 aaaaaaaa: {audits[0].alarms[0]}",
        "s/ghost: not in hub.toml, 7 messages ignored",
        "unreadable payloads in quarantine: 3",
    ]


def test_a_long_list_is_cut() -> None:
    """Of very many gaps the first are named and the others counted."""
    holes = audited(tuple(Span(seq, seq) for seq in range(2, 202, 2)))
    *_, line = render([holes], [], 0)
    assert line.startswith("bahnhof/pi-1 aaaaaaaa: missing 1, 3, 5,")
    assert line.endswith(" and 80 more gaps")


def test_an_empty_store_has_an_empty_table() -> None:
    """Only the heading."""
    assert len(list(render([], [], 0))) == 1

"""The chain of the audit log: what was changed or taken out is found."""

from dataclasses import replace

import pytest

from hub.domain.audit_chain import Entry, Fault, digest, faults_in, sealed


def a_chain(length: int = 5) -> list[Entry]:
    """Make a whole chain."""
    entries: list[Entry] = []
    for number in range(length):
        said = Entry(0, number, "p-1", "invited", detail=f"nr {number}")
        entries.append(sealed(said, entries[-1] if entries else None))
    return entries


def faults(entries: list[Entry]) -> list[Fault]:
    """Return what is wrong with a chain."""
    return list(faults_in(entries))


def test_a_whole_chain_has_no_fault() -> None:
    """Nor has one whose oldest entries are gone, nor an empty one."""
    chain = a_chain()
    assert [entry.number for entry in chain] == [1, 2, 3, 4, 5]
    assert faults(chain) == faults(chain[2:]) == faults([]) == []


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "p-2"},
        {"action": "joined"},
        {"at_us": 99},
        {"subject": "p-9"},
        {"space": "hof"},
        {"detail": "nr 7"},
        {"before": b"x"},
        {"hash": b"x"},
    ],
)
def test_a_changed_entry_is_found(change: dict[str, object]) -> None:
    """Whatever of it was changed."""
    chain = a_chain()
    chain[2] = replace(chain[2], **change)  # type: ignore[arg-type]
    assert Fault(3, 3, is_missing=False) in faults(chain)


def test_a_changed_entry_with_a_new_hash_breaks_the_next_link() -> None:
    """Who knows how the hash is made has to make all later ones anew."""
    chain = a_chain()
    changed = replace(chain[2], actor="p-2")
    chain[2] = replace(changed, hash=digest(changed))
    assert faults(chain) == [Fault(4, 4, is_missing=False)]


def test_missing_entries_are_named() -> None:
    """Those between, and no fault for the one behind them."""
    chain = a_chain()
    assert faults([chain[0], *chain[3:]]) == [Fault(2, 3, is_missing=True)]
    assert str(Fault(2, 3, is_missing=True)) == "entries 2 to 3 are missing"
    assert str(Fault(2, 2, is_missing=True)) == "entry 2 is missing"
    assert str(Fault(2, 2, is_missing=False)) == "entry 2 isn't what was written"


def test_a_chain_cant_begin_anew_behind_what_was_cut_off() -> None:
    """An entry that claims to be the first has number 1, and only that one claims it."""
    late = replace(a_chain()[0], number=7)
    assert faults([replace(late, hash=digest(late))]) == [Fault(7, 7, is_missing=False)]


def test_a_head_says_all_that_was_before() -> None:
    """Two chains that differ anywhere have different heads."""
    other = a_chain()
    other[1] = sealed(replace(other[1], actor="p-2"), other[0])
    for at in range(2, 5):
        other[at] = sealed(other[at], other[at - 1])
    assert faults(other) == []
    assert other[-1].hash != a_chain()[-1].hash

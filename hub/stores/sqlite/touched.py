"""Which windows wait for the roll-up, in the embedded store; history_protocol.py defines them.

    notes of `append`  ─▶  joined where the numbers of an epoch adjoin  ─▶  how far each reaches

Every commit leaves a note for each epoch that it changed. After a backlog of small messages there
are very many, side by side; asked about together they cost as much as one. A window too large only
costs time: slots that come out as they were aren't written.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from contract.topics import AgentAddress
from hub.stores.history_protocol import Touched
from hub.stores.sqlite.check_sums import sound
from hub.stores.sqlite.file import SqliteFile

_NOTES_AT_ONCE: Final = 20_000
_WINDOWS_AT_ONCE: Final = 500
_NOTES: Final = f"""
SELECT id, epoch_id, first, last, from_us, to_us, turns FROM touched WHERE epoch_id IN (
    SELECT epoch.id FROM epoch JOIN agent ON agent.id = agent_id WHERE space = ?
) AND {sound("touched")} ORDER BY touched.id LIMIT ?
"""
_AGENT: Final = f"""
SELECT agent.id, space, agent FROM epoch JOIN agent ON agent.id = agent_id WHERE epoch.id = ?
AND {sound("epoch")} AND {sound("agent")}
"""
# Of a backlog that is all of it, and a wrong date can only widen a window, whose rows are judged.
_SPAN: Final = """
SELECT min(at_us), max(at_us) FROM event WHERE epoch_id = ? AND seq BETWEEN ? AND ?
"""
_EVENT_BEFORE: Final = f"""
SELECT at_us FROM event WHERE agent_id = ? AND at_us < ? AND {sound("event")}
ORDER BY at_us DESC LIMIT 1
"""
_NUMBER_BEFORE: Final = f"""
SELECT at_us FROM event WHERE epoch_id = ? AND seq < ? AND {sound("event")}
ORDER BY seq DESC LIMIT 1
"""
_END_OF_EPOCH_BEFORE: Final = f"""
SELECT at_us FROM event WHERE epoch_id = (
    SELECT before.id FROM epoch AS before JOIN epoch AS this
    ON this.agent_id = before.agent_id AND this.previous = before.epoch WHERE this.id = ?
    AND {sound("epoch", "before")} AND {sound("epoch", "this")}
) AND {sound("event")} ORDER BY seq DESC LIMIT 1
"""
_NUMBER_AFTER: Final = f"""
SELECT at_us FROM event WHERE epoch_id = ? AND seq > ? AND {sound("event")} ORDER BY seq LIMIT 1
"""
_BEGIN_OF_EPOCH_AFTER: Final = f"""
SELECT max(at_us) FROM event WHERE seq = 1 AND epoch_id IN (
    SELECT after.id FROM epoch AS after JOIN epoch AS this
    ON this.agent_id = after.agent_id AND after.previous = this.epoch WHERE this.id = ?
    AND {sound("epoch", "after")} AND {sound("epoch", "this")}
) AND {sound("event")}
"""
_SNAPSHOT_AFTER: Final = f"""
SELECT at_us FROM event WHERE agent_id = ? AND at_us > ?
AND (body LIKE '{{"kind":"alive"%' OR body LIKE '{{"kind":"started"%') AND {sound("event")}
ORDER BY at_us LIMIT 1
"""
_TURN_AFTER: Final = f"""
SELECT at_us FROM event WHERE agent_id = ? AND at_us > ?
AND (seq = 1 OR body LIKE '{{"kind":"started"%' OR body LIKE '{{"kind":"stopped"%')
AND {sound("event")} ORDER BY at_us LIMIT 1
"""
_NEWEST: Final = f"""
SELECT at_us FROM event WHERE agent_id = ? AND {sound("event")} ORDER BY at_us DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class _Note:
    """What is noted of batches that changed an epoch."""

    ids: tuple[int, ...]
    epoch_id: int
    first: int
    last: int
    from_us: int
    to_us: int
    turns: int
    """Whether an epoch begins or ends in it."""


def touched(file: SqliteFile, space: str) -> list[Touched]:
    """Return windows of a space that wait for the roll-up, some hundreds, oldest first."""
    rows = file.rows(_NOTES, (space, _NOTES_AT_ONCE))
    notes = sorted(
        (_Note((number,), *places) for number, *places in rows),
        key=lambda note: (note.epoch_id, note.first),
    )
    joined = sorted(
        (
            span
            for _, of_epoch in groupby(notes, key=lambda note: note.epoch_id)
            for span in _joined(of_epoch)
        ),
        key=lambda note: min(note.ids),
    )
    return [_window(file, note) for note in joined[:_WINDOWS_AT_ONCE]]


def _joined(notes: Iterable[_Note]) -> Iterator[_Note]:
    """Join notes of one epoch, given by their first number, that leave no number between them."""
    together: list[_Note] = []
    last = 0
    for note in notes:
        if together and note.first > last + 1:
            yield _whole(together)
            together = []
        last = max(last, note.last) if together else note.last
        together.append(note)
    yield _whole(together)


def _whole(notes: list[_Note]) -> _Note:
    return _Note(
        epoch_id=notes[0].epoch_id,
        first=notes[0].first,
        last=max(note.last for note in notes),
        from_us=min(note.from_us for note in notes),
        to_us=max(note.to_us for note in notes),
        turns=max(note.turns for note in notes),
        ids=tuple(number for note in notes for number in note.ids),
    )


def _window(file: SqliteFile, note: _Note) -> Touched:
    ((agent_id, space, agent),) = file.rows(_AGENT, (note.epoch_id,))
    ((from_us, to_us),) = file.rows(_SPAN, (note.epoch_id, note.first, note.last))
    before_us = file.number(_NUMBER_BEFORE, (note.epoch_id, note.first))
    turns = note.turns or before_us is None  # else the epoch begins where it did
    epoch = (note.epoch_id,)
    places = (  # in no order: where a clock went back, numbers and times disagree
        from_us,
        to_us,
        note.from_us,
        note.to_us,
        before_us,
        file.number(_NUMBER_AFTER, (note.epoch_id, note.last)),
        file.number(_END_OF_EPOCH_BEFORE, epoch),
        file.number(_BEGIN_OF_EPOCH_AFTER, epoch),
    )
    first_us = min(at_us for at_us in places if at_us is not None)
    latest_us = max(at_us for at_us in places if at_us is not None)
    earlier_us = file.number(_EVENT_BEFORE, (agent_id, first_us))
    return Touched(
        ids=note.ids,
        address=AgentAddress(space, agent),
        from_us=first_us if earlier_us is None else earlier_us,
        to_us=_end_of_reach(file, agent_id, latest_us, turns=bool(turns)) + 1,
    )


def _end_of_reach(file: SqliteFile, agent_id: int, latest_us: int, *, turns: bool) -> int:
    after = (agent_id, latest_us)
    ends = [file.number(_SNAPSHOT_AFTER, after)]
    if turns:
        ends.append(file.number(_TURN_AFTER, after))
    last_us = max(latest_us, file.number(_NEWEST, (agent_id,)) or latest_us)
    return max(last_us if end is None else end for end in ends)

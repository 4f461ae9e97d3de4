"""The journal: every event gets its epoch, number and date, and none is lost without a word."""

import itertools
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from contract.events import DeskState
from edge.decisions.dating import Date, Dated
from edge.delivery.event_body import Snapshot
from edge.delivery.journal import BACKWARDS_US, MAX_WAITING, Journal
from edge.delivery.outbox import Declare, Outbox
from edge.delivery.outbox_rows import Entry, Position
from edge.errors import OutboxUnavailable
from tests.edge.scripted import SECOND_US, START_US, ScriptedClock, seen

ROOMY, TIGHT = 64 * 1024 * 1024, 96 * 1024
NOBODY = Snapshot({"d1": DeskState.FREE}, {"main": False})


class MoodyOutbox(Outbox):
    """The real outbox on a disk that fails when told to."""

    is_failing = False
    takes_no_dates = False

    def begin(self, epoch: str, boot: str, first: Entry) -> None:
        self._groan(self.is_failing)
        super().begin(epoch, boot, first)

    def append(self, epoch: str, entries: Sequence[Entry], declare: Declare) -> bool:
        self._groan(self.is_failing)
        return super().append(epoch, entries, declare)

    def set_dates(self, dates: Sequence[Date]) -> None:
        self._groan(self.is_failing or self.takes_no_dates)
        super().set_dates(dates)

    def _groan(self, hurts: bool) -> None:
        if hurts:
            raise OutboxUnavailable("disk I/O error")


@dataclass
class Card:
    """One card, the clock of its Pi, and whatever journal runs on it."""

    path: Path
    quota: int = ROOMY
    clock: ScriptedClock = field(default_factory=ScriptedClock)
    epochs: Iterator[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.outbox = MoodyOutbox.open(self.path, self.quota)
        self.journal = self.new_journal()

    def new_journal(self) -> Journal:
        return Journal(self.outbox, self.clock, lambda: f"{next(self.epochs):032x}")

    def begin(self) -> None:
        self.journal.begin(NOBODY, self.clock.now_us)
        self.clock.pass_s(1)

    def see(self, count: int = 1, apart_s: float = 1.0) -> None:
        for _ in range(count):
            self.journal.record([seen(self.clock)])
            self.clock.pass_s(apart_s)

    def reboot(self, boot: str, *, synced: bool, off_s: float = 0) -> None:
        """Switch the Pi off and on: boot-time begins anew, and so does the journal."""
        self.clock.offset_us += self.clock.now_us + int(off_s * SECOND_US)
        self.clock.boot, self.clock.now_us, self.clock.synced = boot * 32, 10 * SECOND_US, synced
        self.journal = self.new_journal()
        self.begin()

    def rows(self) -> list[Dated]:
        return [
            Dated(*row)
            for row in self.outbox._file.rows(
                "SELECT epoch_no, seq, boot, boot_us, at_us FROM entry JOIN epoch ON no = epoch_no"
                " ORDER BY epoch_no, seq"
            )
        ]

    def seqs(self) -> list[int]:
        return [row.seq for row in self.rows()]

    def bodies(self, kind: str) -> list[tuple[int, dict[str, object]]]:
        rows = self.outbox._file.rows("SELECT seq, body FROM entry ORDER BY epoch_no, seq")
        found = [(seq, json.loads(body)) for seq, body in rows]
        return [(seq, body) for seq, body in found if body["kind"] == kind]

    def estimated(self) -> dict[Position, bool]:
        return {
            row.place: row.is_estimated for row in self.outbox.unsettled(Position(0, 0), 100_000)
        }


NewCard = Callable[..., Card]


@pytest.fixture
def new_card(tmp_path: Path) -> Iterator[NewCard]:
    made: list[Card] = []

    def make(quota: int = ROOMY, *, synced: bool = True) -> Card:
        made.append(Card(tmp_path / "outbox.db", quota, ScriptedClock(synced=synced)))
        return made[-1]

    yield make
    for card in made:
        card.outbox.close()


@pytest.fixture
def card(new_card: NewCard) -> Card:
    return new_card()


def rises(rows: Sequence[Dated]) -> bool:
    """Tell whether dates rise strictly within each epoch."""
    by_epoch = itertools.groupby(rows, key=lambda row: row.epoch_no)
    runs = [[row.at_us for row in run] for _, run in by_epoch]
    return all(
        one is not None and other is not None and one < other
        for run in runs
        for one, other in itertools.pairwise(run)
    )


# Numbers and epochs


def test_an_epoch_opens_with_started(card: Card) -> None:
    """Number 1 is `started`; on a fresh card it names nobody before it."""
    card.begin()
    assert card.bodies("started") == [
        (
            1,
            {
                "kind": "started",
                "boot": card.clock.boot,
                "previous": None,
                "desks": {"d1": "free"},
                "doors": {"main": False},
            },
        )
    ]


def test_started_names_the_end_of_the_epoch_before(card: Card) -> None:
    """The previous epoch and its last number stand in the next one's first event."""
    card.begin()
    card.see(3)
    card.begin()
    _, (_, body) = card.bodies("started")
    assert body["previous"] == {"epoch": f"{0:032x}", "last": 4}
    assert card.journal.epoch == f"{1:032x}"


def test_each_epoch_counts_from_one(card: Card) -> None:
    """Numbers have no gap within an epoch, and none is carried over."""
    card.begin()
    card.see(2)
    card.begin()
    card.see(1)
    assert card.seqs() == [1, 2, 3, 1, 2]


def test_epochs_are_never_alike(card: Card) -> None:
    """By itself the journal takes 128 random bits as the name of an epoch."""
    journal = Journal(card.outbox, card.clock)
    names = set[str]()
    for _ in range(5):
        journal.begin(NOBODY, card.clock.now_us)
        names.add(journal.epoch)
    assert len(names) == 5
    assert {len(bytes.fromhex(name)) for name in names} == {16}


# Dates while the clock is synced


def test_an_event_is_dated_when_it_was_seen(card: Card) -> None:
    """Its date is its boot-time on the wall clock, not the moment of its recording."""
    card.begin()
    draft = seen(card.clock)
    card.clock.pass_s(2)
    card.journal.record([draft])
    assert card.rows()[1].at_us == draft.boot_us + START_US


def test_dates_rise_though_instants_do_not(card: Card) -> None:
    """Events of one instant, or recorded out of order, are dated a microsecond apart."""
    card.begin()
    now = seen(card.clock)
    card.journal.record([now, now])
    earlier = seen(ScriptedClock(now_us=card.clock.now_us - 5))
    card.journal.record([earlier])
    start_us = card.clock.wall_us()
    assert [row.at_us for row in card.rows()[1:]] == [start_us + n for n in range(3)]


@pytest.mark.parametrize(
    ("step_us", "backwards"),
    [(0, False), (3600 * SECOND_US, False), (-BACKWARDS_US, False), (-BACKWARDS_US - 1, True)],
)
def test_only_a_clock_far_behind_needs_a_new_epoch(
    card: Card, step_us: int, *, backwards: bool
) -> None:
    """Up to a second behind the last event dates creep on; beyond it they would be wrong."""
    card.begin()
    card.clock.offset_us += step_us - SECOND_US  # which has passed since
    assert card.journal.runs_backwards() is backwards
    card.journal.record([seen(card.clock)])
    assert rises(card.rows())


@pytest.mark.parametrize(
    ("behind_us", "backwards"), [(BACKWARDS_US, False), (BACKWARDS_US + 1, True)]
)
def test_the_last_state_counts_too(card: Card, behind_us: int, *, backwards: bool) -> None:
    """Minutes after the last event a state was said: a clock behind it needs a new epoch."""
    card.begin()
    card.clock.pass_s(240)
    said_us = card.journal.dated_now(card.clock.wall_us())
    card.clock.offset_us -= behind_us
    assert card.journal.runs_backwards() is backwards
    assert card.journal.dated_now(card.clock.wall_us()) == said_us + 1


def test_a_new_epoch_dates_its_states_by_the_clock(card: Card) -> None:
    """What an earlier epoch said does not drag it along."""
    card.begin()
    card.journal.dated_now(card.clock.wall_us())
    card.clock.offset_us -= 3600 * SECOND_US
    card.begin()
    assert card.journal.dated_now(card.clock.wall_us()) == card.clock.wall_us()
    assert not card.journal.runs_backwards()


def test_an_unsynced_clock_that_was_ahead_needs_a_new_epoch(card: Card) -> None:
    """Its states rise; once it is synced, and behind them, another epoch is due."""
    card.begin()
    card.clock.synced = False
    far_us = card.clock.wall_us() + 10**15
    assert card.journal.dated_now(far_us) == far_us
    assert card.journal.dated_now(far_us - 5) == far_us + 1
    assert not card.journal.runs_backwards()
    card.clock.synced = True
    assert card.journal.runs_backwards()


def test_an_unsynced_clock_proves_nothing(card: Card) -> None:
    """Before NTP answers the wall clock may stand anywhere, and no epoch ends for it."""
    card.begin()
    card.clock.synced = False
    card.clock.offset_us -= 3600 * SECOND_US
    assert not card.journal.runs_backwards()


def test_a_new_epoch_is_dated_by_the_corrected_clock(card: Card) -> None:
    """What an earlier epoch dated into the future does not drag the new one along."""
    card.begin()
    card.clock.synced = False
    card.see(2)
    card.clock.synced = True
    card.clock.offset_us -= 3600 * SECOND_US
    assert card.journal.runs_backwards()
    card.begin()
    card.see(1)
    assert not card.journal.runs_backwards()
    rows = card.rows()
    assert rises(rows)
    assert [row.at_us for row in rows if row.epoch_no == 2] == [
        row.boot_us + card.clock.offset_us for row in rows if row.epoch_no == 2
    ]


# Dates that come later


def test_events_wait_undated_until_the_clock_is_synced(new_card: NewCard) -> None:
    """While the clock is unsynced nothing gets a date, and nothing undated is handed out."""
    card = new_card(synced=False)
    card.begin()
    card.see(3)
    assert not card.journal.date()
    assert [row.at_us for row in card.rows()] == [None] * 4
    assert card.outbox.unsettled(Position(0, 0), 10) == []


def test_once_synced_they_are_dated_by_boot_time(new_card: NewCard) -> None:
    """The difference in boot-time is exact, however wrong the wall clock was when they came."""
    card = new_card(synced=False)
    card.clock.offset_us = 0
    card.begin()
    card.see(3)
    card.clock.offset_us, card.clock.synced = START_US, True
    assert card.journal.date()
    rows = card.rows()
    assert [row.at_us for row in rows] == [row.boot_us + START_US for row in rows]
    assert not any(card.estimated().values())


def test_dates_are_committed_before_they_can_be_sent(new_card: NewCard, tmp_path: Path) -> None:
    """Whoever opens the card after a power cut finds the same dates as were handed out."""
    card = new_card(synced=False)
    card.begin()
    card.see(2)
    card.clock.synced = True
    card.journal.date()
    handed_out = card.outbox.unsettled(Position(0, 0), 10)
    again = Outbox.open(tmp_path / "outbox.db", ROOMY)
    kept = again.unsettled(Position(0, 0), 10)
    again.close()
    assert len(handed_out) == 3
    assert kept == handed_out


def test_a_new_event_dates_those_before_it(new_card: NewCard) -> None:
    """The first event after the sync comes after all that waited, in date as in number."""
    card = new_card(synced=False)
    card.begin()
    card.see(2)
    card.clock.synced = True
    card.see(1)
    assert len(card.rows()) == 4
    assert rises(card.rows())


def test_what_follows_a_late_date_is_dated_after_it(new_card: NewCard) -> None:
    """Though the clock went back a little between the two."""
    card = new_card(synced=False)
    card.begin()
    card.see(2, apart_s=0)
    card.clock.synced = True
    card.journal.date()
    card.clock.offset_us -= SECOND_US // 2
    card.see(1)
    assert rises(card.rows())


def test_a_boot_that_was_synced_once_is_dated_by_difference(new_card: NewCard) -> None:
    """An earlier boot that lost its sync is as exact as this one: no estimate."""
    card = new_card()
    card.begin()
    card.clock.synced = False
    card.see(2)
    wall_of = {row.boot_us: row.boot_us + START_US for row in card.rows()[1:]}
    card.reboot("c", synced=True, off_s=600)
    card.journal.date()
    rows = card.rows()
    assert {row.boot_us: row.at_us for row in rows[1:3]} == wall_of
    assert not any(card.estimated().values())


def test_a_boot_that_never_synced_is_spread_and_estimated(new_card: NewCard) -> None:
    """Between the last event before it and the first after it, evenly, and marked."""
    card = new_card()
    card.begin()
    card.reboot("c", synced=False, off_s=600)
    card.see(2)
    card.reboot("d", synced=True, off_s=600)
    card.journal.date()
    rows = card.rows()
    before, after = rows[0].at_us, rows[-1].at_us
    assert before is not None
    assert after is not None
    step = (after - before) / 4
    assert [row.at_us for row in rows[1:4]] == pytest.approx(
        [before + step * n for n in (1, 2, 3)], abs=2
    )
    assert list(card.estimated().values()) == [False, True, True, True, False]


def test_no_event_is_dated_before_an_older_one(new_card: NewCard) -> None:
    """No event overtakes an older one that still waits for its date."""
    card = new_card(synced=False)
    card.begin()
    card.see(2)
    card.clock.synced, card.outbox.takes_no_dates = True, True
    card.see(2)
    assert {row.at_us for row in card.rows()} == {None}
    card.clock.offset_us += 5 * SECOND_US
    card.outbox.takes_no_dates = False
    assert card.journal.date()
    assert rises(card.rows())


def test_a_declaration_waits_for_its_date_like_any_event(new_card: NewCard) -> None:
    """An overflow while dates are still missing is dated after what it follows."""
    card = new_card(quota=TIGHT, synced=False)
    card.begin()
    card.clock.synced, card.outbox.takes_no_dates = True, True
    for _ in range(4):
        card.journal.record([seen(card.clock, "x" * 500) for _ in range(100)])
    assert card.bodies("lost")
    card.clock.offset_us += 5 * SECOND_US
    card.outbox.takes_no_dates = False
    card.journal.date()
    assert rises(card.rows())


# A disk that takes nothing


def test_events_wait_in_memory_while_the_disk_is_failing(card: Card) -> None:
    """Nothing is lost and no number skipped: all is kept as soon as the disk takes it."""
    card.begin()
    card.outbox.is_failing = True
    card.see(4)
    assert card.seqs() == [1]
    card.outbox.is_failing = False
    card.journal.flush()
    assert card.seqs() == [1, 2, 3, 4, 5]
    assert rises(card.rows())


def test_an_epoch_can_begin_on_a_failing_disk(card: Card) -> None:
    """`started` waits too, and is still the first to be kept."""
    card.outbox.is_failing = True
    card.begin()
    card.see(2)
    card.outbox.is_failing = False
    card.see(1)
    assert card.seqs() == [1, 2, 3, 4]
    assert [seq for seq, _ in card.bodies("started")] == [1]


def test_no_new_epoch_while_events_wait_for_the_disk(card: Card) -> None:
    """What waits belongs to the old epoch and must be kept first."""
    card.begin()
    card.outbox.is_failing = True
    card.see(1)
    card.clock.offset_us -= 3600 * SECOND_US
    assert not card.journal.runs_backwards()
    card.outbox.is_failing = False
    card.journal.flush()
    assert card.journal.runs_backwards()


def test_undated_events_in_memory_are_dated_there(new_card: NewCard) -> None:
    """The sync may come while the disk fails: dates are right and rise all the same."""
    card = new_card(synced=False)
    card.outbox.is_failing = True
    card.begin()
    card.see(2)
    card.clock.synced = True
    card.see(1)
    card.outbox.is_failing = False
    card.journal.flush()
    assert card.seqs() == [1, 2, 3, 4]
    assert rises(card.rows())


def lost_in(card: Card) -> list[tuple[int, int, int]]:
    """Return (its own number, first, last) of every range that a `lost` names."""
    return [
        (seq, lost_range["first"], lost_range["last"])
        for seq, body in card.bodies("lost")
        for lost_range in body["ranges"]  # type: ignore[attr-defined]  # as json reads it
    ]


@pytest.mark.parametrize("begun", [True, False])
def test_what_overflows_in_memory_is_declared(card: Card, *, begun: bool) -> None:
    """The oldest go, never `started`; one `lost` names them, and no number is unaccounted for."""
    card.outbox.is_failing = not begun
    card.begin()
    card.outbox.is_failing = True
    extra = 50
    for _ in range(MAX_WAITING + extra):
        card.journal.record([seen(card.clock)])
    for _ in range(5):
        card.journal.flush()
    card.outbox.is_failing = False
    card.journal.flush()
    ((lost_seq, first, last),) = lost_in(card)
    kept = set(card.seqs())
    assert len(kept) == len(card.seqs())
    assert 1 in kept
    assert first == 2
    assert kept | set(range(first, last + 1)) == set(range(1, lost_seq + 1))
    assert kept.isdisjoint(range(first, last + 1))
    assert last - first + 1 == extra + (not begun)


def test_a_number_is_only_used_up_by_what_is_kept(card: Card) -> None:
    """However often the disk refuses a `lost`, the event after it follows without a gap."""
    card.begin()
    card.outbox.is_failing = True
    for _ in range(MAX_WAITING + 1):
        card.journal.record([seen(card.clock)])
    for _ in range(20):
        card.journal.flush()
    card.outbox.is_failing = False
    card.see(2)
    seqs = card.seqs()
    assert seqs[1:] == list(range(seqs[1], seqs[-1] + 1))
    assert seqs[-1] == 1 + (MAX_WAITING + 1) + 1 + 2


def test_memory_stays_bounded_however_long_the_disk_is_failing(card: Card) -> None:
    """What waits never grows beyond its limit, and neither does what must be declared."""
    card.begin()
    card.outbox.is_failing = True
    for _ in range(2 * MAX_WAITING):
        card.journal.record([seen(card.clock)])
    assert len(card.journal._waiting) == MAX_WAITING


def test_a_full_outbox_declares_with_the_next_number(new_card: NewCard) -> None:
    """An overflow on disk takes one number for its `lost`, also beside one of memory."""
    card = new_card(quota=TIGHT)
    card.begin()
    card.journal.record([seen(card.clock, "x" * 500) for _ in range(300)])
    card.outbox.is_failing = True
    card.journal.record([seen(card.clock) for _ in range(MAX_WAITING + 5)])
    card.outbox.is_failing = False
    card.journal.flush()
    assert [seq for seq, _, _ in lost_in(card)] == [301 + MAX_WAITING + 6, 301 + MAX_WAITING + 7]
    card.see(3)
    assert [body["evidence"] for _, body in card.bodies("desk")][-3:] == ["x"] * 3
    card.journal.record([seen(card.clock, "newest")])
    assert card.bodies("desk")[-1][1]["evidence"] == "newest"
    declared = {seq for _, first, last in lost_in(card) for seq in range(first, last + 1)}
    seqs = card.seqs()
    assert len(seqs) == len(set(seqs))
    assert set(seqs) | declared == set(range(1, seqs[-1] + 1))
    assert declared.isdisjoint(seqs)


def test_a_failure_is_logged_once(card: Card, caplog: pytest.LogCaptureFixture) -> None:
    """A disk that fails for a week does not fill the log with it."""
    card.begin()
    card.outbox.is_failing = True
    card.see(10)
    assert len(caplog.records) == 1
    card.outbox.is_failing = False
    card.see(10)
    assert len(caplog.records) == 2

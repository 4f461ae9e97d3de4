"""What the audit says for care, and when."""

from contract.topics import AgentAddress
from hub.audit import audit_epoch
from hub.domain.agent_care import Account
from hub.domain.seq_ranges import Span
from hub.errors import StoreUnavailable
from hub.stores.protocol import Damage, EpochRecord, IgnoredAgent, StoreReader
from hub.workers.care_audit import LOOK_EVERY_S, AuditLook, accounts_of
from tests.hub.workers.test_care import ReaderInMemory

PI = AgentAddress("hof", "pi")
OLD, NEW = "a" * 32, "b" * 32


def record(
    epoch: str,
    stored: int = 9,
    *,
    named_last: int | None = None,
    lost: tuple[Span, ...] = (),
    too_late: tuple[Span, ...] = (),
) -> EpochRecord:
    """Make a run of which so many events are stored."""
    return EpochRecord(
        PI, epoch, named_last, (), (Span(1, stored),), quarantined=(), lost=lost, too_late=too_late
    )


def test_each_kind_names_its_newest_run() -> None:
    """An older one was told when it was the newest."""
    audits = [
        audit_epoch(record(OLD, lost=(Span(10, 12),), too_late=(Span(13, 14),))),
        audit_epoch(record(NEW, named_last=7, lost=(Span(10, 12),))),
    ]
    assert accounts_of(audits, {(PI, OLD)}) == {
        PI: Account(missing=OLD[:8], lost=NEW[:8], too_late=OLD[:8], copied=NEW[:8])
    }


def test_a_gap_counts_at_the_second_look() -> None:
    """What is under way may overtake; a gap that is closed by then never was one."""
    reader = ReaderInMemory([record(OLD, 7, named_last=9)])
    look = AuditLook((), lambda: reader)
    look.look(0.0, 0)
    assert look.last is not None
    assert look.last.accounts == {PI: Account()}
    look.look(LOOK_EVERY_S - 1, 0)
    assert look.last.accounts == {PI: Account()}
    look.look(LOOK_EVERY_S, 0)
    assert look.last.accounts == {PI: Account(missing=OLD[:8])}
    reader.found = [record(OLD, 9, named_last=9)]
    look.look(2 * LOOK_EVERY_S, 0)
    assert look.last.accounts == {PI: Account()}


def test_damages_are_named_by_their_files() -> None:
    """As long as the store knows of them."""

    class Damaged(ReaderInMemory):
        def damages(self) -> list[Damage]:
            return [Damage(1, "hub.db.damaged-1", "page 7", 9, 1)]

    look = AuditLook((), Damaged)
    look.look(0.0, 0)
    assert look.last is not None
    assert look.last.damages == ("hub.db.damaged-1",)


def test_what_was_found_stands_while_the_store_is_down() -> None:
    """It is asked again at the next minute, not ten minutes later."""
    found, is_ill = ReaderInMemory([record(OLD, lost=(Span(10, 12),))]), False

    def open_reader() -> StoreReader:
        if is_ill:
            raise StoreUnavailable("down")
        return found

    look = AuditLook((), open_reader)
    look.look(0.0, 0)
    is_ill = True
    try:
        look.look(LOOK_EVERY_S, 0)
    except StoreUnavailable:
        pass
    else:
        raise AssertionError("it was not asked")
    assert look.last is not None
    assert look.last.accounts == {PI: Account(lost=OLD[:8])}
    is_ill = False
    found.found = []
    look.look(LOOK_EVERY_S + 60, 0)
    assert look.last.accounts == {}


def test_who_was_named_meanwhile_is_no_stranger_at_once() -> None:
    """The next look isn't waited for."""
    reader = ReaderInMemory([], [IgnoredAgent("hof", "pi", 3, 0)])
    look = AuditLook((), lambda: reader)
    look.look(0.0, 0)
    assert look.last is not None
    assert list(look.last.strangers) == [PI]
    look.follow({PI})
    look.look(1.0, 0)
    assert list(look.last.strangers) == []

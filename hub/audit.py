"""The audit: does the store hold everything that the agents say they sent? Pure, and its table."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from contract.times import from_us, to_wire
from contract.topics import AgentAddress
from hub.domain.seq_ranges import Span, count, difference, union
from hub.stores.history_protocol import Deletion
from hub.stores.protocol import Damage, EpochRecord, IgnoredAgent

_MOST_GAPS: Final = 20


@dataclass(frozen=True, slots=True)
class EpochAudit:
    """What became of the events of one epoch."""

    address: AgentAddress
    epoch: str
    named_last: int | None
    """What the next epoch names as the last number; None while this one is the newest."""
    stored: tuple[Span, ...]
    missing: tuple[Span, ...]
    lost: tuple[Span, ...]
    quarantined: tuple[Span, ...]
    too_late: tuple[Span, ...]
    """Came after their raw events' age: settled, but in no slot."""
    alarms: tuple[str, ...]
    gone: tuple[Span, ...] = ()
    """Of the stored ones: no more in the store, whose slots stand; they may come again."""


def audit_epoch(record: EpochRecord) -> EpochAudit:
    """Account for every number from 1 to the last that is named, or else the last that is known.

    Stored counts before quarantined, quarantined before lost; what is left is missing. What came
    too late is accounted for, too.
    """
    quarantined = difference(record.quarantined, record.stored)
    too_late = difference(record.too_late, record.stored)
    settled = union([*record.stored, *quarantined, *too_late])
    lost = difference(record.lost, settled)
    last = max([record.named_last or 0, *(span.last for span in (*settled, *lost))])
    return EpochAudit(
        address=record.address,
        epoch=record.epoch,
        named_last=record.named_last,
        stored=record.stored,
        missing=difference([Span(1, last)] if last else [], [*settled, *lost]),
        lost=lost,
        quarantined=quarantined,
        too_late=too_late,
        alarms=tuple(_alarms(record, settled)),
        gone=record.gone,
    )


def _alarms(record: EpochRecord, settled: Sequence[Span]) -> Iterator[str]:
    if len(record.named_by) > 1:
        names = ", ".join(by[:8] for by in record.named_by)
        yield f"card rolled back or cloned: epochs {names} all follow this one"
    if record.named_last is not None and settled and settled[-1].last > record.named_last:
        yield (
            f"card rolled back or cloned: number {settled[-1].last} is stored, but the next epoch"
            f" names {record.named_last} as the last"
        )


def is_clean(audits: Iterable[EpochAudit]) -> bool:
    """Tell whether nothing is missing, lost, quarantined, too late or alarming."""
    return not any(
        audit.missing or audit.lost or audit.quarantined or audit.too_late or audit.alarms
        for audit in audits
    )


def verdict(audits: Sequence[EpochAudit], unreadable: int, damages: Sequence[Damage] = ()) -> str:
    """Say in one line what the table comes to."""
    agents = len({audit.address for audit in audits})
    sums = {
        "missing": sum(count(audit.missing) for audit in audits),
        "lost": sum(count(audit.lost) for audit in audits),
        "quarantined": sum(count(audit.quarantined) for audit in audits),
        "too late": sum(count(audit.too_late) for audit in audits),
        "payloads unreadable": unreadable,
        "times damaged": len(damages),
        "alarms": sum(len(audit.alarms) for audit in audits),
    }
    stored = sum(count(audit.stored) for audit in audits)
    about = f"{_so_many(stored, 'event')} of {_so_many(len(audits), 'epoch')}"
    about += f" of {_so_many(agents, 'agent')}"
    found = [f"{number} {what}" for what, number in sums.items() if number]
    return f"not complete: {', '.join(found)}; {about}" if found else f"complete: {about}"


def _so_many(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def render(
    audits: Sequence[EpochAudit],
    ignored: Sequence[IgnoredAgent],
    unreadable: int,
    damages: Sequence[Damage] = (),
) -> Iterator[str]:
    """Yield the lines of the audit's table, and below it all that needs a person."""
    header = (
        "agent",
        "epoch",
        "named last",
        "stored",
        "missing",
        "lost",
        "quarantined",
        "too late",
    )
    rows = [header, *(_cells(audit) for audit in audits)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(header))]
    for row in rows:
        text = [f"{cell:<{width}}" for cell, width in zip(row[:2], widths, strict=False)]
        figures = [f"{cell:>{width}}" for cell, width in zip(row[2:], widths[2:], strict=True)]
        yield "  ".join((*text, *figures))
    for audit in audits:
        if audit.missing:
            yield f"{audit.address} {audit.epoch[:8]}: missing {_spans(audit.missing)}"
        if audit.gone:
            yield (
                f"{audit.address} {audit.epoch[:8]}: stored once and gone since"
                f" {_spans(audit.gone)}, for the bucket was emptied;"
                " slots stand, and what the Pi still holds comes again"
            )
        for alarm in audit.alarms:
            yield f"{audit.address} {audit.epoch[:8]}: {alarm}"
    for agent in ignored:
        yield (
            f"{agent.space}/{agent.agent}: not in hub.toml, {agent.message_count} messages ignored"
        )
    if unreadable:
        yield f"unreadable payloads in quarantine: {unreadable}"
    for damage in damages:
        yield (
            f"{to_wire(from_us(damage.found_us))[:16]}Z: found damaged ({damage.said}):"
            f" {damage.kept_count} rows kept, {damage.aside_count} set aside"
            + (f" in {damage.aside}" if damage.aside else "")
        )


def unfrozen(found: Sequence[Deletion], after_us: int, *, is_done: bool) -> Iterator[str]:
    """Yield what to say of deletions that are taken back, or would be."""
    for deletion in found:
        yield (
            f"deletion dated {_told(deletion.at_us)}: froze all before"
            f" {_told(deletion.before_us)}, deleted {_so_many(deletion.event_count, 'event')}"
        )
    if not found:
        yield f"no deletion is dated after {_told(after_us)}: nothing to take back"
    elif is_done:
        yield f"{_so_many(len(found), 'deletion')} taken back; start the hub, and look at `audit`:"
        yield "every edge sends again what it still holds, also what came too late or was deleted"
    else:
        yield f"{_so_many(len(found), 'deletion')} would be taken back; stop the hub, and add --yes"


def _told(at_us: int) -> str:
    return f"{from_us(at_us):%Y-%m-%d %H:%M} UTC"


def _cells(audit: EpochAudit) -> tuple[str, ...]:
    return (
        str(audit.address),
        audit.epoch[:8],
        "-" if audit.named_last is None else str(audit.named_last),
        str(count(audit.stored)),
        str(count(audit.missing)),
        str(count(audit.lost)),
        str(count(audit.quarantined)),
        str(count(audit.too_late)),
    )


def _spans(spans: Sequence[Span]) -> str:
    texts = [
        str(span.first) if span.first == span.last else f"{span.first}-{span.last}"
        for span in spans[:_MOST_GAPS]
    ]
    more = len(spans) - len(texts)
    return ", ".join(texts) + (f" and {more} more gaps" if more else "")

"""What the audit says for care: looked at every ten minutes, by the care thread, beside the writer.

A gap in an agent's numbers counts once it has been there at two looks: what is under way may
overtake. It knows no kind of care.
"""

from collections.abc import Callable, Collection, Iterable
from contextlib import closing
from typing import Final

from contract.topics import AgentAddress
from hub.audit import EpochAudit, audit_epoch
from hub.domain.agent_care import Account, Audited
from hub.stores.protocol import StoreReader

LOOK_EVERY_S: Final = 600.0
_STRANGERS_US: Final = 86_400 * 1_000_000
_SHORT: Final = 8
"""So much of an epoch tells it from others; the audit's table shows as much."""

_Gap = tuple[AgentAddress, str]


class AuditLook:
    """Looks again and again. One thread owns it."""

    def __init__(
        self, known: Collection[AgentAddress], open_reader: Callable[[], StoreReader]
    ) -> None:
        self._known = known
        self._open_reader = open_reader
        self._next_s: float | None = None
        self._gaps: frozenset[_Gap] = frozenset()
        self.last: Audited | None = None
        """What was found; None: not looked yet."""

    def follow(self, known: Collection[AgentAddress]) -> None:
        """Take these for no strangers from now on; the next look is due at once."""
        self._known, self._next_s = known, None

    def look(self, now_s: float, now_us: int) -> None:
        """Look if it is time. Raises StoreUnavailable; then what was found last stands."""
        if self._next_s is not None and now_s < self._next_s:
            return
        with closing(self._open_reader()) as reader:
            audits = [audit_epoch(record) for record in reader.epochs()]
            ignored, damages = reader.ignored_agents(), reader.damages()
        gaps = frozenset((each.address, each.epoch) for each in audits if each.missing)
        self.last = Audited(
            accounts_of(audits, gaps & self._gaps),
            tuple(
                address
                for each in ignored
                if now_us - each.last_us <= _STRANGERS_US
                and (address := AgentAddress(each.space, each.agent)) not in self._known
            ),
            tuple(damage.aside for damage in damages),
        )
        self._gaps = gaps
        self._next_s = now_s + LOOK_EVERY_S


def accounts_of(
    audits: Iterable[EpochAudit], gaps: Collection[_Gap]
) -> dict[AgentAddress, Account]:
    """Name of each agent the newest run in which something is so; audits come in their order."""
    accounts: dict[AgentAddress, Account] = {}
    for audit in audits:
        before, run = accounts.get(audit.address, Account()), audit.epoch[:_SHORT]
        is_missing = (audit.address, audit.epoch) in gaps
        accounts[audit.address] = Account(
            missing=run if is_missing else before.missing,
            lost=run if audit.lost else before.lost,
            too_late=run if audit.too_late else before.too_late,
            copied=run if audit.alarms else before.copied,
        )
    return accounts

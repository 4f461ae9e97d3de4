"""Forgetting: what is older than `keep_days` leaves the card, and the log says how much.

Settled events go every hour, in the database, its WAL and its free pages; so does a damaged outbox
that was moved aside, and a copy from before a migration, as soon as its oldest event is due.

What has no receipt stays, however old it is: `keep_days` says for how long the card helps a hub to
restore its store, and may be 0; it does not say for how long a hub may be out of reach. Only the
hub can judge whether an event comes too late. It then settles it, and the event goes within the
hour. Until then the log says how many there are. Nothing here drops an event unseen: that is what
a full outbox does, with a `lost` that names it.
"""

import logging
from pathlib import Path
from typing import Final

from edge.delivery.backup_files import delete_expired
from edge.delivery.outbox import Outbox

log = logging.getLogger(__name__)

DAY_US: Final = 24 * 3600 * 1_000_000


def apply_retention(outbox: Outbox, path: Path, keep_days: int, wall_us: int) -> None:
    """Delete what is due at the synced wall time `wall_us`; `path` is the outbox's file.

    Raises OutboxUnavailable; what is left goes an hour later.
    """
    before_us = wall_us - keep_days * DAY_US
    event_count = outbox.prune(before_us)
    file_count = delete_expired(path, before_us)
    if event_count or file_count:
        log.info(
            "deleted after %d days: %d events, %d files of earlier outboxes",
            keep_days,
            event_count,
            file_count,
        )
    waiting_count = outbox.unsettled_count(before_us)
    if waiting_count and keep_days:
        log.warning("%d events older than %d days wait for a receipt", waiting_count, keep_days)
    outbox.wipe(wall_us // DAY_US)

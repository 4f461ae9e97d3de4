"""Opens the outbox of an agent that starts, also on an ill disk. It knows no row."""

import logging
from pathlib import Path

from edge.delivery.disk_trial import is_ill
from edge.delivery.outbox import Outbox
from edge.delivery.outbox_file import reserve_of
from edge.delivery.unopened_file import UnopenedFile
from edge.errors import ForeignOutbox, OutboxUnavailable

log = logging.getLogger(__name__)


def open_or_wait(path: Path, quota_bytes: int) -> Outbox:
    """Open the outbox; on an ill disk go on without it, until its `reopen` finds the disk well.

    Raises OutboxUnavailable for what is no illness: a folder that isn't there, or may not be
    written, or a file of something else.
    """
    try:
        return Outbox.open(path, quota_bytes)
    except ForeignOutbox:
        raise
    except OutboxUnavailable as error:
        reserve = reserve_of(path)
        if not is_ill(reserve):
            raise
        log.warning("%s; the agent goes on, and events wait in memory", error)
        return Outbox(UnopenedFile(path, reserve, str(error)), quota_bytes)

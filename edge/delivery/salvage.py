"""Which rows of a damaged outbox may be kept: those of the right shape. It knows no file."""

import re
from collections.abc import Container
from typing import Final

from contract.limits import LARGEST_INT

Columns = tuple[object, ...]

SALVAGED: Final = {
    "epoch": ("no, epoch, boot, last_seq", "no {0}"),
    "entry": (
        "epoch_no, seq, boot_us, at_us, estimated, lost, settled, body",
        "epoch_no {0}, seq {0}",
    ),
}
"""What is read of an outbox of any schema, and in which order."""

_EPOCH: Final = re.compile("[0-9a-f]{32}")


def is_epoch(row: Columns) -> bool:
    """Tell whether a row of `epoch` can be one."""
    match row:
        case (int(no), str(epoch), str(), int(last)):
            return no > 0 and 0 <= last <= LARGEST_INT and _EPOCH.fullmatch(epoch) is not None
        case _:
            return False


def is_entry(row: Columns, epoch_numbers: Container[object]) -> bool:
    """Tell whether a row of `entry` can be one of these epochs."""
    match row:
        case (no, int(seq), int(), int() | None, int(), int(), int(), str()):
            return no in epoch_numbers and 0 < seq <= LARGEST_INT
        case _:
            return False

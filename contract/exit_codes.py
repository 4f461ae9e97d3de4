"""The exit statuses that all programs share, so that units and scripts tell them apart. Pure."""

from typing import Final

MISCONFIGURED: Final = 2
"""The operator's mistake: systemd doesn't try again (RestartPreventExitStatus)."""
CLOCK_OVER: Final = 3
"""The machine's clock says a year in which Python itself can't tell the time."""
NO_ROOM: Final = 74
"""EX_IOERR of sysexits.h: a fault while writing."""
INTERRUPTED: Final = 130
"""As a shell says it of SIGINT: 128 and the signal's number."""
NOBODY_READS: Final = 141
"""As a shell says it of SIGPIPE."""

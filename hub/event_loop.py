"""The hub's event loop: libuv's where there is one, else Python's own. The only file with uvloop.

Python's loop lets go of the interpreter at each write, and may wait for it again behind every
thread that counts; twenty visitors were twenty such waits. libuv's writes to all of them in one go.
"""

import asyncio
import sys
from typing import Final

SWITCH_S: Final = 0.0005
"""So long a thread that counts may keep the loop waiting; Python's own 5 ms add up."""


def new_event_loop() -> asyncio.AbstractEventLoop:
    """Make the loop; from now on threads give way to each other as often as the loop needs it."""
    sys.setswitchinterval(SWITCH_S)
    try:
        import uvloop  # noqa: PLC0415 - not made for every processor
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()

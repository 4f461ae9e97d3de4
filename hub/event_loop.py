"""The hub's event loop: libuv's where there is one, else Python's own. The only file with uvloop.

Python's loop lets go of the interpreter at each write, and may wait for it again behind every
thread that counts: twenty visitors were twenty such waits. libuv's writes on. Its transports do
what asyncio's do, but are no `asyncio.Transport`: nothing may ask for that by isinstance.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end, as asyncio.run does."""
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        return runner.run(work)


def new_event_loop() -> asyncio.AbstractEventLoop:
    """Make the loop."""
    try:
        import uvloop  # noqa: PLC0415 - not made for every processor
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()

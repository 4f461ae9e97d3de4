"""Waiting for a change without keeping a queue: however much happens, a reader wakes once."""

import asyncio


class ChangeSignal:
    """What one reader waits for. However much happened meanwhile, it wakes once."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    async def changed(self) -> None:
        """Wait until a public snapshot differs from when this was last called."""
        await self._event.wait()
        self._event.clear()

    def wake(self) -> None:
        """Note that something changed."""
        self._event.set()

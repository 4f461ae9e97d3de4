"""Waiting for a change without keeping a queue: however much happens, a reader wakes once."""

import asyncio


class ChangeSignal:
    """What one reader waits for. However much happened meanwhile, it wakes once."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self._spaces: dict[str, None] = {}

    async def changed(self) -> None:
        """Wait until a public snapshot differs from when this was last called."""
        await self._event.wait()
        self._event.clear()

    def take(self) -> tuple[str, ...]:
        """Return the spaces that changed since this was last called, each once."""
        spaces = tuple(self._spaces)
        self._spaces.clear()
        return spaces

    def wake(self, space_id: str) -> None:
        """Note that a space changed."""
        self._spaces[space_id] = None
        self._event.set()

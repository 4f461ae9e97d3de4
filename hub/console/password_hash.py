"""Passwords as they are kept: argon2id, by the parameters that OWASP recommends for it.

Each guess costs 19 MiB and some hundredths of a second, known name or not. The library is imported
with the first password, since a hub that nobody signs in to has no use for it.
"""

from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING, Final

from hub.domain.password_rules import composed

if TYPE_CHECKING:
    from argon2 import PasswordHasher

_MEMORY_KIB: Final = 19_456
_ROUNDS: Final = 2
_LANES: Final = 1
"""OWASP, Password Storage Cheat Sheet: m=19456, t=2, p=1."""
_AT_ONCE: Final = 2
_PATIENCE_S: Final = 5.0


class TooBusy(Exception):
    """So many passwords are being looked at that this one would have to wait too long."""


class PasswordHash:
    """Makes and compares hashes, a few at once. Each call takes some hundredths of a second."""

    def __init__(self) -> None:
        self._hasher: PasswordHasher | None = None
        self._nobodys = ""
        self._making = Lock()
        self._turns = BoundedSemaphore(_AT_ONCE)

    def of(self, password: str) -> str:
        """Return what is kept of a password. Raises TooBusy."""
        hasher = self._ready()
        self._take_turn()
        try:
            return hasher.hash(composed(password))
        finally:
            self._turns.release()

    def fits(self, kept: str | None, password: str) -> bool:
        """Tell whether a password is the one; None takes as long, and fits none. Raises TooBusy."""
        from argon2.exceptions import Argon2Error, InvalidHashError  # noqa: PLC0415

        hasher = self._ready()
        self._take_turn()
        try:
            return hasher.verify(kept or self._nobodys, composed(password)) and kept is not None
        except (Argon2Error, InvalidHashError):
            return False
        finally:
            self._turns.release()

    def _take_turn(self) -> None:
        if not self._turns.acquire(timeout=_PATIENCE_S):
            raise TooBusy

    def _ready(self) -> "PasswordHasher":
        from argon2 import PasswordHasher  # noqa: PLC0415

        with self._making:
            if self._hasher is None:
                hasher = PasswordHasher(
                    time_cost=_ROUNDS, memory_cost=_MEMORY_KIB, parallelism=_LANES
                )
                self._nobodys = hasher.hash("nobody's password")
                self._hasher = hasher
            return self._hasher

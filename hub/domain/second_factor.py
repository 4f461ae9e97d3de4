"""What somebody who came by a password has to show beside it. Pure.

    passkey ─▶ all is shown             password ─▶ code ─▶ all is shown
                                                 └▶ nobody asks for more, of who is no admin

Whoever looks after the hub needs a second thing, and others who switched it on. Only who has none
at all may choose one: else whoever has found out a password would choose it.
"""

from dataclasses import dataclass
from enum import Enum, auto


class CodeApp(Enum):
    """Whether somebody has an app that shows codes."""

    OFF = auto()
    ON = auto()
    UNREADABLE = auto()
    """They had one, and its row is damaged or lost: a recovery code still opens."""


class Needed(Enum):
    """What is still to be shown."""

    NOTHING = auto()
    CODE = auto()
    PASSKEY = auto()
    CHOICE = auto()
    """An admin who has neither chooses one, before anything else opens."""


@dataclass(frozen=True, slots=True)
class WaysIn:
    """By what somebody can come in."""

    has_password: bool
    passkeys: int
    code_app: CodeApp
    recovery_codes: int = 0
    is_outside: bool = False
    """A provider of single sign-on knows the person."""

    @property
    def are_none(self) -> bool:
        """Tell whether nothing of this hub's own opens."""
        return not self.has_password and not self.passkeys


def needed(ways: WaysIn, *, is_admin: bool, is_strong: bool) -> Needed:
    """Say what is still to be shown; `is_strong`: all is."""
    if is_strong:
        return Needed.NOTHING
    if ways.code_app is not CodeApp.OFF:
        return Needed.CODE
    if not is_admin:
        return Needed.NOTHING
    return Needed.PASSKEY if ways.passkeys else Needed.CHOICE


def may_set_up(ways: WaysIn, *, is_admin: bool, is_strong: bool) -> bool:
    """Tell whether somebody may choose an app or another passkey now."""
    return needed(ways, is_admin=is_admin, is_strong=is_strong) in (Needed.NOTHING, Needed.CHOICE)

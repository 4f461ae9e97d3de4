"""MQTT topics: `platzfrei/v1/{space}/{agent}/{channel}`."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

ROOT: Final = "platzfrei/v1"

ID_PATTERN: Final = r"^[a-z0-9][a-z0-9-]{0,62}$"
_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


def is_id(text: str) -> bool:
    """Tell whether `text` may name a space, agent, desk, door or sensor."""
    return _ID.fullmatch(text) is not None


class Channel(StrEnum):
    """The last part of a topic: what kind of message it carries."""

    STATUS = "status"
    STATE = "state"
    EVENTS = "events"
    RECEIPTS = "receipts"
    HEALTH = "health"


_CHANNELS: Final = frozenset(channel.value for channel in Channel)


@dataclass(frozen=True, slots=True, order=True)
class AgentAddress:
    """One agent in one space. Two spaces may each have an agent of the same id."""

    space: str
    agent: str

    def topic(self, channel: Channel) -> str:
        """Return the topic of one of this agent's channels."""
        return f"{ROOT}/{self.space}/{self.agent}/{channel}"

    def __str__(self) -> str:
        return f"{self.space}/{self.agent}"


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic taken apart."""

    address: AgentAddress
    channel: Channel

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Take `text` apart, or return None if it is no topic of this contract."""
        if not text.startswith(f"{ROOT}/"):
            return None
        match text.removeprefix(f"{ROOT}/").split("/"):
            case [space, agent, channel] if is_id(space) and is_id(agent) and channel in _CHANNELS:
                return cls(AgentAddress(space, agent), Channel(channel))
            case _:
                return None


def every_agent(channel: Channel) -> str:
    """Return the subscription filter that matches `channel` of every agent."""
    return f"{ROOT}/+/+/{channel}"

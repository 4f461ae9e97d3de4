"""A process for bench_live: agents that say, evenly paced, what their desks are.

    python -m tests.bench.paced_states HOST PORT STATES_PER_S SECONDS SPACE/AGENT …

It says what all are, prints the epoch of each and waits. For each line it is fed it moves one desk
at each beat, and prints for each: space, desk, state, and the instant just before the message went
to the broker, in seconds of CLOCK_MONOTONIC, which all processes of a machine share.
"""

import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from contract.events import DeskState
from contract.messages import DeskNow, State, StateClock, encode
from contract.topics import AgentAddress, Channel
from hub.clock import SystemClock
from tests.bench.feeder import Feeder

DESKS: Final = 4


class Speaker:
    """Agents that say what their desks are."""

    def __init__(self, feeder: Feeder, agents: Sequence[AgentAddress]) -> None:
        self._feeder = feeder
        self._agents = agents
        self._clock = SystemClock()
        self.epochs = [f"{time.time_ns() + number:032x}" for number in range(len(agents))]
        self._states = [[DeskState.FREE] * DESKS for _ in agents]
        self._since = self._at = self._clock.wall()
        for agent in range(len(agents)):
            self._say(agent)

    def speak(self, states_per_s: int, seconds: int) -> list[str]:
        """Move one desk after the other; return what was said when."""
        began, said = time.monotonic(), []
        for number in range(states_per_s * seconds):
            time.sleep(max(0.0, began + number / states_per_s - time.monotonic()))
            agent, desk = number % len(self._agents), number // len(self._agents) % DESKS
            is_free = self._states[agent][desk] is DeskState.FREE
            state = DeskState.OCCUPIED if is_free else DeskState.FREE
            self._states[agent][desk] = state
            at_s = self._say(agent)
            said.append(f"{self._agents[agent].space} d{desk + 1} {state} {at_s!r}")
        return said

    def _say(self, agent: int) -> float:
        self._at = max(self._clock.wall(), self._at + timedelta(microseconds=1))
        state = State(
            epoch=self.epochs[agent],
            at=self._at,
            ttl_s=150,
            clock=StateClock.SYNCED,
            desks={
                f"d{number}": DeskNow(state=each, since=self._since)
                for number, each in enumerate(self._states[agent], start=1)
            },
            doors={},
        )
        return self._feeder.say(self._agents[agent].topic(Channel.STATE), encode(state))


def main(host: str, port: str, states_per_s: str, seconds: str, *agents: str) -> None:
    """Speak once for each line of standard input, until it ends."""
    with Feeder(host, int(port)) as feeder:
        speaker = Speaker(feeder, [AgentAddress(*agent.split("/")) for agent in agents])
        print(" ".join(speaker.epochs), flush=True)
        for _ in sys.stdin:
            said = speaker.speak(int(states_per_s), int(seconds))
            print("\n".join([*said, "over"]), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

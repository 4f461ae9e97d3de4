"""Mock pins that answer like an ultrasonic sensor, in the very thread that triggers them."""

from collections.abc import Callable

from gpiozero.pins.mock import MockFactory, MockPin

Edge = tuple[float, bool]


class EchoPin(MockPin):  # type: ignore[misc]  # gpiozero has no types
    """An echo line whose edges are told at given times, in seconds."""

    def tell(self, *edges: Edge) -> None:
        """Call back as the backend would."""
        callback = self._when_changed()
        for ticks, state in edges:
            callback(ticks, state)


def on_trigger(board: MockFactory, trigger: int, answer: Callable[[], None]) -> None:
    """Let a trigger pin call `answer` whenever it is pulsed."""

    class TriggerPin(MockPin):  # type: ignore[misc]  # gpiozero has no types
        def _set_state(self, value: float) -> None:
            super()._set_state(value)
            if value:
                answer()

    board.pin(trigger, pin_class=TriggerPin)


def answering(board: MockFactory, trigger: int, echo: int, *answers: tuple[Edge, ...]) -> None:
    """Answer each pulse with the next of `answers`, and those after the last with nothing."""
    pin, left = board.pin(echo, pin_class=EchoPin), list(answers)
    on_trigger(board, trigger, lambda: pin.tell(*left.pop(0)) if left else None)

"""How much time may go into something that anybody can ask for. Pure: the present comes in."""


class TimeBudget:
    """Seconds of work, that grow again with time; in monotonic seconds."""

    def __init__(self, most_s: float, per_s: float) -> None:
        """At first there are `most_s`, and `per_s` of every second flow back."""
        self._most_s = most_s
        self._per_s = per_s
        self._left_s = most_s
        self._at_s = 0.0

    def is_left(self, now_s: float) -> bool:
        """Tell whether more may begin; what has begun is always finished."""
        grown_s = max(0.0, now_s - self._at_s) * self._per_s
        self._left_s = min(self._most_s, self._left_s + grown_s)
        self._at_s = now_s
        return self._left_s > 0

    def spend(self, took_s: float) -> None:
        """Take away what something took."""
        self._left_s -= took_s

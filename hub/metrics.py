"""What the hub counts about itself, in Prometheus terms. One registry per hub, none global."""

from prometheus_client.metrics import Counter, Gauge, Histogram
from prometheus_client.registry import CollectorRegistry


class HubMetrics:
    """Counters and gauges of one hub; `registry` is what `/metrics` prints."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        counter, gauge = self._counter, self._gauge
        self.events_stored = counter("events_stored", "events committed for the first time")
        self.events_repeated = counter("events_repeated", "events that were already stored")
        self.events_quarantined = counter("events_quarantined", "malformed events in quarantine")
        self.events_held_back = counter(
            "events_held_back", "events dated later than can be, each time that they came"
        )
        self.payloads_unreadable = counter(
            "payloads_unreadable", "payloads whose envelope can't be read", "channel"
        )
        self.messages_ignored = counter(
            "messages_ignored", "messages of agents or topics that hub.toml doesn't name", "reason"
        )
        self.messages_dropped = counter(
            "messages_dropped",
            "messages dropped at a full intake or in a flood; the edges send them again",
            "space",
            "agent",
        )
        self.batches_held = counter(
            "batches_held",
            "batches that name more epochs than an agent may; they come again",
            "space",
            "agent",
        )
        self.floods = counter("floods", "times that a flooded topic was not heard", "reader")
        self.receipts_sent = counter("receipts_sent", "receipts published after a commit")
        self.store_failures = counter("store_failures", "commits that failed; no receipt was sent")
        self.store_damages = counter("store_damages", "times that the store was found damaged")
        self.store_rows_set_aside = counter(
            "store_rows_set_aside", "rows that were not as written, and are in no figure"
        )
        self.epoch_conflicts = counter(
            "epoch_conflicts", "two agents speaking under one id, by alternating epochs"
        )
        self.intake_waiting = gauge("intake_waiting", "batches waiting for the store")
        self.mqtt_connected = gauge("mqtt_connected", "1 while connected to the broker", "reader")
        self.stream_clients = gauge("stream_clients", "open availability streams")
        self.rounds_dropped = counter(
            "rounds_dropped", "minutes whose care, health and live points were not written"
        )
        self.care_needed = gauge("care_needed", "things that need care now", "severity")
        self.book_failures = counter(
            "book_failures", "minutes in which the book couldn't remember what needs care"
        )
        self.book_damages = counter("book_damages", "times that the book was found damaged")
        self.worker_failures = counter(
            "worker_failures", "times that a worker of the hub didn't reach the store", "worker"
        )
        self.lag_s = self._histogram(
            "observed_to_stored_seconds",
            "from an event's time to its commit",
            (0.1, 0.3, 1, 3, 10, 60, 600, 3600, 86400, 604800),
        )
        self.api_s = self._histogram(
            "http_answer_seconds",
            "from a request to the end of its answer; streams are not counted",
            (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10),
        )

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"platzfrei_{name}", text, labels, registry=self.registry)

    def _histogram(self, name: str, text: str, bounds: tuple[float, ...]) -> Histogram:
        return Histogram(f"platzfrei_{name}", text, buckets=bounds, registry=self.registry)

    def _gauge(self, name: str, text: str, *labels: str) -> Gauge:
        return Gauge(f"platzfrei_{name}", text, labels, registry=self.registry)

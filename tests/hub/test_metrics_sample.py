"""The hub's own figures for the store."""

from contract.series import HUB, FieldKind
from hub.metrics import HubMetrics
from hub.metrics_sample import HubFigures


def test_counters_are_summed_over_their_labels() -> None:
    """As they stand, whole numbers; a gauge too."""
    metrics = HubMetrics()
    metrics.messages_ignored.labels("stale").inc(2)
    metrics.messages_ignored.labels("unknown_agent").inc()
    metrics.receipts_sent.inc(5)
    metrics.stream_clients.set(3)
    found = HubFigures(metrics).look()
    assert (found["messages_ignored"], found["receipts_sent"]) == (3, 5)
    assert (found["stream_clients"], found["store_failures"]) == (3, 0)


def test_quantiles_are_of_what_came_since_the_last_look() -> None:
    """Without anything new there is none."""
    metrics = HubMetrics()
    figures = HubFigures(metrics)
    metrics.lag_s.observe(2000)
    assert 600 < figures.look()["lag_p50_s"] <= 3600
    assert "lag_p50_s" not in figures.look()
    metrics.lag_s.observe(0.05)
    assert figures.look()["lag_p99_s"] <= 0.1


def test_the_names_and_types_are_those_of_the_contract() -> None:
    """InfluxDB refuses a field whose type changes."""
    metrics = HubMetrics()
    metrics.lag_s.observe(1)
    metrics.api_s.observe(0.01)
    found = HubFigures(metrics).look()
    kinds = {int: FieldKind.INTEGER, float: FieldKind.FLOAT}
    assert {name: kinds[type(value)] for name, value in found.items()} == dict(HUB.fields)

"""What the hub counts about itself, read from its metrics for the store. Knows neither.

Counters as they stand; of the histograms, quantiles of what came since the look before.
"""

from collections.abc import Sequence
from typing import Final

from prometheus_client.metrics import Counter, Gauge, Histogram

from hub.domain.quantiles import Bucket, quantile, since
from hub.metrics import HubMetrics

_QUANTILES: Final = (("p50", 0.5), ("p99", 0.99))

Figures = dict[str, int | float]
"""By the names of contract.series.HUB."""


class HubFigures:
    """Looks at the metrics of one hub again and again. One thread at a time."""

    def __init__(self, metrics: HubMetrics) -> None:
        self._counted: dict[str, Counter | Gauge] = {
            "receipts_sent": metrics.receipts_sent,
            "events_stored": metrics.events_stored,
            "events_repeated": metrics.events_repeated,
            "events_quarantined": metrics.events_quarantined,
            "payloads_unreadable": metrics.payloads_unreadable,
            "messages_ignored": metrics.messages_ignored,
            "messages_dropped": metrics.messages_dropped,
            "store_failures": metrics.store_failures,
            "stream_clients": metrics.stream_clients,
        }
        self._measured = {"lag": metrics.lag_s, "api": metrics.api_s}
        self._before: dict[str, Sequence[Bucket]] = {}

    def look(self) -> Figures:
        """Return what stands now; a quantile of which nothing is known since is left out."""
        figures: Figures = {name: _sum_of(metric) for name, metric in self._counted.items()}
        for name, histogram in self._measured.items():
            now = _buckets_of(histogram)
            new = since(self._before.get(name, ()), now)
            self._before[name] = now
            for suffix, share in _QUANTILES:
                value = quantile(new, share)
                if value is not None:
                    figures[f"{name}_{suffix}_s"] = value
        return figures


def _sum_of(metric: Counter | Gauge) -> int:
    """Add a metric up over its labels."""
    samples = [sample for family in metric.collect() for sample in family.samples]
    return round(sum(sample.value for sample in samples if not sample.name.endswith("_created")))


def _buckets_of(histogram: Histogram) -> tuple[Bucket, ...]:
    return tuple(
        Bucket(float(sample.labels["le"]), sample.value)
        for family in histogram.collect()
        for sample in family.samples
        if sample.name.endswith("_bucket")
    )

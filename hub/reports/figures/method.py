"""The annex on method: which definitions, which software, which inputs."""

from hub.reports.dictionary import METRICS
from hub.reports.model import Method


def method_of(version: str, fingerprint: str | None) -> Method:
    """Name what is needed to recompute a report."""
    metrics = tuple((metric.id, metric.version) for metric in METRICS)
    return Method(metrics=metrics, software_version=version, fingerprint=fingerprint)

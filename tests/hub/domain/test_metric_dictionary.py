"""The metric dictionary: complete, and about every figure there is."""

from hub.domain.indicators import UNITS, Indicator
from hub.domain.metric_dictionary import METRICS


def test_every_indicator_has_its_entry() -> None:
    """In the order of tables, with its unit and version, and the typical week at the end."""
    assert [metric.id for metric in METRICS] == [*Indicator, "typical_week"]
    assert {metric.version for metric in METRICS} == {1}
    assert {metric.id: metric.unit for metric in METRICS[:-1]} == dict(UNITS)

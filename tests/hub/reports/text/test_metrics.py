"""The metric dictionary: complete in both languages, and about every figure there is."""

import pytest

from hub.domain.indicators import UNITS, Indicator
from hub.reports.text.english import ENGLISH_METRICS
from hub.reports.text.german import GERMAN_METRICS
from hub.reports.text.metrics import METRICS, MetricWords


def test_every_indicator_has_its_entry() -> None:
    """In the order of tables, with its unit, and the typical week at the end."""
    assert [one.id for one in METRICS] == [*Indicator, "typical_week"]
    assert {one.id: one.unit for one in METRICS[:-1]} == dict(UNITS)


@pytest.mark.parametrize("words", [GERMAN_METRICS, ENGLISH_METRICS], ids=["german", "english"])
def test_every_entry_has_words(words: dict[str, MetricWords]) -> None:
    """Each has a name of its own, a meaning and a warning, as sentences."""
    assert list(words) == [one.id for one in METRICS]
    assert len({one.name for one in words.values()}) == len(METRICS)
    for entry in words.values():
        assert entry.meaning.endswith(".")
        assert entry.not_to_be_read_as.endswith(".")
        assert "  " not in entry.meaning + entry.not_to_be_read_as

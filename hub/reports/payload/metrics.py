"""The metric dictionary as a payload: both languages beside each formula."""

from pydantic import BaseModel, ConfigDict, Field

from hub.domain.indicators import Unit
from hub.domain.metric_dictionary import METRICS, Metric
from hub.reports.text.catalogue import MetricWords
from hub.reports.text.english_metrics import ENGLISH_METRICS
from hub.reports.text.german_metrics import GERMAN_METRICS


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class WordsShape(_Shape):
    """One entry in one language."""

    name: str
    meaning: str
    not_to_be_read_as: str


class MetricShape(_Shape):
    """One figure of a report."""

    id: str
    version: int = Field(
        ge=1, description="grows when the formula gives another number for the same slots"
    )
    unit: Unit
    formula: str = Field(
        description="in the fields of slots; over open slots unless it says otherwise"
    )
    coverage: str | None = Field(description="null where the calendar alone gives the figure")
    de: WordsShape
    en: WordsShape


class Dictionary(_Shape):
    """Every figure that reports contain, in the order of tables."""

    metrics: tuple[MetricShape, ...]


def dictionary() -> Dictionary:
    """Return the dictionary; it is the same as long as the software is."""
    return Dictionary(metrics=tuple(map(_metric, METRICS)))


def _metric(metric: Metric) -> MetricShape:
    return MetricShape(
        id=metric.id,
        version=metric.version,
        unit=metric.unit,
        formula=metric.formula,
        coverage=metric.coverage,
        de=_words(GERMAN_METRICS[metric.id]),
        en=_words(ENGLISH_METRICS[metric.id]),
    )


def _words(words: MetricWords) -> WordsShape:
    return WordsShape(
        name=words.name, meaning=words.meaning, not_to_be_read_as=words.not_to_be_read_as
    )

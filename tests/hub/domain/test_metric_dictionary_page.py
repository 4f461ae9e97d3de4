"""docs/figures.md says what the metric dictionary says."""

import pytest

from hub.domain.metric_dictionary import METRICS, Metric
from tests.house.tree import ROOT

PAGE = (ROOT / "docs" / "figures.md").read_text()


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.id)
def test_the_page_has_every_figure_with_its_formula(metric: Metric) -> None:
    """Id, unit, formula and coverage, in one row of the table."""
    row = f"| `{metric.id}` | {metric.unit.value} | {metric.formula} | {metric.coverage or '–'} |"
    assert row in PAGE.splitlines()

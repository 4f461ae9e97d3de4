"""The reference data set as a store, made once, and its report."""

from collections.abc import Iterator

import pytest

from hub.reports.figures.build import Sources, build_report
from hub.reports.model import Report
from hub.reports.request import ReportRequest
from tests.hub.reports import reference

VERSION = "0.1.0"


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sources]:
    """Open the store of the reference."""
    archive = reference.archive(tmp_path_factory.mktemp("reference"))
    opened = archive.sources()
    yield opened
    archive.close(opened)


@pytest.fixture(scope="session")
def report(sources: Sources) -> Report:
    """Build the reference's report."""
    request = ReportRequest((), reference.FIRST, reference.LAST)
    return build_report(reference.REGION, sources, request, reference.NOW, version=VERSION)

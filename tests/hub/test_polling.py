"""Waiting for files of any number."""

import os
import resource
import socket
from collections.abc import Iterator

import pytest

from hub.polling import Polling
from tests.hub.http.attacks import allow_open_files


@pytest.fixture
def many_files() -> Iterator[None]:
    """Hold so many files that the next one is beyond what select(2) knows."""
    allow_open_files()
    if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < 1200:
        pytest.skip("this machine allows too few open files")
    held = [os.open(os.devnull, os.O_RDONLY) for _ in range(1100)]
    yield
    for one in held:
        os.close(one)


def test_who_can_be_read_and_written(many_files: None) -> None:
    """A pair beyond file 1023: first it can be written alone, then the other end be read."""
    here, there = socket.socketpair()
    with here, there:
        assert here.fileno() > 1023
        assert Polling.select([here], [here], [], 0) == ([], [here], [])
        there.send(b"x")
        assert Polling.select([here, there], [], [], 5) == ([here], [], [])
        there.close()
        assert Polling.select([here], [], [], 5) == ([here], [], [])


@pytest.mark.parametrize(("what", "error"), [(None, TypeError), (-1, ValueError)])
def test_what_is_no_file_is_refused(what: object, error: type[Exception]) -> None:
    """With the errors that select(2) raises."""
    with pytest.raises(error):
        Polling.select([what], [], [], 0)

"""Compressed answers: for whom, and to the byte what was compressed."""

import gzip

import pytest

from hub.http.compression import accepts_gzip, gzipped


@pytest.mark.parametrize(
    "said",
    ["gzip", "GZIP", "deflate, gzip;q=0.5", "br, x-gzip", "*", "gzip;q=1.0, *;q=0", " gzip ; q=1"],
)
def test_who_takes_gzip_gets_it(said: str) -> None:
    """By name, by the old name, or by taking all."""
    assert accepts_gzip(said)


@pytest.mark.parametrize(
    "said",
    ["", "identity", "br", "gzip;q=0", "gzip; q=0.000, br", "*;q=0", "*, gzip;q=0", "gzipped"],
)
def test_who_does_not_gets_it_as_it_is(said: str) -> None:
    """Also whoever forbids it by name."""
    assert not accepts_gzip(said)


def test_the_same_body_gives_the_same_bytes() -> None:
    """They hold no time, and unpack to what they were."""
    body = b"free, free, occupied" * 100
    assert gzip.decompress(gzipped(body)) == body
    assert gzipped(body) == gzipped(body)
    assert len(gzipped(body)) < len(body) / 10

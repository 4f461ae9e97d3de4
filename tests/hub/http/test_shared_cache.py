"""What a cache in front may keep of each read, and that nobody is seen by it."""

import gzip

import httpx
import pytest

from hub.http.caching import FOR_A_SECOND, NO_CACHE, shared
from tests.hub.pages.region import Region, a_client_of, space

pytestmark = pytest.mark.anyio

GUARDED = "/api/v1/spaces/hof/availability"
OPEN = "/api/v1/spaces/muehle/availability"
PAGES = ("/", "/spaces/hof", "/spaces/hof?lang=en")
ALL = "/api/v1/spaces"
PACKED = {"Accept-Encoding": "gzip"}


def a_region(taken: str = "oooooff", muehle: str = "of") -> Region:
    """Make a protected space and an open one; it is twelve seconds past the full minute."""
    return Region(
        (space("hof", "Hof", taken, small_count=3), taken),
        (space("muehle", "Mühle", muehle), muehle),
    )


async def cache_control(client: httpx.AsyncClient, path: str) -> str:
    """Return what is said of keeping an answer."""
    return str((await client.get(path)).headers["cache-control"])


async def test_protected_until_the_next_full_minute_and_all_else_for_a_second() -> None:
    """A page says how late it is, and all spaces are as young as the youngest."""
    async with a_client_of(a_region()) as client:
        assert await cache_control(client, GUARDED) == shared(48)
        for path in (OPEN, ALL, *PAGES):
            assert await cache_control(client, path) == FOR_A_SECOND


async def test_a_full_minute_that_is_not_told_yet_is_waited_for() -> None:
    """What was said of the minute before isn't kept for another one."""
    region = a_region()
    async with a_client_of(region) as client:
        region.clock.pass_s(48.5)
        assert await cache_control(client, GUARDED) == FOR_A_SECOND
        region.live.tick()
        assert await cache_control(client, GUARDED) == shared(59)


async def test_nothing_is_kept_past_its_promise() -> None:
    """Nobody has confirmed it: it is kept for what is left of `ttl_s`, and then not at all."""
    region = a_region()
    async with a_client_of(region) as client:
        body = (await client.get(OPEN)).json()
        region.clock.pass_s(body["ttl_s"] - body["age_s"] - 0.5)
        for path in (OPEN, ALL, *PAGES):
            assert await cache_control(client, path) == NO_CACHE


async def test_who_sits_there_is_not_seen_by_it() -> None:
    """Nobody or somebody, and whoever comes in between: the same bytes around the same answer."""
    one, other = a_region("fffffff"), a_region("offffff")
    other.say("hof", "oofffff")
    async with a_client_of(one) as first, a_client_of(other) as second:
        for path in (GUARDED, ALL, *PAGES):
            for headers in ({}, PACKED):
                said, also = [await each.get(path, headers=headers) for each in (first, second)]
                assert said.headers == also.headers
                assert said.content == also.content


async def test_what_is_compressed_says_the_same() -> None:
    """By the same tag; who doesn't take it gets it as it is, and caches keep both."""
    async with a_client_of(a_region()) as client:
        for path in PAGES:
            plain = await client.get(path, headers={"Accept-Encoding": "identity"})
            async with client.stream("GET", path, headers=PACKED) as packed:
                body = b"".join([piece async for piece in packed.aiter_raw()])
            head = await client.head(path, headers=PACKED)
            assert gzip.decompress(body) == plain.content
            assert int(packed.headers["content-length"]) == len(body) < len(plain.content) / 2
            assert packed.headers["content-encoding"] == "gzip"
            assert "content-encoding" not in plain.headers
            assert packed.headers["etag"] == plain.headers["etag"]
            assert "Accept-Encoding" in plain.headers["vary"]
            assert head.headers == packed.headers


async def test_an_age_is_never_packed_for_long() -> None:
    """What is written anew is compressed anew."""
    region = a_region()
    async with a_client_of(region) as client:
        before = (await client.get(ALL, headers=PACKED)).json()["spaces"][0]["age_s"]
        region.clock.pass_s(0.5)
        after = (await client.get(ALL, headers=PACKED)).json()["spaces"][0]["age_s"]
    assert after == pytest.approx(before + 0.5)

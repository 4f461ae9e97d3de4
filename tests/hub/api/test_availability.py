"""The public availability over HTTP."""

import httpx
import pytest

from hub.http.caching import FOR_A_SECOND
from tests.hub.pages.region import SPACES, Region

pytestmark = pytest.mark.anyio


async def test_availability_is_the_documented_shape(client: httpx.AsyncClient) -> None:
    """One space's answer has exactly the members of the design, and its age."""
    answer = await client.get("/api/v1/spaces/gutshof/availability")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    body = answer.json()
    assert body.pop("version") > 0
    assert body == {
        "space": "gutshof",
        "name": "Gutshof Glien",
        "observed_at": "2026-03-02T09:41:30.000005Z",
        "age_s": 42.0,
        "ttl_s": 150,
        "quality": "partial",
        "opening": {"state": "open", "until": "2026-03-02T17:00:00+01:00", "reason": None},
        "desks": {"total": 6, "occupied": 1, "unknown": 2},
        "free": {"at_least": 3, "at_most": 5, "capped": False},
    }


async def test_list_wraps_every_space_in_order(client: httpx.AsyncClient) -> None:
    """The list holds each space's whole answer, in the order of hub.toml."""
    listed = (await client.get("/api/v1/spaces")).json()["spaces"]
    assert [each["space"] for each in listed] == [space["id"] for space, _ in SPACES]
    for each in listed:
        alone = await client.get(f"/api/v1/spaces/{each['space']}/availability")
        assert alone.json() == each


async def test_detail_is_there_only_where_it_is_public(client: httpx.AsyncClient) -> None:
    """Desk states appear for the space that made them public and for no other."""
    listed = (await client.get("/api/v1/spaces")).json()["spaces"]
    assert [each["space"] for each in listed if "detail" in each] == ["drahtfabrik"]


@pytest.mark.parametrize(
    "path",
    ["/api/v1/spaces", "/api/v1/spaces/gutshof/availability", "/api/v1/spaces/muehle/availability"],
)
async def test_entity_tag_ignores_the_age(
    client: httpx.AsyncClient, region: Region, path: str
) -> None:
    """While nothing but the age changes the tag stays, and If-None-Match gets 304."""
    before = await client.get(path)
    region.clock.pass_s(5)
    after = await client.get(path, headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 304
    assert after.headers["etag"] == before.headers["etag"]
    assert after.content == b""


async def test_entity_tag_changes_with_the_state(client: httpx.AsyncClient, region: Region) -> None:
    """A desk taken makes a new tag for its space and for the list, and for no other space."""
    paths = [
        "/api/v1/spaces",
        "/api/v1/spaces/gutshof/availability",
        "/api/v1/spaces/schule/availability",
    ]
    before = [(await client.get(path)).headers["etag"] for path in paths]
    region.say("gutshof", "oooooo")
    after = [(await client.get(path)).headers["etag"] for path in paths]
    assert [old != new for old, new in zip(before, after, strict=True)] == [True, True, False]


async def test_a_space_that_never_spoke_has_no_age(client: httpx.AsyncClient) -> None:
    """Without any report observed_at and age are null and nothing is called free."""
    body = (await client.get("/api/v1/spaces/muehle/availability")).json()
    assert (body["observed_at"], body["age_s"], body["quality"]) == (None, None, "stale")
    assert body["free"]["at_least"] == 0


@pytest.mark.parametrize(
    "space",
    [
        "nowhere",
        "Gutshof",
        "gutshof%00",
        "%2e%2e%2fgutshof",
        "gutshof%2F..",
        "%ff%fe",
        "a" * 5000,
        "<script>alert(1)</script>",
        "%0d%0aSet-Cookie:%20a=b",
        "gutshof;x",
        "gutshof%20",
    ],
)
async def test_other_ids_are_unknown_spaces(client: httpx.AsyncClient, space: str) -> None:
    """Whatever else is asked for gets one and the same 404, which repeats nothing of it."""
    answer = await client.get(f"/api/v1/spaces/{space}/availability")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 404
    assert "script" not in answer.text
    assert "set-cookie" not in answer.headers


async def test_head_has_the_headers_of_get(client: httpx.AsyncClient) -> None:
    """HEAD answers with the same headers, the length included, and no body."""
    got = await client.get("/api/v1/spaces")
    head = await client.head("/api/v1/spaces")
    assert (head.status_code, head.content) == (200, b"")
    assert dict(head.headers) == dict(got.headers)


async def test_head_can_be_conditional_too(client: httpx.AsyncClient) -> None:
    """HEAD with a known tag gets 304."""
    tag = (await client.get("/api/v1/spaces")).headers["etag"]
    assert (await client.head("/api/v1/spaces", headers={"If-None-Match": tag})).status_code == 304


async def test_live_answers_must_be_asked_for_again(client: httpx.AsyncClient) -> None:
    """A browser asks every time, and a cache in front after a second."""
    assert (await client.get("/api/v1/spaces")).headers["cache-control"] == FOR_A_SECOND

"""What people type for a way: read strictly, shown by halves, and from the list alone."""

import re

import pytest

from hub.domain.alarm_way import (
    SERVICES,
    WayReason,
    WayRefused,
    WaySort,
    address_of,
    shown_of,
    web_address_of,
)
from hub.domain.outside_address import OutsideReason
from tests.house.tree import ROOT

NTFY = {"server": "https://push.example.org/", "topic": "hof-7kq2x9", "token": "tk_geheim"}
MATRIX = {"server": "https://matrix.example.org", "room": "#hof:example.org", "token": "syt_geheim"}


@pytest.mark.parametrize(
    ("sort", "typed", "shown", "web"),
    [
        (WaySort.MAIL, {"address": " ada@example.org "}, "ada@example.org", ""),
        (WaySort.NTFY, NTFY, "push.example.org/ho…", "https://push.example.org"),
        (WaySort.NTFY, {"topic": "hof"}, "ntfy.sh/ho…", "https://ntfy.sh"),
        (WaySort.MATRIX, MATRIX, "#hof:example.org", "https://matrix.example.org"),
        (WaySort.WEBHOOK, {"url": "https://example.org/hook?key=geheim"}, "example.org/…",
         "https://example.org/hook?key=geheim"),
        (WaySort.SERVICE, {"url": "gotifys://push.example.org:8443/geheim"},
         "Gotify, push.example.org", "https://push.example.org:8443/"),
        (WaySort.SERVICE, {"url": "nctalks://ada:geheim@cloud.example.org/raum"},
         "Nextcloud Talk, cloud.example.org", "https://cloud.example.org/"),
        (WaySort.SERVICE, {"url": "rockets://geheim@chat.example.org/#hof"},
         "Rocket.Chat, chat.example.org", "https://chat.example.org/"),
        (WaySort.SERVICE, {"url": "tgram://123:geheim/456"}, "Telegram", ""),
        (WaySort.SERVICE, {"url": "threema://*GATEWAY@geheim/ABCDEFGH"}, "Threema", ""),
    ],
)  # fmt: skip
def test_what_is_typed_is_read_and_shown_without_its_secret(
    sort: WaySort, typed: dict[str, str], shown: str, web: str
) -> None:
    """Enough to tell one from another."""
    address = address_of(sort, typed)
    assert shown_of(sort, address) == shown
    assert "geheim" not in shown
    assert web_address_of(sort, address) == web


@pytest.mark.parametrize(
    ("sort", "typed", "field", "reason"),
    [
        (WaySort.MAIL, {}, "address", WayReason.NO_MAIL_ADDRESS),
        (WaySort.MAIL, {"address": "a@b\r\nBcc: c@d"}, "address", WayReason.NO_MAIL_ADDRESS),
        (WaySort.NTFY, {**NTFY, "server": "https://ntfy.sh/topic"}, "server", WayReason.HAS_PATH),
        (WaySort.NTFY, {**NTFY, "server": "https://ntfy.sh/?a"}, "server", WayReason.HAS_PATH),
        (WaySort.NTFY, {**NTFY, "server": "file:///etc"}, "server", OutsideReason.NOT_HTTP),
        (WaySort.NTFY, {**NTFY, "server": "https://a@b.example"}, "server", OutsideReason.HAS_USER),
        (WaySort.NTFY, {**NTFY, "topic": "a/b"}, "topic", WayReason.NO_TOPIC),
        (WaySort.NTFY, {**NTFY, "topic": ""}, "topic", WayReason.NO_TOPIC),
        (WaySort.NTFY, {**NTFY, "token": "a b"}, "token", WayReason.NO_TOKEN),
        (WaySort.MATRIX, {**MATRIX, "server": ""}, "server", OutsideReason.NO_ADDRESS),
        (WaySort.MATRIX, {**MATRIX, "room": "@ada:example.org"}, "room", WayReason.NO_ROOM),
        (WaySort.MATRIX, {**MATRIX, "room": "#a/../b"}, "room", WayReason.NO_ROOM),
        (WaySort.MATRIX, {**MATRIX, "token": ""}, "token", WayReason.NO_TOKEN),
        (WaySort.WEBHOOK, {"url": "gopher://example.org"}, "url", OutsideReason.NOT_HTTP),
        (WaySort.WEBHOOK, {"url": "http://0x7f.1/"}, "url", OutsideReason.NO_ADDRESS),
        (WaySort.SERVICE, {"url": "example.org"}, "url", WayReason.NO_SERVICE_ADDRESS),
        (WaySort.SERVICE, {"url": "gotifys:///geheim"}, "url", OutsideReason.NO_ADDRESS),
        (WaySort.SERVICE, {"url": "gotifys://a.example/b?verify=no"}, "url", WayReason.HAS_OPTIONS),
        (WaySort.SERVICE, {"url": "gotifys://a.example/b\n"}, "url", None),
        (WaySort.SERVICE, {"url": "gotifys://a.exa mple/b"}, "url", WayReason.NO_SERVICE_ADDRESS),
    ],
)  # fmt: skip
def test_what_cant_be_a_way_is_refused_by_its_field(
    sort: WaySort, typed: dict[str, str], field: str, reason: WayReason | OutsideReason | None
) -> None:
    """Lines at the end are none of it."""
    if reason is None:
        assert address_of(sort, typed)["url"] == typed["url"].strip()
        return
    with pytest.raises(WayRefused) as refused:
        address_of(sort, typed)
    assert (refused.value.field, refused.value.reason) == (field, reason)


@pytest.mark.parametrize(
    "schema",
    ["file", "exec", "dbus", "qt", "glib", "gnome", "windows", "macosx", "syslog", "rsyslog",
     "json", "xml", "form", "config", "http", "https", "mailto", "mqtt", "apprises", "smpp"],
)  # fmt: skip
def test_what_isnt_on_the_list_is_refused(schema: str) -> None:
    """Whatever else the library knows, and however it is spelled."""
    for spelled in (schema, schema.upper(), schema.title()):
        with pytest.raises(WayRefused) as refused:
            address_of(WaySort.SERVICE, {"url": f"{spelled}://example.org/a"})
        assert refused.value.reason is WayReason.UNKNOWN_SERVICE


def test_the_page_lists_the_services() -> None:
    """Those of docs/alarms.md are those that are taken."""
    page = (ROOT / "docs/alarms.md").read_text()
    named = set(re.findall(r"`([a-z]+)://`", page))
    assert named == {service.form.partition(":")[0] for service in SERVICES.values()}

"""Topics are built and taken apart in one way, and nothing else is a topic."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paho.mqtt.client import topic_matches_sub

from contract.topics import ID_PATTERN, AgentAddress, Channel, Topic, every_agent, is_id

IDS = st.from_regex(ID_PATTERN.replace("$", r"\Z"), fullmatch=True)
ADDRESSES = st.builds(AgentAddress, IDS, IDS)


@given(ADDRESSES, st.sampled_from(Channel))
def test_a_topic_is_taken_apart_as_it_was_built(address: AgentAddress, channel: Channel) -> None:
    """Every address and channel comes back from its topic."""
    assert Topic.parse(address.topic(channel)) == Topic(address, channel)


@pytest.mark.parametrize("channel", Channel)
def test_a_topic_reads_as_documented(channel: Channel) -> None:
    """The root, the space, the agent and the channel, in this order."""
    address = AgentAddress("bahnhof-wiesenburg", "pi-1")
    assert address.topic(channel) == f"platzfrei/v1/bahnhof-wiesenburg/pi-1/{channel.value}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "s/a/state",
        "platzfrei/v1",
        "platzfrei/v1/s/a",
        "platzfrei/v2/s/a/state",
        "Platzfrei/v1/s/a/state",
        "/platzfrei/v1/s/a/state",
        "platzfrei/v1/platzfrei/v1/s/a/state",
        "platzfrei/v1/s/a/state/",
        "platzfrei/v1/s/a/b/state",
        "platzfrei/v1/s//state",
        "platzfrei/v1/s/a/State",
        "platzfrei/v1/s/a/commands",
        "platzfrei/v1/+/a/state",
        "platzfrei/v1/s/#",
        "platzfrei/v1/S/a/state",
        "platzfrei/v1/s/-a/state",
        "platzfrei/v1/s/a\n/state",
        "platzfrei/v1/s/ä/state",
        f"platzfrei/v1/{'s' * 64}/a/state",
        "$SYS/broker/uptime",
    ],
)
def test_anything_else_is_no_topic(text: str) -> None:
    """A foreign root, another depth, an unknown channel or a wrong id: none is a topic of ours."""
    assert Topic.parse(text) is None


@given(st.text())
def test_no_text_surprises_the_parser(text: str) -> None:
    """Any text is a topic that is built alike, or none at all."""
    topic = Topic.parse(text)
    assert topic is None or topic.address.topic(topic.channel) == text


@given(ADDRESSES, st.sampled_from(Channel), st.sampled_from(Channel))
def test_a_filter_matches_its_channel_of_every_agent(
    address: AgentAddress, wanted: Channel, sent: Channel
) -> None:
    """A subscription to one channel gets all agents of all spaces, and no other channel."""
    assert topic_matches_sub(every_agent(wanted), address.topic(sent)) == (wanted is sent)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("d1", True),
        ("1", True),
        ("a-b-", True),
        ("a" * 63, True),
        ("", False),
        ("a" * 64, False),
        ("-a", False),
        ("A", False),
        ("a_b", False),
        ("a b", False),
        ("a/b", False),
        ("a\n", False),
        ("é", False),
        ("٣", False),
    ],
)
def test_ids_are_short_and_plain(text: str, *, expected: bool) -> None:
    """An id can stand in a topic, a path, a file and a tag without quoting."""
    assert is_id(text) is expected


def test_addresses_sort_by_space_and_agent() -> None:
    """Lists of agents come in the order that people expect."""
    addresses = [AgentAddress("b", "a"), AgentAddress("a", "b"), AgentAddress("a", "a")]
    assert [str(each) for each in sorted(addresses)] == ["a/a", "a/b", "b/a"]

"""The published document of the wire is whole, true to the models, and in step with the code."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contract.asyncapi import document, text
from contract.deliveries import DELIVERIES
from contract.messages import BatchEnvelope, encode, parse, parse_event
from contract.topics import AgentAddress, Channel, Topic

COMMITTED = Path(__file__).parents[2] / "deploy" / "asyncapi.json"


@pytest.fixture
def published() -> dict[str, Any]:
    """Return the document as a reader gets it."""
    read: dict[str, Any] = json.loads(text())
    return read


def references(node: object) -> Iterator[str]:
    """Yield the target of every reference in the document."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for inner in node.values():
            yield from references(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from references(inner)


def resolve(published: dict[str, Any], reference: str) -> Any:
    """Return what a reference points to; raises KeyError if there is nothing."""
    root, *steps = reference.split("/")
    assert root == "#", reference
    node: Any = published
    for step in steps:
        node = node[step]
    return node


def test_the_committed_document_is_in_step() -> None:
    """Whoever changes a model runs `python -m contract.asyncapi > deploy/asyncapi.json`."""
    assert COMMITTED.read_text() == text()


def test_it_says_which_standard_it_follows(published: dict[str, Any]) -> None:
    """Tools read version, title and licence before anything else."""
    assert published["asyncapi"] == "3.0.0"
    assert published["info"]["title"]
    assert published["info"]["version"]
    assert published["info"]["license"] == {"name": "EUPL-1.2"}


def test_every_reference_leads_somewhere(published: dict[str, Any]) -> None:
    """No reference dangles, and no component lies there unused."""
    targets = set(references(published))
    for target in targets:
        assert resolve(published, target)
    components = {
        f"#/components/{kind}/{name}"
        for kind, members in published["components"].items()
        for name in members
    }
    assert components <= targets


@pytest.mark.parametrize("channel", Channel)
def test_every_channel_has_its_topic(channel: Channel, published: dict[str, Any]) -> None:
    """With its parameters filled in, the address is the topic that the programs use."""
    described = published["channels"][channel]
    examples = {
        name: resolve(published, parameter["$ref"])["examples"][0]
        for name, parameter in described["parameters"].items()
    }
    address = AgentAddress(**examples)
    assert Topic.parse(described["address"].format(**examples)) == Topic(address, channel)


@pytest.mark.parametrize("channel", Channel)
def test_every_example_is_a_message(channel: Channel, published: dict[str, Any]) -> None:
    """What the document shows is read by the parser, and written as it is shown."""
    shown = published["components"]["messages"][channel]["examples"]
    assert shown
    for example in shown:
        payload = json.dumps(example["payload"]).encode()
        message = parse(DELIVERIES[channel].model, payload)
        assert json.loads(encode(message)) == example["payload"]


def test_examples_of_events_show_every_kind(published: dict[str, Any]) -> None:
    """A reader finds each kind at least once, and each example can be judged event by event."""
    kinds = set()
    for example in published["components"]["messages"]["events"]["examples"]:
        envelope = parse(BatchEnvelope, json.dumps(example["payload"]).encode())
        for seq, raw in enumerate(envelope.events, envelope.first):
            kinds.add(parse_event(raw, seq).kind)
    schemas = published["components"]["schemas"]
    assert kinds == {
        schema["properties"]["kind"]["const"]
        for schema in schemas.values()
        if "kind" in schema.get("properties", {})
    }


@pytest.mark.parametrize(
    ("operation", "action", "mqtt"),
    [
        ("edgeSendsStatus", "send", {"qos": 1, "retain": True}),
        ("edgeSendsState", "send", {"qos": 1, "retain": True}),
        ("edgeSendsEvents", "send", {"qos": 1, "retain": False}),
        ("edgeSendsHealth", "send", {"qos": 0, "retain": True}),
        ("edgeReceivesReceipts", "receive", {"qos": 1}),
        ("hubSendsReceipts", "send", {"qos": 1, "retain": False}),
        ("hubReceivesStatus", "receive", {"qos": 1}),
        ("hubReceivesState", "receive", {"qos": 1}),
        ("hubReceivesEvents", "receive", {"qos": 1}),
        ("hubReceivesHealth", "receive", {"qos": 0}),
    ],
)
def test_operations_say_how_messages_travel(
    operation: str, action: str, mqtt: dict[str, object], published: dict[str, Any]
) -> None:
    """Each program's sending and receiving carries the QoS and the retain flag of the design."""
    described = published["operations"][operation]
    assert described["action"] == action
    assert described["bindings"]["mqtt"] == mqtt | {"bindingVersion": "0.2.0"}


def test_no_operation_is_missing_from_the_table_above(published: dict[str, Any]) -> None:
    """Two programs and five channels: ten operations."""
    assert len(published["operations"]) == 10


def test_the_will_is_a_status(published: dict[str, Any]) -> None:
    """The server's last will is a status that says offline."""
    will = published["servers"]["broker"]["bindings"]["mqtt"]["lastWill"]
    assert will["topic"] == published["channels"]["status"]["address"]
    assert parse(DELIVERIES[Channel.STATUS].model, will["message"].encode())
    assert json.loads(will["message"])["online"] is False


def test_schemas_demand_what_the_parser_demands(published: dict[str, Any]) -> None:
    """The schema number and the kind are required, the event's clock is not."""
    schemas = published["components"]["schemas"]
    assert all("schema" in schemas[each.model.__name__]["required"] for each in DELIVERIES.values())
    assert {"kind", "seq", "at"} <= set(schemas["Stopped"]["required"])
    assert "clock" not in schemas["Stopped"]["required"]


def test_each_document_is_new() -> None:
    """A caller may change what it got without changing what others get."""
    document()["info"] = None
    assert document()["info"]

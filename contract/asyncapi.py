"""The wire's documentation: an AsyncAPI 3.0 document made from the models.

`python -m contract.asyncapi` prints it; `deploy/asyncapi.json` keeps it, and a test keeps both in
step. Owns sentences about the messages; their shapes come from the models alone.
"""

import json
import sys
from typing import Final

from pydantic import JsonValue
from pydantic.json_schema import models_json_schema

from contract.deliveries import DELIVERIES, Delivery
from contract.examples import ADDRESS, messages, status
from contract.limits import SCHEMA
from contract.messages import encode
from contract.topics import ID_PATTERN, ROOT, Channel

Node = dict[str, JsonValue]

_BINDING: Final = "0.2.0"
_SCHEMAS: Final = "#/components/schemas/{model}"


def document() -> Node:
    """Return the AsyncAPI document of this contract."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Platzfrei on the wire",
            "version": f"{SCHEMA}.0.0",
            "description": "What agents and hub say to each other. Unknown fields are ignored and "
            "never stored, missing ones refused. Safety never depends on the broker: an event is "
            "sent again until the hub's receipt, which comes after the store's commit.",
            "license": {"name": "EUPL-1.2"},
        },
        "defaultContentType": "application/json",
        "servers": {"broker": _server()},
        "channels": {channel.value: _channel(channel) for channel in Channel},
        "operations": {
            name: operation
            for channel, delivery in DELIVERIES.items()
            for name, operation in _operations(channel, delivery).items()
        },
        "components": {
            "parameters": {
                "space": _parameter("Id of the space", ADDRESS.space),
                "agent": _parameter("Id of the agent, unique in its space", ADDRESS.agent),
            },
            "messages": {
                channel.value: _message(channel, delivery)
                for channel, delivery in DELIVERIES.items()
            },
            "schemas": _schemas(),
        },
    }


def text() -> str:
    """Return the document as JSON, for reading and for comparing."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def _server() -> Node:
    return {
        "host": "127.0.0.1:1883",
        "protocol": "mqtt",
        "protocolVersion": "5.0",
        "description": "Any MQTT 5 broker. Both sides start clean: sessions are hints at best.",
        "bindings": {
            "mqtt": {
                "cleanSession": True,
                "lastWill": {
                    "topic": _address(Channel.STATUS),
                    "qos": DELIVERIES[Channel.STATUS].qos,
                    "retain": DELIVERIES[Channel.STATUS].retained,
                    "message": encode(status(online=False)).decode(),
                },
                "bindingVersion": _BINDING,
            }
        },
    }


def _address(channel: Channel) -> str:
    return f"{ROOT}/{{space}}/{{agent}}/{channel}"


def _channel(channel: Channel) -> Node:
    return {
        "address": _address(channel),
        "summary": DELIVERIES[channel].summary,
        "parameters": {
            name: {"$ref": f"#/components/parameters/{name}"} for name in ("space", "agent")
        },
        "messages": {channel.value: {"$ref": f"#/components/messages/{channel}"}},
    }


def _operations(channel: Channel, delivery: Delivery) -> Node:
    name = channel.value.capitalize()
    sending: Node = {"qos": delivery.qos, "retain": delivery.retained, "bindingVersion": _BINDING}
    receiving: Node = {"qos": delivery.qos, "bindingVersion": _BINDING}
    return {
        f"{delivery.sender}Sends{name}": _operation("send", channel, delivery.sender, sending),
        f"{delivery.receiver}Receives{name}": _operation(
            "receive", channel, delivery.receiver, receiving
        ),
    }


def _operation(action: str, channel: Channel, program: str, mqtt: Node) -> Node:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "messages": [{"$ref": f"#/channels/{channel}/messages/{channel}"}],
        "tags": [{"name": program}],
        "bindings": {"mqtt": mqtt},
    }


def _parameter(description: str, example: str) -> Node:
    return {"description": f"{description}: {ID_PATTERN}", "examples": [example]}


def _message(channel: Channel, delivery: Delivery) -> Node:
    return {
        "name": channel.value,
        "title": delivery.model.__name__,
        "summary": delivery.summary,
        "description": f"At most {delivery.largest_bytes} bytes.",
        "contentType": "application/json",
        "payload": {"$ref": _SCHEMAS.format(model=delivery.model.__name__)},
        "examples": [
            {"name": name, "payload": json.loads(encode(example))}
            for name, example in messages(channel).items()
        ],
    }


def _schemas() -> Node:
    _, definitions = models_json_schema(
        [(delivery.model, "validation") for delivery in DELIVERIES.values()], ref_template=_SCHEMAS
    )
    return {name: _in_dialect(schema) for name, schema in definitions["$defs"].items()}


def _in_dialect(node: JsonValue) -> JsonValue:
    """Name a discriminator as AsyncAPI 3.0 does (Schema Object): by its property alone."""
    if isinstance(node, list):
        return [_in_dialect(each) for each in node]
    if not isinstance(node, dict):
        return node
    return {
        key: value["propertyName"]
        if key == "discriminator" and isinstance(value, dict)
        else _in_dialect(value)
        for key, value in node.items()
    }


if __name__ == "__main__":
    sys.stdout.write(text())

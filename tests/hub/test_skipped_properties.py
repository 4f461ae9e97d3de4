"""Properties of a message are passed over, those of other packets are read."""

import pytest
from paho.mqtt import MQTTException
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from hub.skipped_properties import skipping

# As paho has it, whether or not hub/mqtt.py has put its own there.
unpack = skipping(Properties.unpack, PacketTypes.PUBLISH)


def packed(packet_type: int, count: int) -> tuple[Properties, bytes]:
    made = Properties(packet_type)  # type: ignore[no-untyped-call]  # paho's
    made.UserProperty = [("a", "b")] * count
    return made, made.pack()  # type: ignore[no-untyped-call]  # paho's


@pytest.mark.parametrize("count", [1, 18, 19, 2_340, 2_341, 9_000])
def test_what_is_passed_over_is_as_long_as_it_says(count: int) -> None:
    """Whatever number of bytes its length takes; a payload may follow."""
    _, buffer = packed(PacketTypes.PUBLISH, count)
    read = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]  # paho's
    assert unpack(read, buffer + b"payload") == (read, len(buffer))
    assert not hasattr(read, "UserProperty")


def test_a_message_without_properties_has_none() -> None:
    """Their length is a zero."""
    read = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]  # paho's
    assert unpack(read, b"\0payload")[1] == 1


def test_other_packets_are_read() -> None:
    """A broker says in CONNACK what the client must know."""
    made, buffer = packed(PacketTypes.CONNACK, 2)
    read = Properties(PacketTypes.CONNACK)  # type: ignore[no-untyped-call]  # paho's
    assert unpack(read, buffer)[1] == len(buffer)
    assert vars(read)["UserProperty"] == vars(made)["UserProperty"]


@pytest.mark.parametrize("buffer", [b"", b"\x80", b"\xff\xff\xff\xff\x01"])
def test_a_length_that_is_none_is_an_error(buffer: bytes) -> None:
    """Of the client's own kind, which ends the connection."""
    with pytest.raises(MQTTException):
        unpack(Properties(PacketTypes.PUBLISH), buffer)  # type: ignore[no-untyped-call]  # paho's

"""What comes with a message besides its payload is passed over: the hub has no use for it.

Reading it costs a client of MQTT time that grows with the square of its length, seconds for one
message of 128 KiB, while everybody else waits. It knows no client.
"""

from collections.abc import Callable
from typing import Any, Final

_MOST_LENGTH_BYTES: Final = 4  # MQTT 5, section 1.5.5
Unpack = Callable[[Any, bytes], tuple[Any, int]]


def skipping(unpack: Unpack, packet_type: int) -> Unpack:
    """Return an `unpack` of properties that leaves those of one type of packet unread.

    It returns how many bytes they take, as `unpack` does.
    """

    def unpack_or_skip(properties: Any, buffer: bytes) -> tuple[Any, int]:
        if properties.packetType != packet_type:
            return unpack(properties, buffer)
        length = 0
        for place, byte in enumerate(buffer[:_MOST_LENGTH_BYTES]):
            length |= (byte & 0x7F) << (7 * place)
            if byte < 0x80:
                return properties, place + 1 + length
        return unpack(properties, buffer)  # it isn't a length, and has an error of its own

    return unpack_or_skip

"""How far this machine's clock lies from a time server (SNTP, RFC 4330)."""

import secrets
import socket
import struct
import time
from typing import Final

from tasks.ports import Unavailable

_PORT: Final = 123
_PATIENCE: Final = 3.0
_SINCE_1900: Final = 2_208_988_800
_CLIENT: Final = 0x23  # version 4, mode client
_SERVER_MODE, _MODES = 4, 7
_PACKET: Final = struct.Struct("!BBBb11I")


def clock_offset_ms(server: str) -> int:
    """Milliseconds that the server's clock is ahead of this machine's; `server` is host or host:port.

    Raises Unavailable when nothing usable is answered.
    """
    host, _, port = server.rpartition(":") if server.count(":") == 1 else (server, "", "")
    token = secrets.token_bytes(8)
    asked = bytes([_CLIENT]) + bytes(39) + token
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, int(port or _PORT), type=socket.SOCK_DGRAM)[0]
        with socket.socket(family, kind, protocol) as line:
            line.settimeout(_PATIENCE)
            line.connect(address)
            sent = time.time()
            line.send(asked)
            answer = line.recv(512)
            received = time.time()
    except (OSError, ValueError) as error:
        raise Unavailable(f"時刻サーバが答えません（{type(error).__name__}）") from None
    return _offset(answer, token, sent, received)


def _offset(answer: bytes, token: bytes, sent: float, received: float) -> int:
    if len(answer) < _PACKET.size or answer[24:32] != token or answer[0] & _MODES != _SERVER_MODE or not answer[1]:
        raise Unavailable("時刻サーバの回答を使えません")
    numbers = _PACKET.unpack(answer[: _PACKET.size])
    arrived, left = (_seconds(numbers[place], numbers[place + 1]) for place in (11, 13))
    return round(((arrived - sent) + (left - received)) / 2 * 1000)


def _seconds(whole: int, fraction: int) -> float:
    return whole - _SINCE_1900 + fraction / 2**32

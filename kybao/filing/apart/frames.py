"""Messages over a socket: eight bytes of length, then so many bytes. Data, never code: nothing that a reader says is run."""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

_LENGTH = struct.Struct("!Q")
_LONGEST = 2**31


class Ended(Exception):
    """The other side has gone, within a message or before one."""


def send(link: socket.socket, data: bytes) -> None:
    link.sendall(_LENGTH.pack(len(data)) + data)


def receive(link: socket.socket) -> bytes:
    """The next message. Raises `Ended`."""
    (length,) = _LENGTH.unpack(_exactly(link, _LENGTH.size))
    if length > _LONGEST:
        raise Ended
    return _exactly(link, length)


def send_json(link: socket.socket, content: Any) -> None:
    send(link, json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def receive_json(link: socket.socket) -> Any:
    return json.loads(receive(link).decode("utf-8", "surrogatepass"))


def _exactly(link: socket.socket, length: int) -> bytes:
    parts = []
    while length:
        try:
            part = link.recv(min(length, 2**20))
        except ConnectionError:
            part = b""
        if not part:
            raise Ended
        parts.append(part)
        length -= len(part)
    return b"".join(parts)

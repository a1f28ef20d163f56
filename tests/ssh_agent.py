"""An agent on a socket of its own that holds one security key, and does as it is told."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.security_key import SecurityKey, string

IDENTITIES, IDENTITIES_ANSWER = 11, 12
SIGN, SIGN_ANSWER = 13, 14
FAILURE = 5


@contextmanager
def agent(path: Path, key: SecurityKey, *, is_touched: bool) -> Iterator[str]:
    """Give the address of an agent; whose key nobody touches signs nothing."""
    server = socket.socket(socket.AF_UNIX)
    here = os.getcwd()
    os.chdir(path.parent)  # an address has few characters
    try:
        server.bind(path.name)
    finally:
        os.chdir(here)
    server.listen(8)
    threading.Thread(target=_serve, args=(server, key, is_touched), daemon=True).start()
    try:
        yield str(path)
    finally:
        server.close()


def _serve(server: socket.socket, key: SecurityKey, is_touched: bool) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        with connection:
            while message := _read(connection):
                connection.sendall(string(_answer(message, key, is_touched)))


def _answer(message: bytes, key: SecurityKey, is_touched: bool) -> bytes:
    if message[0] == IDENTITIES:
        count = (1).to_bytes(4, "big")
        return bytes([IDENTITIES_ANSWER]) + count + string(key.blob) + string(b"key")
    if message[0] == SIGN and is_touched:
        data = message[1 + 4 + len(key.blob) :]
        return bytes([SIGN_ANSWER]) + string(
            key.answer(data[4 : 4 + int.from_bytes(data[:4], "big")])
        )
    return bytes([FAILURE])


def _read(connection: socket.socket) -> bytes:
    size = int.from_bytes(_exactly(connection, 4), "big")
    return _exactly(connection, size)


def _exactly(connection: socket.socket, size: int) -> bytes:
    content = b""
    while len(content) < size and (piece := connection.recv(size - len(content))):
        content += piece
    return content if len(content) == size else b""

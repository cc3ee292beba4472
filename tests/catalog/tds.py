"""A server that speaks just enough of SQL Server's protocol (MS-TDS) to let somebody in, or to refuse."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

PRELOGIN, LOGIN, BATCH, REPLY = 0x12, 0x10, 0x01, 0x04
COLLATION = bytes([0x09, 0x04, 0xD0, 0x00, 0x34])
NO_ENCRYPTION = bytes.fromhex("00000b00060100110001ff10000000000002")
DONE = struct.pack("<BHHQ", 0xFD, 0, 0, 0)


def _text(value: str, length: str) -> bytes:
    return struct.pack(f"<{length}", len(value)) + value.encode("utf-16-le")


def error(number: int, message: str) -> bytes:
    body = struct.pack("<IBB", number, 1, 14) + _text(message, "H") + _text("ERP", "B") + _text("", "B") + b"\x01\0\0\0"
    return b"\xaa" + struct.pack("<H", len(body)) + body + struct.pack("<BHHQ", 0xFD, 2, 0, 0)


def _token(kind: int, body: bytes) -> bytes:
    return bytes([kind]) + struct.pack("<H", len(body)) + body


WELCOME = (
    _token(0xE3, b"\x07\x05" + COLLATION + b"\x00")
    + _token(0xAD, b"\x01\x74\x00\x00\x04" + _text("Microsoft SQL Server", "B") + b"\x10\x00\x10\x00")
    + _token(0xE3, b"\x04" + _text("4096", "B") + _text("4096", "B"))
    + DONE
)


def answer(text: str) -> bytes:
    column = struct.pack("<IHBH", 0, 9, 0xE7, 8000) + COLLATION + _text("", "B")
    value = text.encode("utf-16-le")
    return (
        b"\x81\x01\x00"
        + column
        + b"\xd1"
        + struct.pack("<H", len(value))
        + value
        + struct.pack("<BHHQ", 0xFD, 0x10, 0xC1, 1)
    )


class Handler(socketserver.StreamRequestHandler):
    login_reply = b""

    def handle(self) -> None:
        while header := self.rfile.read(8):
            kind, _, length = struct.unpack(">BBH", header[:4])
            self.rfile.read(length - 8)
            if kind == PRELOGIN:
                self._send(NO_ENCRYPTION)
            elif kind == LOGIN:
                self._send(self.login_reply)
            else:
                self._send(answer("Microsoft SQL Server 2022 (made up)"))

    def _send(self, body: bytes) -> None:
        self.wfile.write(struct.pack(">BBHHBB", REPLY, 1, len(body) + 8, 0, 1, 0) + body)


@contextmanager
def sql_server(login_reply: bytes = WELCOME) -> Iterator[int]:
    """The port of a server that answers each login so."""
    handler = type("Replying", (Handler,), {"login_reply": login_reply})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()

"""A real HTTP server that receives webhooks and answers as it is told."""

import threading
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HANG, TRICKLE = "hang", "trickle"


class Receiver(ThreadingHTTPServer):
    """`answers` are used up one by one, a status or HANG or TRICKLE; then it is 204. `received` are (headers, body)."""

    daemon_threads = True

    def __init__(self, *answers):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers, self.received, self.ended = list(answers), [], threading.Event()
        self.url = f"http://127.0.0.1:{self.server_port}/hook?plant=1"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((self.path, dict(self.headers), body))
        answer = self.server.answers.pop(0) if self.server.answers else 204
        if answer == HANG:
            self.server.ended.wait(30)
        elif answer == TRICKLE:
            self._trickle()
        else:
            self.send_response(answer)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

    def _trickle(self):
        """A byte now and then: the socket is never silent for long."""
        with suppress(OSError):
            for byte in b"HTTP/1.1 200 OK\r\n" + b"X-Slow: 1\r\n" * 1000:
                self.wfile.write(bytes([byte]))
                time.sleep(0.05)

    def log_message(self, *arguments):
        """Nothing on stderr."""


@contextmanager
def receiver(*answers):
    server = Receiver(*answers)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()

"""A threaded HTTP/1.1 server for the WSGI application, which may drop a connection."""

import io
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

IDLE = 75


class Handler(BaseHTTPRequestHandler):
    """Calls the application for each request and sends its answer in one piece."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = IDLE
    server: "Server"

    def handle_one(self) -> None:
        dropped: list[bool] = []
        status: list[Any] = []
        environ = self._environ()
        environ["sandbox.drop"] = lambda: dropped.append(True)
        chunks = self.server.application(environ, lambda *given: status.extend(given))
        if dropped:
            self._drop()
            return
        body = b"".join(chunks)
        self._answer(status[0], status[1], body)

    # the names that the base class calls
    do_GET = do_POST = do_DELETE = do_HEAD = handle_one  # noqa: N815

    def _environ(self) -> dict[str, Any]:
        path, _, query = self.path.partition("?")
        length = int(self.headers.get("Content-Length") or 0)
        environ: dict[str, Any] = {
            "REQUEST_METHOD": self.command,
            "PATH_INFO": unquote(path),
            "QUERY_STRING": query,
            "REMOTE_ADDR": self.client_address[0],
            "CONTENT_LENGTH": str(length),
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "wsgi.input": io.BytesIO(self.rfile.read(length)),
        }
        for name, value in self.headers.items():
            environ["HTTP_" + name.upper().replace("-", "_")] = value
        return environ

    def _answer(self, status: str, headers: list[tuple[str, str]], body: bytes) -> None:
        code, _, reason = status.partition(" ")
        self.send_response(int(code), reason)
        for name, value in headers:
            self.send_header(name, value)
        buffer: list[bytes] = self._headers_buffer  # type: ignore[attr-defined]
        head = b"".join(buffer) + b"\r\n"
        buffer.clear()
        self.wfile.write(head + (b"" if self.command == "HEAD" else body))

    def _drop(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: requests are listed by ``GET /_sandbox/requests``."""


class Server(ThreadingHTTPServer):
    """Listens on one address, one thread for each connection."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], application: Any) -> None:
        self.application = application
        super().__init__(address, Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A payer or a test that hangs up is nothing to report."""

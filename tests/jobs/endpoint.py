"""A practice's software that listens: a real server on loopback, which remembers what it was told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Told:
    path: str
    headers: dict[str, str]
    body: str


@dataclass
class Endpoint:
    """``answers`` are the statuses that it gives, in turn; the last one for good. 0 closes without an answer."""

    url: str = ""
    answers: list[int] = field(default_factory=lambda: [204])
    location: str = ""
    told: list[Told] = field(default_factory=list)

    def next_status(self) -> int:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def listening() -> Iterator[Endpoint]:
    endpoint = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            endpoint.told.append(Told(self.path, headers, body))
            status = endpoint.next_status()
            if status == 0:
                self.close_connection = True
                return
            self.send_response(status)
            if endpoint.location:
                self.send_header("location", endpoint.location)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    endpoint.url = f"http://127.0.0.1:{server.server_address[1]}/vigil"
    try:
        yield endpoint
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

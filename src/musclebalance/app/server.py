"""A small server on this machine alone: the page's files, what its model has to know, scenario files."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import sys
import threading
import traceback
import webbrowser
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from ..core.errors import MusclebalanceError
from ..simulation import Scenario
from .offline import part
from .page import SCRIPTS, STYLE, WORKER, choices, read, served, worker
from .settings import SettingError, Settings

HOST = "127.0.0.1"
#: Largest request taken [bytes], how long a silent connection is kept [s], and how many are kept.
LONGEST, SILENT, MOST_OPEN = 200_000, 30.0, 100
KINDS = {"html": "text/html", "css": "text/css", "js": "text/javascript"}
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; "
    "connect-src 'self'; img-src data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def _open(asked: Mapping[str, Any]) -> dict[str, Any]:
    try:
        scenario = Scenario.parse(str(asked.get("toml", "")))
    except SettingError:
        raise
    except MusclebalanceError as error:
        raise SettingError("file", str(error)) from None
    return Settings.from_scenario(scenario).to_data()


def _settings(asked: Mapping[str, Any]) -> Settings:
    return Settings.from_data(asked.get("settings"))


#: One pair under one explanation is made ready at a time.
_MAKING = threading.Lock()


def _model(asked: Mapping[str, Any]) -> dict[str, Any]:
    settings = Settings.from_data({name: asked.get(name) for name in ("pair", "model")})
    with _MAKING:
        return part(settings.pair, settings.model)


#: What can be asked for, by the last part of the address.
ANSWERS: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "choices": lambda asked: choices(),
    "model": _model,
    "scenario": lambda asked: {"toml": _settings(asked).scenario().to_toml()},
    "open": _open,
}


def answer(name: str, asked: Any) -> tuple[int, dict[str, Any]]:
    """Status and data for one request."""
    try:
        if not isinstance(asked, dict):
            raise SettingError("", "a request is a table of names and values.")
        return HTTPStatus.OK, ANSWERS[name](asked)
    except SettingError as error:
        return HTTPStatus.UNPROCESSABLE_ENTITY, error.to_data()
    except MusclebalanceError as error:
        return HTTPStatus.UNPROCESSABLE_ENTITY, SettingError("", str(error)).to_data()


class Handler(BaseHTTPRequestHandler):
    """Answers requests of the page that this server served."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "musclebalance"
    disable_nagle_algorithm = True
    timeout = SILENT

    def do_GET(self) -> None:
        """Send a file of the page."""
        name = self.path.partition("?")[0].lstrip("/") or "page.html"
        if not self._own():
            return
        made = {"page.html": served, WORKER: worker}
        if name not in (*made, STYLE, *SCRIPTS):
            self._send(HTTPStatus.NOT_FOUND, "text/plain", f"there is no file {name!r} here.")
            return
        text = made[name]() if name in made else read(name)
        self._send(HTTPStatus.OK, KINDS[name.rpartition(".")[2]], text)

    def do_POST(self) -> None:
        """Answer a request of the page."""
        name = self.path.lstrip("/")
        if not self._own():
            return
        body = self._body()
        if body is None:
            return
        if self.headers.get_content_type() != "application/json":  # keeps forms of other sites out
            self._json(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, {"error": "a request must be application/json."})
            return
        if name not in ANSWERS:
            self._json(HTTPStatus.NOT_FOUND, {"error": f"nothing is called {name!r} here."})
            return
        try:
            asked = json.loads(body)
        except (ValueError, RecursionError) as error:
            self._json(HTTPStatus.BAD_REQUEST, {"error": f"not JSON that can be read: {error}."})
            return
        try:
            with self.server.answering(self.connection):
                status, data = answer(name, asked)
        except Exception as error:  # a mistake of ours: told to the page, and shown where it was started
            traceback.print_exc()
            kind, status = type(error).__name__, HTTPStatus.INTERNAL_SERVER_ERROR
            data = {"error": f"the program made a mistake ({kind}); its terminal shows where.", "field": ""}
        self._json(status, data)

    def _body(self) -> bytes | None:
        """What comes with the request; None when it was refused for its length."""
        given = self.headers.get_all("Content-Length", [])
        length = int(given[0]) if len(given) == 1 and re.fullmatch("[0-9]{1,9}", given[0]) else None
        if length is not None and length <= LONGEST:
            return self.rfile.read(length)
        self.close_connection = True  # nobody knows where the next request begins
        status = HTTPStatus.LENGTH_REQUIRED if length is None else HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        self._json(status, {"error": f"a request says its length, at most {LONGEST} bytes."})
        return None

    def _own(self) -> bool:
        """Whether a page of this server asks, so that no other site can reach in from the same browser."""
        hosts = self.headers.get_all("Host", [])
        host = hosts[0].lower() if len(hosts) == 1 else ""
        origin = self.headers.get("Origin")
        local = re.fullmatch(rf"({re.escape(HOST)}|localhost)(:[0-9]{{1,5}})?", host)
        if local and (origin is None or origin.lower() == f"http://{host}"):
            return True
        self.close_connection = True
        self._send(HTTPStatus.FORBIDDEN, "text/plain", f"open the page at http://{HOST}.")
        return False

    def _json(self, status: int, data: Mapping[str, Any]) -> None:
        self._send(status, "application/json", json.dumps(data, separators=(",", ":"), allow_nan=False))

    def _send(self, status: int, kind: str, text: str) -> None:
        data = text.encode()
        self.send_response(status)
        for name, value in (
            ("Content-Type", f"{kind}; charset=utf-8"),
            ("Content-Length", str(len(data))),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            ("Content-Security-Policy", POLICY),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the terminal quiet."""


class Server(ThreadingHTTPServer):
    """Listens on this machine alone; the connection that was silent for longest makes room for a new one."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int) -> None:
        self._lock, self._silent = threading.Lock(), dict[Any, None]()
        super().__init__((HOST, port), Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Begin to listen to a connection."""
        with self._lock:
            if len(self._silent) >= MOST_OPEN:
                oldest = next(iter(self._silent))
                del self._silent[oldest]
                with contextlib.suppress(OSError):
                    oldest.shutdown(socket.SHUT_RDWR)
            self._silent[request] = None
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget a connection that has ended."""
        with self._lock:
            self._silent.pop(request, None)
        super().shutdown_request(request)

    @contextlib.contextmanager
    def answering(self, request: Any) -> Iterator[None]:
        """While this lasts, a connection is not silent."""
        with self._lock:
            self._silent.pop(request, None)
        yield
        with self._lock:
            self._silent[request] = None

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that has left; show any other error."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


def make(port: int = 0) -> Server:
    """A server that listens on this machine alone; port 0 takes a free one."""
    try:
        return Server(port)
    except (OSError, OverflowError) as error:
        raise MusclebalanceError(f"cannot listen on port {port} ({error}); give another, or 0.") from None


def serve(port: int = 0, open_browser: bool = True) -> None:
    """Show the page until interrupted (Ctrl-C)."""
    server = make(port)
    address = f"http://{HOST}:{server.server_address[1]}/"
    print(f"musclebalance: the page is at {address} (this machine only); Ctrl-C ends it", flush=True)  # noqa: T201
    first = Settings()  # compiled while the browser starts
    threading.Thread(target=part, args=(first.pair, first.model), daemon=True).start()
    if open_browser:
        webbrowser.open(address)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()

"""A small server on this machine alone: the page's files, and runs of the model as JSON."""

from __future__ import annotations

import json
import threading
import webbrowser
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import perf_counter
from typing import Any

from ..core.errors import MusclebalanceError, check_range
from ..simulation import Scenario
from .page import SCRIPTS, STYLE, choices, read, served
from .running import Prefetch, followed, portrait, run, session, untreated
from .settings import SettingError, Settings

HOST = "127.0.0.1"
#: Largest request taken [bytes].
LONGEST = 200_000
KINDS = {"html": "text/html", "css": "text/css", "js": "text/javascript"}
PREFETCH = Prefetch(followed)
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data: blob:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
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


def _run(asked: Mapping[str, Any]) -> dict[str, Any]:
    settings = _settings(asked)
    PREFETCH.asked()
    found = run(settings)
    PREFETCH.answered(settings)
    return found


def _session(asked: Mapping[str, Any]) -> dict[str, Any]:
    return session(_settings(asked), int(check_range("session", asked.get("number", 1), 1, 1e6)))


#: What can be asked for, by the last part of the address.
ANSWERS: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "choices": lambda asked: choices(),
    "run": _run,
    "untreated": lambda asked: untreated(_settings(asked)),
    "session": _session,
    "portrait": lambda asked: portrait(_settings(asked).pair),
    "scenario": lambda asked: {"toml": _settings(asked).scenario().to_toml()},
    "open": _open,
}


def answer(name: str, asked: Any) -> tuple[int, dict[str, Any]]:
    """Status and data for one request."""
    begin = perf_counter()
    try:
        if not isinstance(asked, dict):
            raise SettingError("", "a request is a table of names and values.")
        found = dict(ANSWERS[name](asked))
    except SettingError as error:
        return HTTPStatus.UNPROCESSABLE_ENTITY, error.to_data()
    except MusclebalanceError as error:
        return HTTPStatus.UNPROCESSABLE_ENTITY, SettingError("", str(error)).to_data()
    found["milliseconds"] = round(1000.0 * (perf_counter() - begin), 1)
    return HTTPStatus.OK, found


class Handler(BaseHTTPRequestHandler):
    """Answers requests of the page that this server served."""

    protocol_version = "HTTP/1.1"
    server_version = "musclebalance"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Send a file of the page."""
        name = self.path.partition("?")[0].lstrip("/") or "page.html"
        if not self._own():
            return
        if name not in ("page.html", STYLE, *SCRIPTS):
            self._send(HTTPStatus.NOT_FOUND, "text/plain", f"there is no file {name!r} here.")
            return
        text = served() if name == "page.html" else read(name)
        self._send(HTTPStatus.OK, KINDS[name.rpartition(".")[2]], text)

    def do_POST(self) -> None:
        """Answer a request of the page."""
        name = self.path.lstrip("/")
        if not self._own():
            return
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > LONGEST:
            self.close_connection = True
            self._json(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"error": f"at most {LONGEST} bytes a request."})
            return
        body = self.rfile.read(int(length))
        if self.headers.get_content_type() != "application/json":  # keeps forms of other sites out
            self._json(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, {"error": "a request must be application/json."})
            return
        if name not in ANSWERS:
            self._json(HTTPStatus.NOT_FOUND, {"error": f"nothing is called {name!r} here."})
            return
        try:
            asked = json.loads(body)
        except ValueError as error:
            self._json(HTTPStatus.BAD_REQUEST, {"error": f"not JSON: {error}."})
            return
        self._json(*answer(name, asked))

    def _own(self) -> bool:
        """Whether the request names this machine, so that no other site can reach in under its own name."""
        host = self.headers.get("Host", "").rpartition(":")[0] or self.headers.get("Host", "")
        if host in (HOST, "localhost"):
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


def make(port: int = 0) -> ThreadingHTTPServer:
    """A server that listens on this machine alone; port 0 takes a free one."""
    try:
        server = ThreadingHTTPServer((HOST, port), Handler)
    except (OSError, OverflowError) as error:
        raise MusclebalanceError(f"cannot listen on port {port} ({error}); give another, or 0.") from None
    server.daemon_threads = True
    return server


def serve(port: int = 0, open_browser: bool = True) -> None:
    """Show the page until interrupted (Ctrl-C)."""
    server = make(port)
    address = f"http://{HOST}:{server.server_address[1]}/"
    print(f"musclebalance: the page is at {address} (this machine only); Ctrl-C ends it", flush=True)  # noqa: T201
    threading.Thread(target=run, args=(Settings(),), daemon=True).start()  # compile while the browser starts
    if open_browser:
        webbrowser.open(address)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()

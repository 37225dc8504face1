"""The server: its files, answers, refusals, and that only this machine's own page is answered."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from typing import Any

import pytest

from musclebalance.app import Settings, serve
from musclebalance.app import server as app_server
from musclebalance.app.page import SCRIPTS, STYLE, WORKER
from musclebalance.core.errors import MusclebalanceError

SHORT = {"days": 30, "weeks": 1, "clinic_weeks": 1, "home_weeks": 0}


@contextmanager
def serving() -> Iterator[int]:
    """A server's port while it listens."""
    server = app_server.make()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield int(server.server_address[1])
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving() as port:
        yield port


def ask(
    port: int, method: str, path: str, body: bytes = b"", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    given = {"Host": f"127.0.0.1:{port}"} | {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body, given)
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer.status, dict(answer.getheaders()), data


def post(port: int, name: str, asked: Any) -> tuple[int, Any]:
    status, _, data = ask(
        port, "POST", f"/{name}", json.dumps(asked).encode(), Content_Type="application/json"
    )
    return status, json.loads(data)


def test_files_are_given_with_a_policy(port: int) -> None:
    for name in ("", STYLE, WORKER, *SCRIPTS):
        status, headers, data = ask(port, "GET", f"/{name}")
        assert status == 200
        assert data
        assert "default-src 'none'" in headers["Content-Security-Policy"]
    page = ask(port, "GET", "/")[2].decode()
    assert "http" not in page
    assert "style=" not in page
    assert "onclick" not in page


@pytest.mark.parametrize("path", ["/nothing.js", "/../pyproject.toml", "/%2e%2e/server.py", "/page.py"])
def test_no_other_file_is_given(port: int, path: str) -> None:
    assert ask(port, "GET", path)[0] == 404


def test_what_the_model_in_the_browser_has_to_know(port: int) -> None:
    pair = Settings().pair
    status, found = post(port, "model", {"pair": pair, "model": "core"})
    assert status == 200
    assert list(found["kernels"]) == ["core"]
    assert list(found["people"][pair]) == ["core"]
    status, found = post(port, "model", {"pair": pair, "model": "cor"})
    assert (status, found["field"]) == (422, "model")
    assert "Did you mean 'core'?" in found["error"]
    assert post(port, "model", {"pair": pair})[0] == 422


def test_errors_are_told_at_their_place(port: int) -> None:
    status, found = post(port, "scenario", {"settings": {**SHORT, "words": "strech for 3 s"}})
    assert status == 422
    assert (found["field"], found["line"]) == ("words", 1)
    assert "Did you mean 'stretch'?" in found["error"]
    assert post(port, "scenario", {"settings": 3})[0] == 422
    assert post(port, "scenario", [])[0] == 422


def test_scenario_and_back(port: int) -> None:
    toml = post(port, "scenario", {"settings": {**SHORT, "model": "neural"}})[1]["toml"]
    status, found = post(port, "open", {"toml": toml})
    assert status == 200
    assert (found["days"], found["model"]) == (30, "neural")
    status, found = post(port, "open", {"toml": "pair = 'hip'\nlifstyle = 3"})
    assert status == 422
    assert "line" in found["error"]


def test_requests_that_are_none(port: int) -> None:
    kind = {"Content_Type": "application/json"}
    assert ask(port, "POST", "/model", b"{", **kind)[0] == 400
    assert ask(port, "POST", "/nothing", b"{}", **kind)[0] == 404
    assert ask(port, "POST", "/model", b"{}", Content_Type="text/plain")[0] == 415
    assert ask(port, "POST", "/model", b"{}", Content_Length="999999999", **kind)[0] == 413


@pytest.mark.parametrize(
    "host",
    [
        *("example.org", "example.org:80", "127.0.0.1.example.org", "127.0.0.1@example.org", "127.1", ""),
        *("127.0.0.1, example.org", "example.org:127.0.0.1", "127.0.0.1:example.org", "localhost:1:2"),
        *("127.0.0.1\r\nHost: example.org", "localhost."),
    ],
)
def test_other_names_for_this_machine_are_refused(port: int, host: str) -> None:
    given = f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    assert b" 403 " in raw(port, given.encode())
    assert ask(port, "GET", "/", Host=f"LOCALHOST:{port}")[0] == 200


@pytest.mark.parametrize("origin", ["http://example.org", "null", "http://localhost:3000", "https://{}"])
def test_other_origins_are_refused(port: int, origin: str) -> None:
    kind, host = {"Content_Type": "application/json"}, f"127.0.0.1:{port}"
    assert ask(port, "POST", "/choices", b"{}", Origin=origin.format(host), **kind)[0] == 403
    assert ask(port, "POST", "/choices", b"{}", Origin=f"http://{host}", **kind)[0] == 200
    assert ask(port, "GET", "/page.js", Origin=origin.format(host))[0] == 403


@pytest.mark.parametrize(
    "given",
    [
        "",
        "abc",
        "-1",
        "\u00b2",
        "9" * 5000,
        "9" * 30,
        "1e3",
        "+5",
        "0x5",
        "5, 5",
        "2\r\nContent-Length: 3",
        None,
    ],
)
def test_rubbish_in_headers_is_refused_quietly(
    port: int, given: str | None, capfd: pytest.CaptureFixture[str]
) -> None:
    length = "" if given is None else f"Content-Length: {given}\r\n"
    head = f"POST /choices HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n{length}\r\n{{}}"
    found = raw(port, head.encode("latin-1"))
    assert found.startswith((b"HTTP/1.1 411 ", b"HTTP/1.1 413 "))
    assert b"at most 200000 bytes" in found
    assert ask(port, "GET", "/")[0] == 200
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "body", [b"[" * 50_000 + b"]" * 50_000, b"9" * 5000, b"\xff", b"{}\0", b"\xff\xfe{\0}\0\0"]
)
def test_bodies_that_are_not_json(port: int, body: bytes) -> None:
    assert ask(port, "POST", "/model", body, Content_Type="application/json")[0] in (400, 422)


def raw(port: int, given: bytes) -> bytes:
    """What the server answers to these bytes, until it closes the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(given)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def request(port: int, name: str, asked: Any) -> socket.socket:
    """A request whose answer is not read yet."""
    body = json.dumps(asked).encode()
    head = (
        f"POST /{name} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    connection = socket.create_connection(("127.0.0.1", port), timeout=60)
    connection.sendall(head.encode() + body)
    return connection


def test_browsers_that_leave_are_not_spoken_of(port: int, capfd: pytest.CaptureFixture[str]) -> None:
    for reset in (False, True) * 10:
        connection = request(port, "choices", {})
        if reset:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        connection.close()
    assert ask(port, "GET", "/")[0] == 200
    assert capfd.readouterr() == ("", "")


def test_a_mistake_of_the_program_is_told_to_the_page(
    port: int, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(app_server.ANSWERS, "model", lambda asked: {}[1])  # type: ignore[arg-type]
    status, found = post(port, "model", {})
    assert status == 500
    assert "the program made a mistake (KeyError)" in found["error"]
    assert "Traceback" in capfd.readouterr().err  # it is ours to mend


def test_silent_connections_keep_nobody_out_and_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_server.Handler, "timeout", 0.2)
    monkeypatch.setattr(app_server, "MOST_OPEN", 20)
    begun = b"POST /model HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n{"
    with serving() as port:
        silent = [socket.create_connection(("127.0.0.1", port), timeout=60) for _ in range(200)]
        for connection in silent[::2]:
            with suppress(ConnectionError):
                connection.sendall(begun)
        assert ask(port, "GET", "/")[0] == 200
        for connection in silent:
            with suppress(ConnectionError):
                assert connection.recv(1) == b""
            connection.close()


def test_port_that_is_taken(port: int) -> None:
    with pytest.raises(MusclebalanceError, match="cannot listen on port"):
        app_server.make(port)
    with pytest.raises(MusclebalanceError, match="give another"):
        app_server.make(99999)


def test_serve_tells_where_and_ends_quietly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []

    def interrupted(server: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(app_server.webbrowser, "open", opened.append)
    monkeypatch.setattr(app_server.ThreadingHTTPServer, "serve_forever", interrupted)
    serve(open_browser=True)
    said = capsys.readouterr().out
    assert "this machine only" in said
    assert opened[0].startswith("http://127.0.0.1:")
    assert opened[0] in said
    serve(open_browser=False)
    assert len(opened) == 1

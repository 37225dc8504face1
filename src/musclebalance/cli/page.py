"""``musclebalance app``: the interactive page, served on this machine or written as one file."""

from __future__ import annotations

import argparse
from typing import Any

from .common import command, progress


def add(commands: Any) -> None:
    """Declare the command."""
    app = command(
        commands,
        "app",
        "the interactive page: a pair, a day, a programme in words, sliders, curves",
        "musclebalance app --export page.html",
    )
    app.add_argument("--port", type=int, default=0, help="port on this machine (default: a free one)")
    app.add_argument("--no-browser", action="store_true", help="do not open a browser")
    app.add_argument("--export", metavar="FILE", help="write the page as one HTML file instead of serving it")
    app.set_defaults(run=run_app)


def run_app(options: argparse.Namespace) -> int:
    """Serve the page until interrupted, or write it."""
    from ..app import export, serve

    if options.export:
        print(f"written: {export(options.export, progress=progress)}")
        return 0
    serve(options.port, open_browser=not options.no_browser)
    return 0

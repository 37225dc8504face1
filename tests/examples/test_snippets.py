"""Every block of Python on a page can be pasted alone: it binds its names and makes the files it reads."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pytest

from tests import snippets

#: What the blocks call that take long; the slow tests run them.
LONG = (
    *("mb.fit(", "mb.evidence.scoreboard(", "mb.evidence.predict(", "mb.best_dose("),
    *("mb.sobol(", "mb.trial(", "mb.compare(", "app.export("),
)
EVERY = [
    pytest.param(
        path,
        number,
        id=f"{path.relative_to(snippets.ROOT)}-{number + 1}",
        marks=[pytest.mark.slow] if any(name in code for name in LONG) else [],
    )
    for path in snippets.pages()
    for number, code in enumerate(snippets.blocks(path))
]


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.mark.parametrize(("path", "number"), EVERY)
def test_a_block_runs_alone(path, number):
    snippets.run(path, number)


def test_blocks_are_found():
    names = {str(entry.values[0].relative_to(snippets.ROOT)) for entry in EVERY}
    assert names >= {"README.md", "docs/index.md", "docs/tutorial.md", "docs/how-to.md", "docs/evidence.md"}
    assert len(EVERY) > 50


def test_no_block_reads_a_name_that_it_does_not_bind():
    """Those that are too long to run every day, too."""
    found = {
        f"{path.relative_to(snippets.ROOT)}, block {number}": snippets.unbound(code)
        for path in snippets.pages()
        for number, code in enumerate(snippets.blocks(path), 1)
    }
    assert not {where: names for where, names in found.items() if names}


def test_a_name_from_an_earlier_block_is_seen():
    assert snippets.unbound("import musclebalance as mb\nmb.simulate(person, None, len([1]))") == {"person"}

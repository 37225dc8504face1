"""Every notebook asks a question, is committed without outputs, runs, and checks its own answer."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request) -> tuple[Path, nbformat.NotebookNode]:
    return request.param, nbformat.read(request.param, as_version=4)


def code(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_the_first_notebook_is_there():
    assert "01_first_recovery" in [path.stem for path in NOTEBOOKS]


def test_notebook_is_committed_without_outputs(notebook):
    _, content = notebook
    nbformat.validate(content)
    assert all(not cell.outputs and cell.execution_count is None for cell in code(content))


def test_notebook_asks_a_question_and_checks_an_answer(notebook):
    _, content = notebook
    first = content.cells[0]
    assert first.cell_type == "markdown"
    assert "**Question" in first.source
    assert any("**Answer" in cell.source for cell in content.cells)
    assert any("## Try it yourself" in cell.source for cell in content.cells)
    assert any(line.startswith("assert ") for cell in code(content) for line in cell.source.splitlines())


def executed(path: Path, content: nbformat.NotebookNode, folder: Path) -> nbformat.NotebookNode:
    """The notebook with outputs: from the documentation if that is newer than the library, else run now."""
    built = ROOT / "docs" / "_build" / "jupyter_execute" / "notebooks" / path.name
    sources = [path, *(ROOT / "src").rglob("*.py")]
    if built.exists() and built.stat().st_mtime > max(source.stat().st_mtime for source in sources):
        return nbformat.read(built, as_version=4)
    from nbclient import NotebookClient

    resources = {"metadata": {"path": str(folder)}}
    return NotebookClient(content, timeout=300, kernel_name="python3", resources=resources).execute()


def test_notebook_runs(notebook, tmp_path, monkeypatch):
    """Executed from another folder; a failing assertion in a cell fails the test, and pictures are drawn."""
    monkeypatch.delenv("MPLBACKEND", raising=False)  # the kernel chooses its own: pictures in the page
    path, content = notebook
    run = executed(path, content, tmp_path)
    assert [cell.source.strip() for cell in code(run)] == [cell.source.strip() for cell in code(content)]
    outputs = [output for cell in code(run) for output in cell.outputs]
    assert not [
        o for o in outputs if o.output_type == "stream" and o.name == "stderr" and "Warning" in o.text
    ]
    assert any("image/png" in output.get("data", {}) for output in outputs), f"{path.stem} draws nothing"

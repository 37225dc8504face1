"""Every lesson has its parts, is committed without outputs, runs, and finds the numbers of its text."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path

import nbformat
import pytest

from validation import lessons

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
HEAD = (
    r"# Lesson {number}: (?P<title>.+)\n\n\*\*You will learn\*\* (?P<aim>.+)\n\n"
    r"\*Level: (?P<level>beginner|intermediate|advanced) · (?P<minutes>\d+) minutes · before it: .+\*"
)


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request) -> tuple[Path, nbformat.NotebookNode]:
    return request.param, nbformat.read(request.param, as_version=4)


def code(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def head(path: Path, content: nbformat.NotebookNode) -> re.Match[str]:
    found = re.match(HEAD.format(number=int(path.stem[:2])), content.cells[0].source)
    assert found, f"{path.name} does not begin with its title, aim, level and minutes"
    return found


def test_every_lesson_has_numbers_to_find():
    assert [path.stem for path in NOTEBOOKS] == list(lessons.EXPECTED)
    assert all(len(expected) >= 4 for expected in lessons.EXPECTED.values())


def test_notebook_is_committed_without_outputs(notebook):
    _, content = notebook
    nbformat.validate(content)
    assert all(not cell.outputs and cell.execution_count is None for cell in code(content))


def test_a_lesson_asks_before_it_shows(notebook):
    """Predict, experiment, check, exercise, in this order; nothing runs before the prediction."""
    path, content = notebook
    head(path, content)
    text = "\n".join(cell.source for cell in content.cells)
    places = [text.find(f"\n## {part}") for part in ("Predict", "Experiment", "Check", "Exercise")]
    assert -1 not in places
    assert places == sorted(places)
    first = code(content)[0].source
    assert first.startswith("my_prediction = ")
    assert "None" in first
    assert "compare(my_prediction" in text
    assert "**What is assumed.**" in text
    assert "**What the evidence says.**" in text


def test_solution_and_teachers_note_are_folded(notebook):
    _, content = notebook
    for title in ("Solution", "For the teacher"):
        (cell,) = [cell for cell in content.cells if f"<summary>{title}</summary>" in cell.source]
        assert cell.cell_type == "markdown"
        assert re.fullmatch(r"<details>\n<summary>.+</summary>\n\n.*\n\n</details>", cell.source, re.S)
    assert lessons.solution(content).strip()


def test_no_number_a_student_changes_ends_in_an_assertion(notebook):
    _, content = notebook
    text = "\n".join(cell.source for cell in content.cells)
    assert not re.search(r"^\s*assert\b", text, re.M)


def test_lessons_lead_to_their_neighbours(notebook):
    path, content = notebook
    place = NOTEBOOKS.index(path)
    beside = [NOTEBOOKS[k].name for k in (place - 1, place + 1) if 0 <= k < len(NOTEBOOKS)]
    assert re.findall(r"\]\((\w+\.ipynb)\)", content.cells[-1].source) == beside


def test_the_list_of_lessons_says_what_they_say(notebook):
    path, content = notebook
    found = head(path, content)
    row = f"| [{found['title']}]({path.name}) | {found['aim']} | {found['level']} | {found['minutes']} |"
    assert row in (FOLDER / "README.md").read_text("utf-8").splitlines()


def executed(path: Path, content: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook with outputs: from the documentation if that is newer than its sources, else run now."""
    built = ROOT / "docs" / "_build" / "jupyter_execute" / "notebooks" / path.name
    sources = [path, FOLDER / "lesson.py", Path(lessons.__file__), *(ROOT / "src").rglob("*.py")]
    if built.exists() and built.stat().st_mtime > max(source.stat().st_mtime for source in sources):
        return nbformat.read(built, as_version=4)
    from nbclient import NotebookClient

    resources = {"metadata": {"path": str(path.parent)}}
    return NotebookClient(content, timeout=300, kernel_name="python3", resources=resources).execute()


def test_notebook_runs_and_finds_its_numbers(notebook, monkeypatch):
    """The solution runs too, in one cell more; pictures are drawn."""
    monkeypatch.delenv("MPLBACKEND", raising=False)  # the kernel chooses its own: pictures in the page
    path, content = notebook
    probed = lessons.probed(content, path.stem)
    run = executed(path, probed)
    assert [cell.source.strip() for cell in code(run)] == [cell.source.strip() for cell in code(probed)]
    outputs = [output for cell in code(run) for output in cell.outputs]
    assert not [
        o for o in outputs if o.output_type == "stream" and o.name == "stderr" and "Warning" in o.text
    ]
    assert any("image/png" in output.get("data", {}) for output in outputs), f"{path.stem} draws nothing"
    found, expected = lessons.values(run), lessons.EXPECTED[path.stem]
    wrong = {text: found[text] for text, (low, high) in expected.items() if not low <= found[text] <= high}
    assert not wrong, {text: (value, expected[text]) for text, value in wrong.items()}


@pytest.fixture
def lesson(monkeypatch):
    """What lessons share."""
    monkeypatch.syspath_prepend(str(FOLDER))
    sys.modules.pop("lesson", None)
    yield importlib.import_module("lesson")
    sys.modules.pop("lesson", None)


class Shown:
    """Stands in for the page: keeps what is displayed, and what replaces it."""

    def __init__(self) -> None:
        self.things: list[object] = []
        self.updates: list[object] = []

    def __call__(self, thing: object, display_id: bool = False) -> Shown:
        self.things.append(thing)
        return self

    def update(self, thing: object) -> None:
        self.updates.append(thing)


def drawn(hours=8, stress=0.6):
    from matplotlib.figure import Figure

    figure = Figure()
    figure.suptitle(f"{hours} h, {stress}")
    return figure


@pytest.mark.parametrize(
    ("prediction", "found", "said"),
    [
        (None, 3.476e-6, "You wrote no prediction down.  The model says: 0 deg."),
        (5, 4.257, "You expected: 5 deg.  The model says: 4.26 deg."),
        ("about five", 4.2, "You expected: about five.  The model says: 4.2 deg."),
    ],
)
def test_any_prediction_is_answered(lesson, capsys, prediction, found, said):
    lesson.compare(prediction, found, "deg")
    assert capsys.readouterr().out.strip() == said


def test_without_ipywidgets_the_first_figure_stays_and_a_line_says_so(lesson, monkeypatch, capsys):
    shown = Shown()
    monkeypatch.setattr(lesson, "display", shown)
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    lesson.sliders(drawn, hours=(0, 12, 1))
    assert [figure.get_suptitle() for figure in shown.things] == ["8 h, 0.6"]
    assert "ipywidgets is not installed" in capsys.readouterr().out


def test_with_ipywidgets_a_moved_slider_draws_again(lesson, monkeypatch):
    pytest.importorskip("ipywidgets")
    shown = Shown()
    monkeypatch.setattr(lesson, "display", shown)
    lesson.sliders(drawn, hours=(0, 12, 1), stress=(0.0, 1.0, 0.1))
    figure, box = shown.things
    assert figure.get_suptitle() == "8 h, 0.6"
    hours, stress = box.children
    assert (hours.min, hours.max, hours.value, stress.value) == (0, 12, 8, 0.6)
    hours.value = 3
    assert [figure.get_suptitle() for figure in shown.updates] == ["3 h, 0.6"]

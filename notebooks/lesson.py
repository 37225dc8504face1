"""What the lessons share: a prediction held against the outcome, and a figure with sliders."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial

import matplotlib.pyplot as plt
from IPython.display import display
from matplotlib.figure import Figure


def compare(prediction: float | str | None, found: float | str, unit: str = "") -> None:
    """Print what you expected beside what the model says; None is a prediction nobody wrote down."""
    expected, outcome = (
        f"{round(value, 2):g} {unit}".strip() if isinstance(value, int | float) else str(value)
        for value in (prediction, found)
    )
    yours = "You wrote no prediction down." if prediction is None else f"You expected: {expected}."
    print(f"{yours}  The model says: {outcome}.")


def sliders(draw: Callable[..., Figure], **ranges: tuple[float, float, float]) -> None:
    """Show the figure that `draw` returns for its defaults, and draw it again when a slider is moved.

    Ranges are (lowest, highest, step). Without ipywidgets the first figure stays, and a line says so.
    """
    first = {name: inspect.signature(draw).parameters[name].default for name in ranges}
    shown = display(_picture(draw, **first), display_id=True)
    try:
        import ipywidgets
    except ImportError:
        print(f"No sliders here, as ipywidgets is not installed. Shown: {first}; change it in the cell.")
        return
    controls = {
        name: ipywidgets.interactive.widget_from_abbrev(span, first[name]) for name, span in ranges.items()
    }
    for name, control in controls.items():
        control.description, control.continuous_update = name, False
        control.observe(partial(_again, draw, controls, shown), "value")
    display(ipywidgets.HBox(list(controls.values())))


def _again(draw: Callable[..., Figure], controls: dict, shown: object, _: object) -> None:
    """Draw for the values that the sliders have now."""
    shown.update(_picture(draw, **{name: control.value for name, control in controls.items()}))


def _picture(draw: Callable[..., Figure], **values: float) -> Figure:
    """The figure, closed, so that it is shown once."""
    figure = draw(**values)
    plt.close(figure)
    return figure

"""Equations of a mechanism, read by calling its law with symbols instead of numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import nomenclature
import sympy
from nomenclature import found

from musclebalance.model.mechanism import Mechanism

#: Segment inputs and pair parameters that carry a symbol of their own.
SYMBOLS = {
    "effort": "e",
    "stress": "S",
    "load": r"M_{\mathrm{load}}",
    "angle_set": r"q_{\mathrm{set}}",
    "barrier": "b",
    "torque": "M_b",
    "offset": r"\Delta l",
    "stretched": r"\chi_{\mathrm{stretched}}",
    "neutral_angle": "q_0",
    "joint_stiffness": "K_j",
    "max_isometric_force": "F_0",
    "optimal_fibre_length": r"l_{\mathrm{opt}}",
    "pennation": r"\alpha",
    "neutral_fibre_length": "l_0",
    "passive_strain": "e_0",
    "tone_weight": "w",
    "fatigue_rate": "F",
    "recovery_rate": "R",
    "rest_recovery": "r",
    "pressure_slope": "k_P",
    "length_setpoint": r"l_{\mathrm{set}}",
    "neutral_torque": "M_0",
}


class SG(sympy.Function):  # type: ignore[misc]
    """Smooth switch, printed ``sg``."""

    def _latex(self, printer: Any, exp: Any = None) -> str:
        text = rf"\operatorname{{sg}}\left({printer._print(self.args[0])}\right)"
        return text if exp is None else f"{text}^{{{exp}}}"


class Saturate(sympy.Function):  # type: ignore[misc]
    """Smooth saturation, printed ``sat``."""

    def _latex(self, printer: Any, exp: Any = None) -> str:
        text = rf"\operatorname{{sat}}\left({printer._print(self.args[0])}\right)"
        return text if exp is None else f"{text}^{{{exp}}}"


class Positive(sympy.Function):  # type: ignore[misc]
    """Smooth positive part, printed ``[x]_+``."""

    def _latex(self, printer: Any, exp: Any = None) -> str:
        text = rf"\left[{printer._print(self.args[0])}\right]_{{+}}"
        return text if exp is None else f"{text}^{{{exp}}}"


class SoftMin(sympy.Function):  # type: ignore[misc]
    """Smooth smaller of two, printed ``min``."""

    def _latex(self, printer: Any, exp: Any = None) -> str:
        text = rf"\min\left({', '.join(printer._print(a) for a in self.args)}\right)"
        return text if exp is None else f"{text}^{{{exp}}}"


FUNCTIONS = SimpleNamespace(
    **{n: getattr(sympy, n) for n in ("exp", "log", "tanh", "sqrt", "cos", "sign")},
    abs=sympy.Abs,
    log1p=lambda x: sympy.log(1 + x),
    expm1=lambda x: sympy.exp(x) - 1,
    sigmoid=SG,
    softplus=lambda x, width=1: width * sympy.log(1 + sympy.exp(x / width)),
    saturate=Saturate,
    switch=SG,
    ramp=lambda x, width: Positive(x),
    positive=lambda x, width: Positive(x),
    softmin=lambda a, b, width: SoftMin(a, b),
    max=sympy.Max,
    min=sympy.Min,
    where=lambda c, a, b: sympy.Piecewise((a, c), (b, True)),
)


class Part:
    """What a law sees of a muscle or the joint: every name is a symbol, every name set is kept."""

    def __init__(
        self, names: Mapping[str, str], mark: str = "", links: Mapping[str, Any] | None = None
    ) -> None:
        object.__setattr__(self, "_names", names)
        object.__setattr__(self, "_mark", mark)
        object.__setattr__(self, "_links", dict(links or {}))
        object.__setattr__(self, "_set", {})

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name in self._links:
            return self._links[name]
        text = self._names.get(name) or rf"\text{{{name.replace('_', ' ')}}}"
        return sympy.Symbol(rf"{{{text}}}{self._mark}" if self._mark else text, real=True)

    def __setattr__(self, name: str, value: Any) -> None:
        self._set[name] = value


def names() -> dict[str, str]:
    """TeX symbol of every state, quantity and parameter by name."""
    every = dict(SYMBOLS)
    for mechanism in found():
        for entry in (*mechanism.states, *mechanism.quantities, *mechanism.parameters):
            if entry.symbol:
                every[entry.name] = nomenclature.tex(entry.symbol).strip("$")
    return every


def tidy(expression: Any) -> Any:
    """Whole numbers without a decimal point, and 1/6 instead of 0.1666..."""
    expression = sympy.sympify(expression)
    return expression.xreplace({x: number(float(x)) for x in expression.atoms(sympy.Float)})


def number(value: float) -> Any:
    """A number as a reader would write it."""
    if value.is_integer():
        return sympy.Integer(int(value))
    fraction = Fraction(value).limit_denominator(100)
    simple = abs(float(fraction) - value) < 1e-12 and round(value, 6) != value
    return sympy.Rational(fraction) if simple else sympy.Float(f"{value:.6g}")


def tex(expression: Any) -> str:
    """TeX of an expression; symbols are their own TeX."""
    expression = tidy(expression)
    return str(
        sympy.latex(expression, symbol_names={s: s.name for s in expression.free_symbols}, mul_symbol=r"\,")
    )


def equations(mechanism: Mechanism, known: Mapping[str, str] | None = None) -> Iterator[str]:
    """TeX of every equation of a mechanism: what it names, then the states it pulls on."""
    known = names() if known is None else known
    muscles = tuple(Part(known, mark) for mark in ("^{A}", "^{B}"))
    if mechanism.per == "joint":
        part = Part(known, links={"muscles": muscles, "agonist": muscles[0], "antagonist": muscles[1]})
    else:
        joint = Part(known)
        part = Part(known, links={"partner": Part(known, "'"), "joint": joint})
    part._links["start"] = Part(known, r"_{\vert 0}")
    pulls = mechanism.law(part, Part(known), FUNCTIONS) or {}
    for name, value in part._set.items():
        yield f"{tex(getattr(part, name))} = {tex(value)}"
    for state, found_pulls in pulls.items():
        owner, name = state if isinstance(state, tuple) else (part, state)
        symbol = tex(getattr(owner, name))
        every = found_pulls if isinstance(found_pulls, list) else [found_pulls]
        terms = [
            rf"{bracket(tidy(target) - getattr(owner, name))}\, {bracket(rate)}" for target, rate in every
        ]
        left = rf"\frac{{\mathrm{{d}} {symbol}}}{{\mathrm{{d}} t}}"
        if len(terms) == 1:
            yield f"{left} = {terms[0]}"
        else:
            yield rf"\begin{{aligned}} {left} = {{}} & " + r" \\ & + ".join(terms) + r" \end{aligned}"


def bracket(factor: Any) -> str:
    """A factor of a product: in brackets where it is a sum, or has a sign in front."""
    factor = tidy(factor)
    text = tex(factor)
    return rf"\left({text}\right)" if isinstance(factor, sympy.Add) or text.startswith("-") else text

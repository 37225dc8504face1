"""Order of instructions: a permutation that respects what needs what, and hides latencies."""

import re

import pytest

from musclebalance.engine import Law, kernel
from musclebalance.engine.layout import lay_out
from musclebalance.engine.schedule import LATENCY, ordered, parse


def lines_of(text, name):
    """Instructions of one function of a kernel."""
    start = text.index(f"@{name}(")
    body = text[text.index("{\n", start) + 2 : text.index("  ret void", start)]
    return body.rstrip("\n").split("\n")


@pytest.fixture(scope="module")
def text(program):
    return kernel.text(lay_out(program), 2)


@pytest.mark.parametrize("name", ["rhs", "linearise", "factor", "solve", "segment"])
def test_every_value_is_computed_before_it_is_read(text, name):
    lines = lines_of(text, name)
    again = ordered(lines)
    assert sorted(again) == sorted(lines)
    place = {line.split(" = ")[0].strip(): k for k, line in enumerate(again) if " = " in line}
    for k, one in enumerate(parse(again)):  # raises KeyError for a value read too early
        assert all(place[operand.text.split(" = ")[0].strip()] < k for operand in one.operands)


OUTER = ("exp", "log1p", "expm1", "tanh", "sigmoid", "saturate", "softplus", "sqrt", "cos")


@pytest.mark.parametrize("inner", OUTER)
@pytest.mark.parametrize("width", [1, 4])
def test_any_function_of_any_function_keeps_that_order(toy, inner, width):
    def law(m, p, f):
        within = getattr(f, inner)(0.5 + m.load * m.load)
        total = sum(getattr(f, outer)(1.5 + within) for outer in OUTER)
        return {"tone": (0.01 * f.tanh(total), 0.02)}

    whole = kernel.text(lay_out(toy.trace(toy.system(Law("extra", "lane", law)))), width)
    for name in ("segment", "person", "rhs", "linearise"):
        seen = set()
        for line in lines_of(whole, name):
            made, _, rest = line.strip().partition(" = ")
            assert set(re.findall(r"%t\d+", rest or made)) <= seen, line
            seen.add(made)


def chain(count, first):
    """`count` additions, each of which waits for the one before; register names from `first` on."""
    add = "fadd double %t{}, 0x3FF0000000000000"
    lines = [f"  %t{first} = load double, ptr %y, align 8"]
    lines += [f"  %t{first + k} = {add.format(first + k - 1)}" for k in range(1, count)]
    return [*lines, f"  store double %t{first + count - 1}, ptr %slope, align 8"]


def cycles(lines):
    """Time of a machine that begins instructions in order, one a cycle."""
    done, now = {}, 0
    for one in parse(lines):
        now = max([now + 1, *(done[operand.text] for operand in one.operands)])
        done[one.text] = now + one.latency
    return now


def test_independent_chains_are_interleaved():
    one_after_the_other = [*chain(12, 1), *chain(12, 101), *chain(12, 201)]
    assert cycles(one_after_the_other) > 3 * 10 * LATENCY["fadd"]
    assert cycles(ordered(one_after_the_other)) < 1.3 * 12 * LATENCY["fadd"]


def test_a_shortage_of_registers_is_relieved_first():
    """Many values that could all be loaded and doubled at once: sums are taken before more are begun."""
    lines, total = [], None
    for k in range(0, 200, 5):
        lines += [
            f"  %t{k + 1} = load double, ptr %y, align 8",
            f"  %t{k + 2} = fadd double %t{k + 1}, %t{k + 1}",
        ]
        if total is None:
            total = f"%t{k + 2}"
            continue
        lines.append(f"  %t{k + 3} = fadd double {total}, %t{k + 2}")
        total = f"%t{k + 3}"
    lines.append(f"  store double {total}, ptr %slope, align 8")
    alive, most = set(), 0
    last = {}
    again = parse(ordered(lines))
    for k, one in enumerate(again):
        for operand in one.operands:
            last[operand.text] = k
    for k, one in enumerate(again):
        alive = {text for text in alive if last.get(text, -1) > k} | (
            {one.text} if one.text in last else set()
        )
        most = max(most, len(alive))
    assert most < 20

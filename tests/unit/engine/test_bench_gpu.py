"""The benchmark of a card runs to its end on a card that is emulated, and says so where there is none."""

import importlib
import json
import sys
from pathlib import Path

import pytest

from musclebalance.engine import cuda, gpu


@pytest.fixture
def bench(monkeypatch):
    """The benchmark, with so few people that an emulated card is enough."""
    monkeypatch.syspath_prepend(Path(__file__).parents[3] / "benchmarks")
    for name in ("gpu", "case", "measuring", "people"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    module = importlib.import_module("gpu")
    for name, value in {"COMPARED": 3, "SIZES": (1,), "FILLED": (0.5, 1), "TRIAL": 3}.items():
        monkeypatch.setattr(module, name, value)
    monkeypatch.setattr(module, "beside", lambda *problem: {"missing": "no jax"})
    yield module
    for name in ("gpu", "case", "measuring", "people"):
        sys.modules.pop(name, None)


def test_it_runs_to_its_end(bench, card, capsys):
    card.people = 2
    assert bench.main() == 0
    found = json.loads(capsys.readouterr().out)
    assert found["people that differ"] == 0
    assert [one["people"] for one in found["filled"]] == [4, 4]
    assert found["waves"][0]["ns a step"] > 0.0
    assert card.people == 2


def test_a_bit_that_differs_is_told(bench, card, program, people, toy, monkeypatch):
    run = gpu.run

    def other(where, job, counters):
        found = run(where, job, counters)
        found["output"][0, 0] += 1e-15
        return found

    monkeypatch.setattr(gpu, "run", other)
    params, y0 = (values[0] for values in people)
    found = bench.bits(program, params, y0, toy.course())
    assert found["people that differ"] == 1


def test_without_a_card_it_says_so_in_a_sentence(bench, monkeypatch, capsys):
    def none():
        raise cuda.CardError("executor='gpu' finds no NVIDIA driver.")

    monkeypatch.setattr(gpu, "card", none)
    assert bench.main() == 0
    assert capsys.readouterr().out == ("bench: nothing is measured: executor='gpu' finds no NVIDIA driver.\n")


def test_a_peer_is_timed_at_the_error_that_we_reach(bench):
    errors = bench.as_exact(lambda tol: 30.0 * tol, 2.4e-6)
    assert list(errors)[-2:] == [1e-7, 3.2e-8]
    assert errors[1e-7] > 2.4e-6 >= errors[3.2e-8]
    measured = [(errors[tol], tol**-0.25) for tol in list(errors)[-2:]]
    assert bench.between(2.4e-6, measured) == pytest.approx((2.4e-6 / 30.0) ** -0.25)
    assert bench.between(1e-6, measured[1:]) == pytest.approx(measured[1][1])


def test_a_peer_that_never_gets_as_exact_is_no_number(bench):
    with pytest.raises(RuntimeError, match="no tolerance down to"):
        bench.as_exact(lambda tol: max(tol, 1e-3), 1e-5)

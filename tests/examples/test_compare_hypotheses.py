"""The comparison of hypotheses as an example: it runs, prints, and refutes what the trial refutes."""

from __future__ import annotations


def test_only_models_with_a_tolerance_survive_the_trial(example, capsys):
    module = example("compare_hypotheses")
    found = module.main()
    refuted = module.refuted(found)
    assert set(refuted) == {"classical", "mechanical", "neural", "background"}
    assert all("tolerated torque" in miss for miss in refuted.values())
    assert 5 < found["combined", "long_stretch_rom"] < 12
    printed = capsys.readouterr().out
    assert "one programme under 7 hypotheses" in printed
    assert "refuted: mechanical" in printed

"""A pair in a file of one's own, from the template to a treated person and its mirror image."""

from __future__ import annotations

import pytest


def test_both_sides_of_a_finger_tell_the_same_story(example, capsys):
    lost, seen, gained = example("own_pair").main().values()
    assert 0.1 < lost < 2.0
    assert seen == pytest.approx(lost, rel=1e-9)
    assert 0.5 < gained < 10.0
    told = capsys.readouterr().out
    assert "max_isometric_force = 90 N [0.5, 20000] (changed from 75 N)" in told
    assert "changed 2" in told

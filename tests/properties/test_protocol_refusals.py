"""Whatever is written, it is understood or refused in the library's own words; nothing else happens."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from musclebalance.core.errors import MusclebalanceError
from musclebalance.lifestyle import Lifestyle
from musclebalance.simulation import Scenario
from musclebalance.treatment import Habit, Plan, Ramp, session

WORDS = [
    "stretch",
    "contract",
    "release",
    "the",
    "hip",
    "flexors",
    "to",
    "barrier",
    "at",
    "20",
    "%MVC",
    "%",
    "deg",
    "for",
    "7",
    "s",
    "repeat",
    "5",
    "times",
    "times:",
    "of",
    "with",
    "partner",
    "-3",
    "1e9",
    "nan",
    "offset",
    "lopt",
    "assisted",
    "take",
    "up",
    "slack",
    "in",
    "hold",
    "do",
    ":",
    "#",
    "\t",
    "°",
    "minutes",
    "against",
    "N",
    "m",
]


@given(
    st.one_of(
        st.lists(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), max_size=4),
        st.lists(st.text(max_size=40), max_size=4),
    )
)
def test_any_words_are_a_session_or_a_clear_refusal(lines):
    made, refusal = attempt(session, lines)
    assert refusal if made is None else session(str(made)) == made


def attempt(make, *arguments):
    """What is made, or the library's own words of refusal; any other error is a failure."""
    try:
        return make(*arguments), ""
    except MusclebalanceError as error:
        return None, str(error)


@given(st.data())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(data):
    text = data.draw(st.sampled_from(FILES))
    place, length = data.draw(st.integers(0, len(text))), data.draw(st.integers(0, 30))
    filling = data.draw(
        st.text(max_size=5)
        | st.sampled_from(["-1", "1e999", "[[", '"', "true", "[]", "{}", "999999999999", "\n"])
    )
    kind = "json" if text.startswith("{") else "toml"
    found, refusal = attempt(Scenario.parse, text[:place] + filling + text[place + length :], kind)
    assert isinstance(found, Scenario) if found is not None else refusal.startswith("scenario")


_LIFE = Lifestyle.office().on("Sat", Lifestyle.healthy())
_PLAN = Plan(
    session(["stretch to barrier", "contract at 20 %MVC for 7 s"]),
    3,
    4,
    ramps=Ramp("effort", 0.1, 0.2),
    adherence=Habit(0.5, 0.5),
).holiday(3, 4)
_WHOLE = Scenario("wrist-extensors-flexors", _LIFE, _PLAN, 4)
FILES = [make(_WHOLE) for make in (Scenario.to_toml, Scenario.to_json)]

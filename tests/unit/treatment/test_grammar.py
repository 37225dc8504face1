"""Words: read, printed in one form, refused with position, nearest phrase and examples."""

from __future__ import annotations

import pytest

from musclebalance.core.errors import MusclebalanceError, OutOfRangeError
from musclebalance.treatment import PIR, Repeat, Step, session
from musclebalance.treatment.grammar import EXAMPLES, WordsError, parse_phrase, parse_words
from musclebalance.treatment.steps import percent, plain


@pytest.mark.parametrize(
    ("phrase", "step"),
    [
        ("contract at 20 %MVC for 7 s", Step("contract", 7, effort=0.2)),
        ("contract for 7 s at 20 % MVC", Step("contract", 7, effort=0.2)),
        ("Contract the hip flexors at 7% for 1 min", Step("contract", 60, "hip flexors", 0.07)),
        ("contract at 20 %MVC for 7 s at -10 deg", Step("contract", 7, effort=0.2, angle=-10)),
        ("contract with the partner at 25 %MVC for 5 s", Step("contract", 5, partner_effort=0.25)),
        ("stretch to barrier", Step("stretch")),
        ("stretch the antagonist to the barrier for 30 s", Step("stretch", 30, "antagonist")),
        (
            "stretch to 85 % of the barrier for 20 s assisted",
            Step("stretch", 20, barrier=0.85, assisted=True),
        ),
        ("stretch to 15 deg for 20 s unassisted", Step("stretch", 20, angle=15, assisted=False)),
        ("relax for 3 s", Step("release", 3)),
        ("take up the slack in the hip flexors for 3 s", Step("slack", 3, "hip flexors")),
        ("take up slack to 20 % for 3 s", Step("slack", 3, barrier=0.2)),
        ("rest for 2 minutes", Step("rest", 120)),
        ("rest 10 s", Step("rest", 10)),
        ("contract the hip flexors 7 s at 20 %MVC", Step("contract", 7, "hip flexors", 0.2)),
        ("stretch until the barrier for 30 s", Step("stretch", 30)),
        ("stretch until -10 deg for 30 s", Step("stretch", 30, angle=-10)),
        ("stretch until 5 N m for 30 s", Step("stretch", 30, torque=5)),
        ("stretch to 5 Nm for 30 s", Step("stretch", 30, torque=5)),
        ("stretch until pain 5 for 30 s", Step("stretch", 30, barrier=0.5)),
        ("stretch until pain 7 of 10", Step("stretch", barrier=0.7)),
        ("hold at 20 ° for 30 s against -5.5 N m", Step("position", 30, angle=20, load=-5.5)),
        ("work the antagonist at 60 %MVC for 3 s against 10 Nm", Step("work", 3, "antagonist", 0.6, load=10)),
        ("do walk for 3 min", Step("do", 180, activity="walk")),
        ("stretch for 20 s offset 0.53 lopt", Step("stretch", 20, offset=0.53)),
    ],
)
def test_phrases(phrase, step):
    assert parse_phrase(phrase) == step
    assert parse_phrase(str(step)) == step


@pytest.mark.parametrize("example", [text for text in EXAMPLES if not text.startswith("repeat")])
def test_every_example_is_understood(example):
    assert parse_phrase(str(parse_phrase(example))) == parse_phrase(example)


def test_blocks_and_closing_repeats():
    items, name = parse_words(
        [
            "mine:",
            "  rest for 1 s",
            "  repeat 2 times:",
            "    release for 2 s",
            "    repeat 3 times:",
            "      release for 3 s",
            "  # a remark",
            "",
            "  rest for 4 s  # and another",
        ]
    )
    assert name == "mine"
    assert [step.seconds for step in session(items).flat()] == [1.0, 22.0, 4.0]
    closing = session(
        ["release for 1 s", "rest for 2 s", "repeat 2 times", "stretch for 3 s", "repeat 2 times"]
    )
    assert [step.seconds for step in closing.flat()] == [1.0, 2.0, 1.0, 2.0, 6.0]


def test_text_and_list_are_the_same():
    text = str(PIR(sets=3, muscle="hip flexors"))
    assert session(text).items == session(text.splitlines()).items == PIR(sets=3, muscle="hip flexors").items
    assert session(text).name == "PIR"


@pytest.mark.parametrize(
    ("phrases", "message", "position"),
    [
        (["strech to barrier"], "Did you mean 'stretch'? Examples: 'stretch to barrier'", 1),
        (
            ["rest for 3 s", "contract at 20 %MVX for 7 s"],
            "no unit '%MVX' for the effort or angle. Did you mean '%MVC'",
            16,
        ),
        (["contract at 20 %MVC fro 7 s"], "'fro' is not understood here. Did you mean 'for'", 21),
        (["release 3 kg"], "'3' is not understood here", 9),
        (["release for 3 kg"], "no unit 'kg' for the time. Did you mean 's'", 15),
        (["release for three s"], "a number is expected for the time, but 'three' stands there", 13),
        (["stretch to barier"], "a number is expected for the barrier, angle or torque, but 'barier'", 12),
        (["stretch to 90 % of the barier"], "'of the barrier' is expected, but 'barier'", 24),
        (["contract at 20 %MVC for"], "a number is expected for the time, but the end stands there", 24),
        (["contract at 20 %MVC"], "how long? Add for example 'for 7 s'", 20),
        (["rest for 30"], "the time lacks its unit; write for example 's' after the number", 12),
        (["contract at 20 for 7 s"], "lacks its unit; write for example '%MVC'", 16),
        (["rest for 1,5 min"], "but '1,5' stands there; write 1.5", 10),
        (["release for 3 s for 4 s"], "the time is given twice", 17),
        (["release the agonist for 3 s"], "concerns the joint", 13),
        (["stretch the for 3 s"], "a name is expected after 'the'", 13),
        (["contract at 20 %MVC for 7 s with friends"], "'with' is followed by 'the partner at 20 %MVC'", 34),
        (["repeat five times"], "a whole number of times is expected", 8),
        (["repeat 5 times"], "nothing above it to repeat", 1),
        (["repeat 5 times:", "release for 3 s"], "nothing is indented below it", 15),
        (["release for 3 s", "  rest for 3 s"], "indented without a 'repeat 5 times:'", 1),
        (["  release for 3 s", "rest for 3 s"], "indented less than the first phrase", 1),
    ],
)
def test_unknown_phrases_are_refused_with_their_place(phrases, message, position):
    with pytest.raises(WordsError) as caught:
        session(phrases)
    assert message in str(caught.value)
    assert caught.value.position == position
    assert f"character {position}" in str(caught.value)


def test_the_number_of_the_phrase_is_told():
    with pytest.raises(WordsError, match=r"^phrase 2, character 1 of 'jump'"):
        session(["rest for 3 s", "jump"])
    with pytest.raises(MusclebalanceError, match="phrase 2: 'contract at 140 %MVC for 7 s'"):
        session(["rest for 3 s", "contract at 140 %MVC for 7 s"])


@pytest.mark.parametrize(
    ("value", "text"), [(0.07, "7"), (0.2, "20"), (1 / 3, "33.33333333333333"), (1e-7, "0.00001")]
)
def test_percent_is_exact(value, text):
    assert percent(value) == text


def test_plain_numbers_have_no_exponent():
    assert plain(1e-7) == "0.0000001"
    assert plain(20.0) == "20"
    assert plain(-0.0) == "0"


def test_sentences_and_sets_are_read_as_they_are_written():
    written = session("Stretch to barrier.\nStretch to 90 % of the barrier 3 x 30 s.\nRest 10 s.")
    assert written.items == (
        Step("stretch"),
        Repeat(3, (Step("stretch", 30, barrier=0.9),)),
        Step("rest", 10),
    )
    assert session("rest 2 × 10 s").items == (Repeat(2, (Step("rest", 10),)),)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            "repeat 1000 times:\n repeat 1000 times:\n  repeat 1000 times:\n   rest for 1 s",
            "is outside 0 to 43200 s",
        ),
        ("".join(f"{' ' * k}repeat 2 times:\n" for k in range(200)) + " " * 200 + "rest for 1 s", "deep"),
        ("contract at 20 %MVC for 1e9999999 s", "is no time that anybody means"),
        ("contract at 20 %MVC for " + "9" * 5000 + " s", "is no time that anybody means"),
        ("contract at 20 %MVC for 1e-999 s", "is no time that anybody means"),
        ("rest for 3 s\nrepeat " + "9" * 5000 + " times", "a whole number of times is expected"),
        ("rest for 3 s\nrepeat ٣ times", "a whole number of times is expected"),
        ("x" * 100_000, "no phrase begins with"),
        ("rest for 1 s\n" * 20_000, "10000 lines at most"),
        ("repeat 1000 times:\n  repeat 100 times:\n    rest for 0.001 s", "is outside 0 to 20000"),
        ("stretch until pain much", "a number is expected for the pain from 0 to 10"),
        ("stretch until pain 12", "pain goes from 0 to 10"),
        ("stretch until 5 N m to 10 deg", "one of barrier, angle and torque, and angle and torque are given"),
        ("contract at 20 %MVC until 5 N m for 3 s", "a contraction takes no torque"),
    ],
)
def test_what_is_too_much_is_refused_at_once(words, message):
    with pytest.raises(MusclebalanceError) as refused:
        session(words)
    assert message in str(refused.value)
    assert len(str(refused.value)) < 700


@pytest.mark.parametrize(
    "phrase",
    [
        "hold at 0 deg for 30 s",
        "hold at -0.0 deg for 30 s",
        "stretch to 0 deg for 30 s",
        "stretch to 0 % of the barrier for 30 s",
        "contract at 20 %MVC for 7 s at 0 deg",
        "contract at 20 %MVC for 7 s offset 0 lopt",
    ],
)
def test_a_0_is_a_number(phrase):
    read = session(phrase)
    assert session(str(read)) == read


@pytest.mark.parametrize("effort", [0.2, 0.99])
@pytest.mark.parametrize(
    "phrase",
    [
        "contract at {} %MVC for 7 s",
        "work the antagonist at {} % for 7 s",
        "stretch for 10 s with the partner at {} %MVC",
    ],
)
def test_an_effort_below_one_percent_is_a_slip_of_the_unit(phrase, effort):
    with pytest.raises(OutOfRangeError, match=rf"is next to nothing; did you mean {100 * effort:g} %MVC"):
        session(phrase.format(effort))
    assert session(phrase.format(1))


@pytest.mark.parametrize("words", [".", "rest for 3 s\n.", "rest for 3 s\n  . # nothing else"])
def test_a_full_stop_alone_is_no_phrase(words):
    with pytest.raises(WordsError, match=r"no phrase begins with '\.'|indented"):
        session(words)

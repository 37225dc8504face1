"""Scenario files: what is written is read; what is wrong is refused with its line, in TOML and in JSON."""

from __future__ import annotations

import json
import tomllib

import pytest

from musclebalance.core.errors import FileError, MusclebalanceError
from musclebalance.lifestyle import Event, Lifestyle
from musclebalance.simulation import Scenario, simulate_scenario
from musclebalance.treatment import PIR, Diary, Habit, Plan, Ramp, StaticStretch, Strengthening

TEXT = '''# a comment
pair = "hip-flexors-gluteus-maximus"
weeks = 16
develop_days = 180
holidays = [
  [36, 42],
]

[lifestyle]
kind = "office"
hours = 8
stress = 0.6

[sessions.pir]
technique = "PIR"
effort = "20 %MVC"
contract = "7 s"
approach = "0.5 min"

[sessions."in words"]
words = """
stretch to barrier
contract at 20 %MVC for 7 s
release for 3 s
repeat 5 times
"""

[sessions.steps]
steps = [
  { action = "contract", seconds = 7, effort = "20 %MVC", angle = "-10 deg" },
  { action = "release", seconds = 3 },
]

[[plan]]
session = "pir"
per_week = 3
weeks = 4

[[plan]]
session = "in words"
per_week = 5
weeks = 8
where = "home"
adherence = { keep = 0.9, resume = 0.4 }

[[plan]]
session = "steps"
days = "Tue Thu"
length = 14
start = 1
time = "09:00"
ramps = [{ quantity = "effort", first = 0.2, last = 0.4 }]

[[events]]
day = 30
clock = "12:00"
changes = [["capacity_agonist", "add", -0.3]]
'''


def rich() -> Scenario:
    life = Lifestyle.office().on("Sat Sun", Lifestyle.healthy())
    clinic = Plan(PIR(muscle="hip flexors"), 3, 4) + Plan(
        PIR(effort=1 / 3), 5, 8, where="home", adherence=Habit(0.9, 0.5)
    )
    beside = Plan(Strengthening(), every=2, weeks=5, time=("09:00", "12:30"), adherence=Diary([1, 3], [5]))
    stretch = Plan(
        StaticStretch(), 2, 3, time="20:00", ramps=(Ramp("barrier", 0.7, 0.9), Ramp("repetitions", 3, 6))
    )
    events = (Event(3, "12:00", (("capacity_agonist", "add", -0.2), ("pain", "set", 4.0)), "a fall"),)
    return Scenario(
        "hip-flexors-gluteus-maximus",
        life,
        (clinic & beside & stretch).holiday(36, 42),
        16,
        180,
        Lifestyle.healthy(),
        3,
        "Wed",
        events,
        'Title with "quotes", ümläut and \\ backslash',
        "combined - tolerance",
        {"length_time": 4.0, "agonist.max_isometric_force": 3000.0},
    )


@pytest.mark.parametrize("kind", ["toml", "json"])
def test_a_rich_scenario_reads_back(kind, tmp_path):
    scenario = rich()
    path = tmp_path / f"scenario.{kind}"
    scenario.save(path)
    again = Scenario.load(path)
    assert again == scenario
    assert again.to_dict() == scenario.to_dict()
    assert str(again.plan) == str(scenario.plan)


def test_a_scenario_without_a_plan_reads_back():
    scenario = Scenario("hamstrings-quadriceps", Lifestyle.reduced())
    assert Scenario.parse(scenario.to_toml()) == scenario
    assert Scenario.parse(scenario.to_json(), "json") == scenario


def test_a_file_written_by_hand():
    scenario = Scenario.parse(TEXT)
    assert str(scenario.plan).splitlines() == [
        "1. PIR, Mon Wed Fri at 18:00, clinic, day 1 on for 4 weeks",
        "2. in words, Mon Tue Wed Thu Fri at 18:00, home, day 29 on for 8 weeks, "
        "habit (keeps 90 %, resumes 40 %)",
        "3. steps, Tue Thu at 09:00, clinic, day 1 on for 2 weeks, effort from 0.2 to 0.4",
        "holiday from day 36 to day 42",
    ]
    assert scenario.plan.phases[0].session == PIR(approach=30)
    assert scenario.plan.phases[2].session.flat()[0].angle == pytest.approx(-10)
    assert scenario.lifestyle == Lifestyle.office(hours=8, stress=0.6)
    assert scenario.events[0].day == 30


MISTAKES = [
    ('pair = "hip', 'pear = "hip', 2, "No key 'pear'. Did you mean 'pair'?"),
    ('pair = "hip-flexors-gluteus-maximus"', "pair = 3", 2, "pair: 3 is not text"),
    ("[36, 42]", "[36]", 5, "[36] is no holiday"),
    ('kind = "office"', 'kind = "offce"', 9, "No kind of lifestyle 'offce'. Did you mean 'office'?"),
    ("hours = 8", "hours = 80", 8, "desk work 80 h is outside 0 to 12 h"),
    ("stress = 0.6", "strss = 0.6", 11, "No key 'strss'. Did you mean 'stress'?"),
    ('technique = "PIR"', 'technique = "PRI"', 14, "No technique 'PRI'"),
    ('effort = "20 %MVC"\ncontract', "efort = 0.2\ncontract", 15, "No key 'efort'. Did you mean 'effort'?"),
    (
        'effort = "20 %MVC"\ncontract',
        'effort = "140 %MVC"\ncontract',
        13,
        "contraction 140 %MVC is outside 0 to 100 %MVC",
    ),
    ('"7 s"', '"7 kg"', 16, "unit 'kg'"),
    ("contract at 20", "contact at 20", 20, "phrase 2, character 1"),
    (
        'action = "release", seconds = 3',
        'action = "release", seconds = -3',
        27,
        "length of a release -3 s is outside",
    ),
    ("per_week = 3", "per_weeks = 3", 34, "No key 'per_weeks'. Did you mean 'per_week'?"),
    (
        'session = "in words"',
        'session = "in word"',
        38,
        "No session in this file 'in word'. Did you mean 'in words'?",
    ),
    ("weeks = 8", 'weeks = "8"', 40, "'8' is not a number; write it without quotation marks and unit"),
    ('session = "in words"', 'session = "pir"', 19, "session 'in words' is in no plan; give it a [[plan]]"),
    ("keep = 0.9", "keep = 1.9", 42, "probability of keeping the habit 1.9 is outside 0 to 1"),
    ('days = "Tue Thu"', 'days = "Tue Thi"', 44, "No weekday 'Thi'"),
    ("start = 1\n", "start = 0\n", 48, "start of the phase -1 d is outside"),
    ('quantity = "effort"', 'quantity = "force"', 50, "No ramp quantity 'force'"),
    ('"add", -0.3]', '"plus", -0.3]', 52, "'plus'"),
]


@pytest.mark.parametrize(("old", "new", "line", "message"), MISTAKES)
def test_mistakes_are_refused_with_their_line(old, new, line, message, tmp_path):
    assert TEXT.count(old) == 1
    path = tmp_path / "scenario.toml"
    path.write_text(TEXT.replace(old, new), encoding="utf-8")
    with pytest.raises(FileError) as caught:
        Scenario.load(path)
    assert message in str(caught.value)
    assert abs(caught.value.line - line) <= 2
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(("old", "new", "line", "message"), MISTAKES)
def test_json_says_the_same(old, new, line, message):
    text = json.dumps(tomllib.loads(TEXT.replace(old, new)), indent=1)
    with pytest.raises(FileError) as caught:
        Scenario.parse(text, "json")
    assert message in str(caught.value)
    assert caught.value.line is not None


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("pair = ", "toml", "scenario, line 1: is not TOML"),
        ('{"pair": 1,\n}', "json", "scenario, line 2: is not JSON"),
        ('{"pair": "a", "pair": "b"}', "json", "key 'pair' stands twice"),
        ('{"weeks": NaN}', "json", "NaN is not a number"),
        ("[1]", "json", "must hold an object"),
        ('pair = "a"', "toml", "key 'lifestyle' is missing"),
        ('pair = "a"\nlifestyle = 3', "toml", "lifestyle: 3 is not a table"),
        (
            'pair = "a"\n[lifestyle]\nkind = "healthy"\n[sessions.x]\nname = "x"',
            "toml",
            "one of 'technique', 'words' and 'steps'",
        ),
        (
            'pair = "a"\n[lifestyle]\nkind = "week"\ndays = [[["sleep", 25]]]',
            "toml",
            "length of activity 'sleep' 25 h",
        ),
        ('pair = "a"\n[lifestyle]\nkind = "week"\ndays = [[3]]', "toml", "3 is no bout"),
        ('pair = "a"\nseed = 1.5\n[lifestyle]\nkind = "healthy"', "toml", "1.5 is not a whole number"),
    ],
)
def test_broken_files(text, kind, message):
    with pytest.raises(FileError) as caught:
        Scenario.parse(text, kind)
    assert message in str(caught.value)


@pytest.mark.parametrize("kind", ["toml", "json"])
def test_a_full_disk_leaves_the_old_scenario(tmp_path, kind, files_up_to):
    path = tmp_path / f"scenario.{kind}"
    rich().save(path)
    before = path.read_bytes()
    with files_up_to(100), pytest.raises(FileError, match=r"\(File too large\); what was there is kept"):
        rich().save(path)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_only_toml_and_json(tmp_path):
    with pytest.raises(FileError, match="end in"):
        rich().save(tmp_path / "scenario.yaml")
    (tmp_path / "scenario.yaml").write_text("pair: a")
    with pytest.raises(FileError, match="end in"):
        Scenario.load(tmp_path / "scenario.yaml")
    for path in (tmp_path / "none.toml", tmp_path, "", "x" * 5000 + ".toml"):
        with pytest.raises(FileError, match="check the path"):
            Scenario.load(path)
    with pytest.raises(MusclebalanceError, match=r"not what Scenario.load\(\) takes: text or a path"):
        Scenario.load("a\0b.toml")


PAIR = 'pair = "hip-flexors-gluteus-maximus"'
LIFE = '[lifestyle]\nkind = "healthy"'
MANY = "9" * 400


@pytest.mark.parametrize(
    ("line", "message"),
    [
        *((f"weeks = {x}", "weeks: ") for x in ("0", "-1", "nan", "inf", "1e999", "-0.0", "1e9", MANY)),
        *((f"develop_days = {value}", "develop_days: ") for value in ("-1", "1.5", "1000000000", MANY)),
        *((f"seed = {value}", "seed: ") for value in ("-1", "1.0", "true", MANY, "0x" + "f" * 5000)),
        ("seed = -1", "seed -1 is outside 0 or more"),
        (f"weeks = {'9' * 5000}", "a number of thousands of digits"),
        (f"title = {'[' * 100}{']' * 100}", "nested deeper than 20 levels"),
        (f"title = {'[' * 100_000}{']' * 100_000}", "nested deeper than 20 levels"),
        (f"title = {'{a = ' * 5000}1{'}' * 5000}", "nested deeper than 20 levels"),
        (f"{'.'.join('a' * 3000)} = 1", "nested deeper than 20 levels"),
        ('title = "\\u001b[31mred"', "cannot be shown"),
        ('first_weekday = "Fun"', "first_weekday: No weekday 'Fun'"),
        ('model = "sensry"', "model: No hypothesis 'sensry'. Did you mean 'sensory'?"),
        ("model = 3", "model: 3 is not text"),
        ('parameters.length_time = "50 d"', "parameters.length_time: parameter 'length_time' 50 d is"),
        ('parameters.length_time = "5 kg"', "No unit 'kg'"),
        ('parameters.length_time = "5"', "is no number with a unit"),
        ("parameters.length_time = true", "True is not a number"),
        ("parameters.length_tim = 5", "No parameter 'length_tim'. Did you mean 'length_time'?"),
        ("parameters.agonist.length_tim = 5", "No parameter 'agonist.length_tim'"),
        ("parameters = 5", "parameters: 5 is not a table"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_is_refused_with_its_line(line: str, message: str) -> None:
    with pytest.raises(FileError) as caught:
        Scenario.parse(f"{PAIR}\n{line}\n{LIFE}\n")
    assert message in str(caught.value)
    assert caught.value.line == 2
    assert len(str(caught.value)) < 400


LONG, DEEP, LISTS = f'{{"weeks": {"9" * 5000}}}', '{"a": ' * 50_000 + "1" + "}" * 50_000, "[" * 50_000


@pytest.mark.parametrize("text", [LONG, DEEP, LISTS])
def test_json_that_is_too_deep_or_too_long(text: str) -> None:
    with pytest.raises(FileError) as caught:
        Scenario.parse(text, "json")
    assert caught.value.line == 1


def test_an_unknown_pair_or_state_is_refused_with_its_line() -> None:
    with pytest.raises(FileError, match=r"line 1: pair: .* Did you mean 'hip-flexors-gluteus-maximus'"):
        Scenario.parse(f"{PAIR.replace('flexors', 'flexers')}\n{LIFE}\n")
    event = '[[events]]\nday = 3\nclock = "18:00"\nchanges = [["capcity_agonist", "add", -0.3]]'
    with pytest.raises(FileError, match=r"line 7: .* Did you mean 'capacity_agonist'"):
        Scenario.parse(f"{PAIR}\n{LIFE}\n{event}\n")


@pytest.mark.parametrize("change", [{"weeks": 0}, {"develop_days": -1}, {"seed": -1}, {"first_weekday": "x"}])
def test_a_scenario_in_python_is_held_to_the_same(change) -> None:
    with pytest.raises(MusclebalanceError):
        Scenario("hamstrings-quadriceps", Lifestyle.reduced(), **change)


def test_parameters_are_text_or_numbers_of_one_muscle_or_of_both() -> None:
    tables = '[parameters]\nlength_time = "0.5 week"\n[parameters.agonist]\nmax_isometric_force = "3 kN"'
    found = Scenario.parse(f"{PAIR}\n{LIFE}\n{tables}\n")
    assert found.parameters == {"length_time": 3.5, "agonist.max_isometric_force": 3000.0}
    assert Scenario.parse(found.to_toml()) == found
    twice = '[parameters]\n"agonist.length_time" = 4\nagonist.length_time = 5'
    with pytest.raises(FileError, match="given twice"):
        Scenario.parse(f"{PAIR}\n{LIFE}\n{twice}\n")


def test_model_and_parameters_are_what_is_simulated() -> None:
    tables = "[parameters]\ndetectable_rom = 4"
    scenario = Scenario.parse(f'{PAIR}\nmodel = "sensory"\nweeks = 1\n{LIFE}\n{tables}\n')
    result = simulate_scenario(scenario)
    assert result.person.model.name == "sensory"
    assert result.person.parameters.value("detectable_rom") == 4.0
    assert simulate_scenario(scenario, model="neural").person.model.name == "neural"

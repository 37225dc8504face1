"""Public names by task: the one list, and the pages written from it."""

from __future__ import annotations

import inspect
import re
import shutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, NamedTuple

import musclebalance

ROLE = re.compile(r":\w+:`~?\.?([^`]*)`")


class Task(NamedTuple):
    """What a reader wants to do: file name, title, a sentence, and the names for it, in the order of need."""

    slug: str
    title: str
    about: str
    names: str

    @property
    def listed(self) -> list[str]:
        """Names, as they are written behind ``mb.``."""
        return self.names.split()


TASKS = (
    Task(
        "person",
        "Set up a person",
        "A pair of muscles with its numbers, and a person who has it.",
        "pair catalogue healthy Person pairs Pair pairs.Catalogue pairs.pair_names pairs.template "
        "pairs.parse pairs.write pairs.torque_capacity pairs.unresisted simulation.People",
    ),
    Task(
        "numbers",
        "Look up and change numbers",
        "Every parameter has a unit, bounds, a meaning, a basis and its sources.",
        "parameters Parameter ParameterSet sources sources.get sources.keys sources.bibtex "
        "sources.evidence_row sources.Source sources.Reading Distribution",
    ),
    Task(
        "explanations",
        "Choose an explanation, write a law",
        "Each contested explanation is a named model; a mechanism of your own is a function and its states.",
        "hypotheses hypotheses.get hypotheses.switches hypotheses.set_of Model Mechanism State Quantity",
    ),
    Task(
        "live",
        "Live",
        "What a person does through a day, and how an imbalance comes about.",
        "Lifestyle develop Bout Event Exposure loaded carried_moment pairs.Activity lifestyle.CYCLES",
    ),
    Task(
        "treat",
        "Treat",
        "Sessions in words or by technique, programmes with their days and places, rules at visits.",
        "PIR MET LewitPIR HoldRelax ContractRelax CRAC StaticStretch DynamicStretch IsometricStrength "
        "Strengthening MovementBreak Sham Control session Session Step Repeat technique treatment.TECHNIQUES "
        "treatment.Technique Plan Ramp Habit Diary treatment.Phase treatment.Slot treatment.Dose "
        "treatment.session_dose AdaptivePlan Level Rule treatment.Condition treatment.Visit treatment.Action "
        "treatment.Course read_session read_sessions write_sessions sessions_frame programme programmes "
        "treatment.Programme",
    ),
    Task(
        "run",
        "Run",
        "One person or many, one programme or several; the dose is audited before anything runs.",
        "simulate simulate_adaptive study maintenance lab compare Scenario simulate_scenario compile "
        "simulation.Study simulation.Visits simulation.Recording Comparison inference.Prediction "
        "inference.PREDICTIONS Segment timeline.Timeline timeline.Audit timeline.AuditRow "
        "timeline.SessionSpan timeline.Compiler timeline.join timeline.next_block",
    ),
    Task(
        "read",
        "Read",
        "What came of it: labelled series, readings of an examiner, a day seen closely.",
        "Result variables one_day result.Variable result.VariableTable result.Trajectory result.Day "
        "result.MuscleDay simulation.Courses readouts readouts.resting_angle readouts.settled "
        "readouts.range_of_motion readouts.angle_at_torque readouts.passive_torque_curve "
        "readouts.isometric_torque readouts.resting_tension readouts.sustained readouts.sustained_activity "
        "readouts.endurance_time imbalance imbalance.Components imbalance.time_to_symmetry "
        "imbalance.due_to_treatment",
    ),
    Task(
        "body",
        "More than one joint",
        "Two sides of a person, pairs that share a bone, and how unlike the sides are.",
        "both_sides crossed Body BodyCourse Bodies BodyCourses BodyCohort BodyComparison Bone Link one_sided "
        "symmetry simulation.Symmetry",
    ),
    Task(
        "plot",
        "Plot",
        "Axes in, Axes out; labels carry their units; nothing is shown until you ask.",
        "plot plot.style plot.recovery plot.story plot.course plot.arms plot.session plot.day "
        "plot.torque_angle plot.joint plot.animate_joint plot.acute plot.explanations plot.cohort plot.fit "
        "plot.forest plot.scoreboard plot.power plot.predictive_check plot.tornado plot.sobol "
        "plot.dose_response plot.pareto plot.phase_portrait plot.hysteresis plot.passive_curve "
        "plot.tissue_or_tolerance plot.body plot.sides",
    ),
    Task(
        "laboratory",
        "Read a laboratory's files",
        "Dynamometer, motion and muscle activity; what no file says is asked for.",
        "read_dynamometer Recording passive_curve PassiveCurve tissue_or_tolerance TissueOrTolerance "
        "read_emg Signals percent_mvc Activity read_motion joint_angle JointAngle",
    ),
    Task(
        "fit",
        "Fit a person, ask what matters",
        "Measurements to intervals, forecasts, sensitivity and the least dose that is enough.",
        "read_visits fit fit_people Fit inference.Visits inference.Pooled forecast inference.Forecast "
        "next_measurement local_sensitivity morris sobol Sensitivity inference.local_of inference.morris_of "
        "inference.sobol_of best_dose BestDose Burden inference.dose_space inference.Space "
        "inference.minimise inference.Archive",
    ),
    Task(
        "trial",
        "Plan a trial",
        "Virtual people who differ, arms, endpoints, power.",
        "Cohort Covariate population.COVARIATES population.SPREADS trial Trial MeasurementError analyse "
        "population.Analysis power population.Power assurance sample_size predictive_check",
    ),
    Task(
        "evidence",
        "Hold it against the evidence",
        "Published trials as tables, predictions of them, misses included.",
        "evidence evidence.VERSION evidence.tables evidence.describe evidence.load evidence.row evidence.Row "
        "evidence.arms evidence.overlaps evidence.scoreboard evidence.published_scoreboard "
        "evidence.Scoreboard "
        "evidence.predict evidence.Prediction evidence.template evidence.calibration evidence.Calibration "
        "evidence.skill evidence.Skill evidence.contrasts evidence.Law evidence.tournament "
        "evidence.Tournament evidence.discriminating_experiment",
    ),
    Task(
        "keep",
        "Keep, cite, export",
        "Files that go on as what was saved would have; the papers behind a result; the page for a class.",
        "save load cite app.serve app.export app.Settings",
    ),
    Task(
        "exchange",
        "Take it to other programs",
        "Adapted muscles for OpenSim and MuJoCo, equations as SBML, fits as PEtab, an archive of all.",
        "adaptation Adaptation to_opensim to_mujoco exchange.Change exchange.Changes to_sbml to_petab "
        "to_petab_segment to_omex",
    ),
    Task(
        "bistable",
        "At the blackboard",
        "The smallest model of the story, four equations with two stable states.",
        "bistable bistable.BistableModel bistable.STATES bistable.PARAMETERS bistable.HEALTH bistable.course "
        "bistable.Course bistable.weekly bistable.fixed_points bistable.FixedPoint bistable.nullclines "
        "bistable.field bistable.basins bistable.Basins bistable.separatrix bistable.branches "
        "bistable.reduce bistable.Reduction",
    ),
    Task(
        "engine",
        "Inside: the engine",
        "Laws in, trajectories out; it knows nothing of muscles and can run other systems.",
        "engine.System engine.Part engine.StateSpec engine.Law engine.PackedTimeline engine.integrate "
        "engine.Solution engine.Status engine.Method engine.trace engine.Program engine.run engine.stream "
        "engine.Stored engine.reopen engine.Executor engine.Interrupted",
    ),
    Task(
        "errors",
        "When something is refused",
        "Each says what was given, what is allowed, and what to do.",
        "MusclebalanceError OutOfRangeError UnknownNameError UnitError FileError DoseError EngineError",
    ),
)


def thing(name: str) -> Any:
    """What a name behind ``mb.`` stands for."""
    room, _, last = name.rpartition(".")
    if not room:
        return getattr(musclebalance, name)
    holder = getattr(musclebalance, room) if reached(room) else import_module(f"musclebalance.{room}")
    return getattr(holder, last)


def reached(name: str) -> bool:
    """Whether ``mb.NAME`` works as it stands, without an import of its room."""
    return name.partition(".")[0] in musclebalance.__all__


def tells(held: Any) -> bool:
    """Whether a thing has a docstring of its own: a module, a class or a function, kept in a cache or not."""
    return (
        inspect.ismodule(held)
        or inspect.isclass(held)
        or inspect.isroutine(held)
        or hasattr(held, "__wrapped__")
    )


def public() -> list[str]:
    """Every public name: of the top level, then of its modules and rooms what the top level does not hold."""
    names = [name for name in musclebalance.__all__ if not name.startswith("_")]
    modules = {name: getattr(musclebalance, name) for name in names if inspect.ismodule(thing(name))}
    for room in iter_modules(musclebalance.__path__):
        if room.ispkg and hasattr(import_module(f"musclebalance.{room.name}"), "__all__"):
            modules.setdefault(room.name, import_module(f"musclebalance.{room.name}"))
    seen = {id(thing(name)) for name in names}
    for room, module in modules.items():
        for name in getattr(module, "__all__", None) or defined(module):
            if id(getattr(module, name)) not in seen:
                seen.add(id(getattr(module, name)))
                names.append(f"{room}.{name}")
    return names


def defined(module: Any) -> list[str]:
    """Functions and classes that a module without a list of its own defines."""
    own = {name: held for name, held in vars(module).items() if not name.startswith("_") and tells(held)}
    return [name for name, held in own.items() if getattr(held, "__module__", "") == module.__name__]


def summary(name: str) -> str:
    """First sentence of a name's docstring; of a value, what stands above it in the source."""
    held = thing(name)
    text = (held.__doc__ or "") if tells(held) else above(name)
    return " ".join(text.strip().split("\n\n")[0].split())


def above(name: str) -> str:
    """Lines beginning with ``#:`` above a value."""
    room, _, last = name.rpartition(".")
    for path in sorted((Path(musclebalance.__file__).parent / room).rglob("*.py")):
        lines = path.read_text("utf-8").splitlines()
        for number, line in enumerate(lines):
            if line.startswith((f"{last} =", f"{last}:")):
                told = []
                while lines[number - 1].startswith("#:"):
                    number -= 1
                    told.insert(0, lines[number].removeprefix("#:").strip())
                return " ".join(told)
    return ""


def directive(name: str) -> Iterator[str]:
    """What makes autodoc describe a name."""
    held, full = thing(name), f"musclebalance.{name}"
    if inspect.ismodule(held):
        yield f".. automodule:: {held.__name__}\n   :no-members:\n"
    elif inspect.isclass(held):
        yield f".. autoclass:: {full}\n   :members:\n"
    elif tells(held):
        yield f".. autofunction:: {full}\n"
    else:
        yield f".. py:data:: {full}\n\n   {summary(name)}\n"


def link(name: str) -> str:
    """A name with a link to its description, in Markdown."""
    held, shown = thing(name), f"{'mb' if reached(name) else 'musclebalance'}.{name}"
    where = held.__name__ if inspect.ismodule(held) else f"musclebalance.{name}"
    return f"{{py:{'mod' if inspect.ismodule(held) else 'obj'}}}`{shown} <{where}>`"


def page(task: Task) -> Iterator[str]:
    """The page of a task, in reStructuredText."""
    yield f".. _api-{task.slug}:\n\n{task.title}\n{'=' * len(task.title)}\n\n{task.about}\n"
    for name in task.listed:
        yield from directive(name)


def index() -> Iterator[str]:
    """All tasks with their names: those of the top level with a sentence each, the others in a line below."""
    for task in TASKS:
        yield f"## {task.title}\n\n{task.about} {{ref}}`In full <api-{task.slug}>`.\n"
        first = [name for name in task.listed if reached(name)] or task.listed
        yield from ("* " + link(name) + ": " + ROLE.sub(r"`\1`", summary(name)) for name in first)
        others = [link(name) for name in task.listed if name not in first]
        if others:
            yield f"\nWhat these take and return: {', '.join(others)}."
        yield ""


def write(folder: Path) -> None:
    """One page for each task, and the part of the index that lists them."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for number, task in enumerate(TASKS):
        (folder / f"{number:02d}_{task.slug}.rst").write_text("\n".join(page(task)), "utf-8")
    (folder / "index.inc").write_text("\n".join(index()), "utf-8")

"""Ratios and the table in docs/benchmarks.md."""

from __future__ import annotations

from pathlib import Path

MUST = {
    "one_person_1e-4": 16.0,
    "one_person_1e-6": 11.0,
    "thousand_per_thread_1e-4": 60.0,
    "thousand_per_thread_1e-6": 38.0,
    "of_c_kernel": 0.8,
}
WHY = "[Decision 0002](decisions/0002-engine.md) says why a ratio is below what was wanted."
TARGETS = {"0.0001": "1e-4", "1e-06": "1e-6"}


def ratios(result: dict) -> dict[str, float | None]:
    """How many times faster than the best peer at equal error, and the C++ kernel's time over ours.

    None where we or every peer did not reach the error, or there is no C++ compiler.
    """
    found: dict[str, float | None] = {}
    for target, label in TARGETS.items():
        for place, name in (("one person", "one_person"), ("cohort", "thousand_per_thread")):
            found[f"{name}_{label}"] = _ratio(
                best_peer(result, place, target)[1], result[place]["musclebalance"]["at"][target]
            )
    native = result["cohort"].get("C++ kernel", {"at": {}})["at"].get("0.0001")
    found["of_c_kernel"] = _ratio(native, result["cohort"]["musclebalance"]["at"]["0.0001"])
    return found


def best_peer(result: dict, place: str, target: str) -> tuple[str, float | None]:
    """Name and seconds per person of the fastest tool that is not ours."""
    tools = dict(result[place])
    if place == "one person":
        tools |= {name: tool for name, tool in result["slow"].items() if "missing" not in tool}
    times = {
        name: tool["at"][target]
        for name, tool in tools.items()
        if name != "musclebalance" and "C++" not in name and tool["at"][target] is not None
    }
    return min(times.items(), key=lambda item: item[1]) if times else ("none", None)


def _ratio(theirs: float | None, ours: float | None) -> float | None:
    return None if theirs is None or ours is None else theirs / ours


def write(result: dict, path: Path) -> None:
    """Write the page."""
    parts = [_head(result), _ratios(result), _one(result), _cohort(result), _scaling(result)]
    parts += [*trial(path.parent / "benchmarks-people.md"), _how(result)]
    path.write_text("\n\n".join(parts) + "\n")


def trial(page: Path) -> list[str]:
    """The figures of the other page, which `benchmarks/people.py` wrote, as a section of this one."""
    if not page.exists():
        return []
    table = [line for line in page.read_text("utf-8").splitlines() if line.startswith("|")]
    return [
        "\n".join([
            "## A trial of four arms, 12 weeks", "",
            f"Measured by `python benchmarks/people.py`; more on [its page]({page.name}).", "",
            *table,
        ])
    ]  # fmt: skip


def _head(result: dict) -> str:
    c, m = result["case"], result["machine"]
    return (
        "# Benchmarks of the engine\n\n"
        "Written by `python3 dev.py bench`. "
        f"One {result['mode']} run on {m['cpus']} CPUs ({m['processor']}), Python {m['python']}.\n\n"
        f"The problem: the full model ({c['states']} states, {c['operations']} operations), 84 days of "
        f"office life with a PIR session three times a week, {c['segments']} segments. Error: the largest "
        "|y - reference| / (|reference| + 0.001) over all states and all segment ends."
    )


def _ratios(result: dict) -> str:
    rows = ["## Ratios", "", "| | this run | wanted at least |", "|---|---|---|"]
    many = f"{result['cohort']['musclebalance']['people']} people, one thread"
    names = {
        "one_person_1e-4": "one person, error 1e-4: times faster than the best peer",
        "one_person_1e-6": "one person, error 1e-6",
        "thousand_per_thread_1e-4": f"{many}, error 1e-4",
        "thousand_per_thread_1e-6": f"{many}, error 1e-6",
        "of_c_kernel": f"speed relative to the C++ kernel ({many}, 1e-4)",
    }
    for key, text in names.items():
        value = result["ratios"][key]
        rows.append(f"| {text} | {'not measured' if value is None else f'{value:.3g}'} | {MUST[key]:g} |")
    s, starts = result["scaling"], result["starts"]
    threads, processes = (s["threads"]["1 thread"] / s["threads"][f"2 {k}"] for k in ("threads", "processes"))
    rows += [
        f"| two threads against one (256 people) | {threads:.2f} | 1.7 where the core is free |",
        f"| two processes against one, which shows whether it is | {processes:.2f} | |",
        f"| all-different timelines cost | {100 * s['own timelines']['cost']:.0f} % | at most 10 % |",
        f"| first result of a process, kernel cached | {starts['cached']:.2f} s | at most 0.6 s |",
        f"| first result of a process, nothing cached | {starts['cold']:.2f} s | at most 12 s |",
    ]
    for people, found in s["memory"].items():
        if "peak MiB" in found:
            peak = f"{found['peak MiB']:.0f} MiB"
            rows.append(f"| peak memory, {people} people streamed | {peak} | below 2048 MiB |")
    peers = {
        best_peer(result, place, target)[0]
        for place in ("one person", "cohort") for target in TARGETS
    }  # fmt: skip
    return "\n".join([*rows, "", f"Best peer: {' or '.join(sorted(peers))}. {WHY}"])


def _one(result: dict) -> str:
    rows = ["## One person, whole course", "", "| tool | error 1e-4 | error 1e-6 |", "|---|---|---|"]
    for name, tool in result["one person"].items():
        rows.append(f"| {name} | {_ms(tool['at']['0.0001'])} | {_ms(tool['at']['1e-06'])} |")
    for name, tool in result["slow"].items():
        if "missing" in tool:
            rows.append(f"| {name} | not measured: {_cell(tool['missing'])} | |")
        else:
            label = f"{name}, first {_days(tool['days'])}, scaled"
            rows.append(f"| {label} | {_ms(tool['at']['0.0001'])} | {_ms(tool['at']['1e-06'])} |")
    rows += ["", "Tolerances timed (error reached, median time):", ""]
    for name, tool in {**result["one person"], **result["slow"]}.items():
        if "missing" not in tool:
            rows.append(f"* {name}: {_tolerances(tool)}")
    return "\n".join(rows)


def _cohort(result: dict) -> str:
    rows = [
        "## Cohort, one thread, time per person",
        "",
        "| tool | people | error 1e-4 | error 1e-6 |",
        "|---|---|---|---|",
    ]
    for name, tool in result["cohort"].items():
        rows.append(
            f"| {name} | {tool['people']} | {_ms(tool['at']['0.0001'])} | {_ms(tool['at']['1e-06'])} |"
        )
    rows += ["", "Tolerances timed (error reached, median time per person):", ""]
    rows += [f"* {name}: {_tolerances(tool)}" for name, tool in result["cohort"].items()]
    return "\n".join(rows)


def _scaling(result: dict) -> str:
    s = result["scaling"]
    threads = ", ".join(f"{n}: {t:.3g} s" for n, t in s["threads"].items())
    rows = ["## Scaling", "", "| tolerance | steps of one person | repeated | time of a step |"]
    rows.append("|---|---|---|---|")
    for tol, one in result["steps"].items():
        rows.append(f"| {tol} | {one['steps']} | {one['repeated']} | {one['ns per step']:.0f} ns |")
    for what, unit, note in (
        ("people", "person", "7 days each, all threads"),
        ("days", "day", "one person"),
    ):
        rows += ["", f"| {what} ({note}) | time | time per {unit} |", "|---|---|---|"]
        rows += [f"| {n} | {t:.3g} s | {1e3 * t / int(n):.3g} ms |" for n, t in s[what].items()]
    rows += ["", f"Threads (256 people, 7 days): {threads}.", ""]
    rows += ["| people streamed to disk (one day) | time | peak memory | on disk |", "|---|---|---|---|"]
    for people, one in s["memory"].items():
        if "missing" in one:
            rows.append(f"| {people} | not measured: {_cell(one['missing'])} | | |")
        else:
            disk, peak = one["disk MiB"], one["peak MiB"]
            rows.append(f"| {people} | {one['seconds']:.3g} s | {peak:.0f} MiB | {disk:.0f} MiB |")
    return "\n".join(rows)


def _how(result: dict) -> str:
    checks = "; ".join(f"{name}: {value:.1e}" for name, value in result["checks"].items())
    missing = "".join(f" {name} could not be run ({why})." for name, why in result["missing"].items())
    sample = result["cohort"].get("numbalsoda", {"people": 0})["people"]
    return "\n".join([
        "## How it was measured", "",
        "* The tools for one person run in one process, in turn, several rounds, and so do those for the",
        "  cohort; medians of processor time.",
        "* Equal error: for every tool and every wanted error, neighbouring tolerances (two a decade) are",
        "  searched whose errors lie on either side of it, and the time is interpolated between them on",
        "  logarithmic scales, never extrapolated. Where a smaller error took less time, that time counts",
        "  for the larger error too.",
        f"* The reference is this engine at tol 1e-11; largest difference to {checks}.",
        "* Every peer gets the right-hand side printed from the same traced program and compiled by numba,",
        "  with all that depends on person or segment only computed once; relative tolerance tol,",
        "  absolute tolerance 1e-3 tol.",
        "* numbalsoda takes one person after the other, so its time per person is that of a few of the",
        f"  cohort ({sample} people) in sequence; errors of the cohort are the largest over these few.",
        "  The cohort varies every parameter by about 1 %.",
        "* The C++ kernel is the same method with the same equations, printed for the system's compiler",
        "  (`-O3 -march=native`); for one person it does not use lanes;",
        "  in the cohort each value has a register of its own, as many people as it holds.",
        "* Slower peers solve the first days only, each in a process of its own; their times are scaled by",
        "  the number of segments, and their compilation is left out.",
        "* libroadrunner gets the same right-hand side as SBML, with the values of person and segment as",
        "  constants set at every edge; CVODE (BDF), compiled at the highest level it offers.",
        "* diffrax gets the values frozen at the start of each segment from the reference course.",
        "* Peak memory is the largest resident memory of a process that streams a cohort to disk in blocks",
        "  of 1024 people and reads one state of everybody back.",
        f"* Other load on the machine is not controlled; compare ratios rather than times.{missing}",
    ])  # fmt: skip


def _ms(seconds: float | None) -> str:
    if seconds is None:
        return "not reached"
    return f"{1e3 * seconds:.3g} ms" if seconds < 1.0 else f"{seconds:.3g} s"


def _tolerances(tool: dict) -> str:
    return "; ".join(f"{t}: {e:.1e}, {_ms(tool['seconds'][t])}" for t, e in tool["errors"].items())


def _days(count: float) -> str:
    return f"{count:.0f} day{'' if round(count) == 1 else 's'}"


def _cell(text: str) -> str:
    return text.replace("|", "/")

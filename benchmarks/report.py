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


def ratios(result: dict) -> dict[str, float]:
    """How many times faster than the best peer at equal error; and the C++ kernel's time over ours."""
    found: dict[str, float] = {}
    for target, label in (("0.0001", "1e-4"), ("1e-06", "1e-6")):
        for place, name in (("one person", "one_person"), ("cohort", "thousand_per_thread")):
            ours = result[place]["musclebalance"]["at"][target]
            others = [
                t["at"][target]
                for n, t in result[place].items()
                if n not in ("musclebalance",) and "C++" not in n
            ]
            found[f"{name}_{label}"] = min(others) / ours if others else float("nan")
    c = result["cohort"].get("C++ kernel")
    if c:
        found["of_c_kernel"] = c["at"]["0.0001"] / result["cohort"]["musclebalance"]["at"]["0.0001"]
    return found


def write(result: dict, path: Path) -> None:
    """Write the page."""
    parts = [_head(result), _ratios(result), _one(result), _cohort(result), _scaling(result), _how(result)]
    path.write_text("\n\n".join(parts) + "\n")


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
    names = {
        "one_person_1e-4": "one person, error 1e-4: times faster than the best peer",
        "one_person_1e-6": "one person, error 1e-6",
        "thousand_per_thread_1e-4": "1000 people, one thread, error 1e-4",
        "thousand_per_thread_1e-6": "1000 people, one thread, error 1e-6",
        "of_c_kernel": "speed relative to the C++ kernel (1000 people, 1e-4)",
    }
    for key, text in names.items():
        if key in result["ratios"]:
            rows.append(f"| {text} | {result['ratios'][key]:.3g} | {MUST[key]:g} |")
    s = result["scaling"]
    speedup = s["threads"]["1"] / s["threads"]["2"]
    rows.append(f"| two threads against one (256 people) | {speedup:.2f} | 1.7 where the core is free |")
    rows.append(f"| all-different timelines cost | {100 * s['own timelines']['cost']:.0f} % | at most 10 % |")
    rows.append(
        f"| first result of a process, kernel cached | {result['starts']['cached']:.2f} s | at most 0.6 s |"
    )
    rows.append(
        f"| first result of a process, nothing cached | {result['starts']['cold']:.2f} s | at most 12 s |"
    )
    memory = s["memory"]
    rows.append(
        f"| peak memory, {memory['people']} people streamed | {memory['peak MiB']:.0f} MiB | below 2048 MiB |"
    )
    return "\n".join(rows)


def _one(result: dict) -> str:
    rows = ["## One person, whole course", "", "| tool | error 1e-4 | error 1e-6 |", "|---|---|---|"]
    for name, tool in result["one person"].items():
        rows.append(f"| {name} | {_ms(tool['at']['0.0001'])} | {_ms(tool['at']['1e-06'])} |")
    rows += ["", "Slower ones, measured over the first days and scaled to the course:", ""]
    rows += ["| tool | tolerance: error, time |", "|---|---|"]
    for name, tool in result["slow"].items():
        if "missing" in tool:
            rows.append(f"| {name} | not measured: {tool['missing']} |")
        else:
            texts = [f"{t}: {r['error']:.1e}, {r['seconds']:.3g} s" for t, r in tool["rows"].items()]
            rows.append(f"| {name} ({tool['days']:.0f} days) | {'; '.join(texts)} |")
    rows += ["", "Tolerances tried (error reached, median time):", ""]
    for name, tool in result["one person"].items():
        texts = [f"{t}: {tool['errors'][t]:.1e}, {_ms(tool['seconds'][t])}" for t in tool["errors"]]
        rows.append(f"* {name}: {'; '.join(texts)}")
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
    return "\n".join(rows)


def _scaling(result: dict) -> str:
    s = result["scaling"]
    people = ", ".join(f"{n}: {t:.3g} s" for n, t in s["people"].items())
    days = ", ".join(f"{n}: {t:.3g} s" for n, t in s["days"].items())
    threads = ", ".join(f"{n}: {t:.3g} s" for n, t in s["threads"].items())
    steps = result["steps"]
    one = result["one person"]["musclebalance"]["seconds"]["0.001"]
    return "\n".join([
        "## Scaling", "",
        f"* Steps of one person at tol 1e-3: {steps['steps at 1e-3']} ({steps['rejected']} repeated), "
        f"{1e9 * one / steps['steps at 1e-3']:.0f} ns per step.",
        f"* People (7 days, all threads): {people}.",
        f"* Days (one person): {days}.",
        f"* Threads (256 people, 7 days): {threads}.",
        f"* {s['memory']['people']} people over one day streamed to disk: {s['memory']['seconds']:.3g} s, "
        f"{s['memory']['peak MiB']:.0f} MiB at the peak.",
    ])  # fmt: skip


def _how(result: dict) -> str:
    checks = "; ".join(f"{name}: {value:.1e}" for name, value in result["checks"].items())
    missing = "".join(f" {name} could not be run ({why})." for name, why in result["missing"].items())
    return "\n".join([
        "## How it was measured", "",
        "* All tools run in one process, in turn, several rounds; medians of processor time. Times at",
        "  an error are interpolated between tolerances on logarithmic scales.",
        f"* The reference is this engine at tol 1e-11; largest difference to {checks}.",
        "* Every peer gets the right-hand side printed from the same traced program and compiled by numba,",
        "  with all that depends on person or segment only computed once; relative tolerance tol,",
        "  absolute tolerance 1e-3 tol.",
        "* numbalsoda in the cohort: a few people in sequence, time per person. The cohort varies",
        "  every parameter by about 1 %.",
        "* The C++ kernel is the same method with the same equations, printed for the system's compiler",
        "  (`-O3 -march=native`); for one person it does not use lanes.",
        "* diffrax gets the values frozen at the start of each segment from the reference course.",
        f"* Other load on the machine is not controlled; compare ratios rather than times.{missing}",
    ])  # fmt: skip


def _ms(seconds: float) -> str:
    return f"{1e3 * seconds:.3g} ms" if seconds == seconds else "not reached"

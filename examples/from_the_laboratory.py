"""From a dynamometer's files and a table of visits to a fitted person, a forecast and a figure.

The files are written here, as a laboratory leaves them: a dynamometer through a motion system, with counters
instead of time, a wrong unit, muscle activity in volts and a twitch; visits with one column for each, decimal
commas and a title. The person behind them is the model's own, so that the truth is known.

python examples/from_the_laboratory.py
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import musclebalance as mb

RATE, SPEED, ZERO = 1000.0, 5.0, 12.0  # [Hz], [deg/s], the machine's angle at standing [deg]
HEADINGS = {"angle": "Angle.Position", "torque": "Force.Torque"}
DAYS = (0, 28)


def write_recording(path: Path, truth: mb.Result, day: int, seed: int) -> None:
    """A passive test of the hip flexors on one day, to where the person stops it, and back."""
    rng = np.random.default_rng(seed)
    end = truth.at("rom_agonist", day)
    there = np.arange(-20.0, end, SPEED / RATE)
    excursion = np.concatenate([there, np.full(int(2 * RATE), end), there[::-1]])
    known = truth.torque_angle("agonist", day, np.linspace(-20.0, end, 200))
    torque = np.interp(excursion, np.linspace(-20.0, end, 200), known)
    torque[len(there) :] *= 0.85  # tissue that has relaxed resists less
    twitch = (excursion > -5.0) & (excursion < -3.0) & (np.arange(len(excursion)) < len(there))
    torque = torque + np.where(twitch, 6.0, 0.0) + 0.3 * rng.standard_normal(len(torque))
    emg = np.where(twitch, 2e-4, 3e-6) * rng.standard_normal(len(torque))
    rows = "".join(
        f"{1 + k // 10},{k % 10},{-m:.4f},{ZERO - x:.4f},{e:.8f}\n"
        for k, (m, x, e) in enumerate(zip(torque, excursion, emg, strict=True))
    )
    head = f"\nDevices\n{RATE:g}\n,,CON-TREX - Force,CON-TREX - Angle,Delsys - EMG\n"
    path.write_text(f"{head}Frame,Sub Frame,Force.Torque,Angle.Position,EMG iliopsoas\n,,N,deg,V\n{rows}")


def write_maximum(path: Path) -> None:
    """Three seconds of a maximal contraction with the same electrodes."""
    emg = 1e-3 * np.random.default_rng(9).standard_normal(int(3 * RATE))
    rows = "".join(f"{k / RATE:.3f}\t{value:.8f}\n" for k, value in enumerate(emg))
    path.write_text(f"Maximal contraction\nTime\tEMG iliopsoas\ns\tV\n{rows}")


def write_visits(path: Path, truth: mb.Result) -> None:
    """A goniometer at three visits, as somebody keeps them in a spreadsheet."""
    values = [truth.at("rom_agonist", day) + error for day, error in ((0, 0.8), (14, -1.1), (28, 0.5))]
    cells = ";".join(f"{value:.1f}" for value in values).replace(".", ",")
    heads = ";".join(f"ROM hip flexors left day {day} [deg]" for day in (0, 14, 28))
    path.write_text(f"Visits of spring\n\n{heads}\n{cells}\n")


def measured(folder: Path, day: int) -> mb.PassiveCurve:
    """The loading branch of one day: slow enough, and with silent muscles."""
    recording = mb.read_dynamometer(folder / f"day_{day}.csv", columns=HEADINGS, units={"torque": "N m"})
    print(recording)
    curve = mb.passive_curve(
        recording, mb.pair("hip-flexors-gluteus-maximus"), "agonist", side="left", sign=1, zero=ZERO,
        resists=-1, mvc=mb.read_emg(folder / "maximum.txt"),
    )  # fmt: skip
    return curve.loading().slow(6.0).silent()


def files_of_a_laboratory(folder: Path, plan: mb.Plan) -> None:
    """Somebody who sat for four months is treated for four weeks and measured before and after."""
    pair, desk = mb.pair("hip-flexors-gluteus-maximus"), mb.Lifestyle.office(hours=8)
    person = mb.develop(pair, desk, days=120)
    truth = mb.simulate(person, plan, mb.Lifestyle.healthy(), weeks=4)
    for day in DAYS:
        write_recording(folder / f"day_{day}.csv", truth, day, seed=day)
    write_maximum(folder / "maximum.txt")
    write_visits(folder / "visits.csv", truth)


def fitted(folder: Path, curves: list[mb.PassiveCurve], plan: mb.Plan) -> mb.Fit:
    """One person's curves and ranges together; strapping the limb again is good for half a newton metre."""
    pair = mb.pair("hip-flexors-gluteus-maximus")
    ranges = mb.read_visits(folder / "visits.csv", pair)
    print(ranges.report)
    left = ranges["left"]
    goniometer = pd.DataFrame({
        "day": left.days, "measurement": left.names, "side": "left", "value": left.values, "sd": left.sd
    })  # fmt: skip
    torques = [curve.visits(day, sd=0.5, width=3.0) for day, curve in zip(DAYS, curves, strict=True)]
    return mb.fit(
        pd.concat([*torques, goniometer]), pair, plan, lifestyle=mb.Lifestyle.healthy(),
        before=mb.Lifestyle.office(hours=8), sampler="none", progress=False,
        free=["chronicity", "agonist.passive_strain", "tolerance_growth_time"],
    )  # fmt: skip


def main(folder: str | None = None) -> tuple[mb.TissueOrTolerance, mb.Fit, pd.DataFrame]:
    """Write the files, read them, and go the whole way to a forecast."""
    with TemporaryDirectory() as made:
        place = Path(folder or made)
        plan = mb.Plan(mb.PIR(), per_week=3, weeks=4)
        files_of_a_laboratory(place, plan)
        curves = [measured(place, day) for day in DAYS]
        parts = mb.tissue_or_tolerance(*curves, torque_sd=0.5, angle_sd=1.0)
        print(parts)
        found = fitted(place, curves, plan)
        print(found)
        band = mb.forecast(found, None, weeks=8, people=16).band("rom_agonist")
        print(band.round(1))
        with mb.plot.style():
            figure, ax = plt.subplots()
            mb.plot.tissue_or_tolerance(parts, ax)
            figure.savefig(place / "tissue_or_tolerance.png")
            plt.close(figure)
    return parts, found, band


if __name__ == "__main__":
    main()

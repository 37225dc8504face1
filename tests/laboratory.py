"""Files of a laboratory, written here in every dialect that the readers claim to know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Test:
    """A passive test: a movement there, a hold, and back, as the machine records it."""

    __test__ = False
    time: Array
    angle: Array
    torque: Array
    velocity: Array
    rate: float


def passive_test(
    *, rate: float = 100.0, first: float = 0.0, last: float = 40.0, speed: float = 5.0, hold: float = 2.0,
    curve: Callable[[Array], Array] = lambda x: 0.5 * np.exp(0.08 * x), weight: tuple[float, float] = (0, 0),
    noise: float = 0.0, repetitions: int = 1, seed: int = 0,
) -> Test:  # fmt: skip
    """A recording whose torque is known: `curve` of the angle, less 20 % on the way back, plus a weight."""
    travel = round((last - first) / speed * rate)
    there = first + (last - first) * np.arange(travel) / travel
    still = np.full(int(hold * rate), last)
    one = np.concatenate([there, still, there[::-1], np.full(int(rate), first)])
    direction = np.repeat([1.0, 0.0, -1.0, 0.0], [travel, len(still), travel, int(rate)])
    angle, direction = np.tile(one, repetitions), np.tile(direction, repetitions)
    torque = curve(angle) * np.where(direction >= 0.0, 1.0, 0.8)
    turn = np.radians(angle)
    torque = torque + weight[0] * np.sin(turn) + weight[1] * np.cos(turn)
    torque = torque + noise * np.random.default_rng(seed).standard_normal(len(angle))
    return Test(np.arange(len(angle)) / rate, angle, torque, speed * direction, rate)


def comma(text: str) -> str:
    return text.replace(".", ",")


def biodex(test: Test) -> str:
    """Six lines of text, names in capitals, columns of blanks, milliseconds, blank lines at the end."""
    rows = "".join(
        f"{1000 * t:10.0f}{m:10.3f}{a:12.3f}{a + 90:12.3f}{v:10.2f}\r\n"
        for t, m, a, v in zip(test.time, test.torque, test.angle, test.velocity, strict=True)
    )
    head = "Set 1\r\nSide: Left\r\nPassive\r\nWindow 100\r\n"
    names = "TIME      TORQUE    POSITION    POS (ANAT)    VELOCITY\r\n"
    return f"{head}{names}(mSec)    (N-M)     (Degrees)   (Degrees)     (DEG/SEC)\r\n{rows}\r\n\r\n"


def nexus(test: Test, unit: str = "N", emg: Mapping[str, Array] | None = None) -> str:
    """A dynamometer through a motion system: counters, a rate, groups, units (a wrong one), EMG in V."""
    active = emg or {"Voltage.EMG1": np.zeros(len(test.time)), "Voltage.EMG2": np.zeros(len(test.time))}
    groups = f",,CON-TREX - Force,CON-TREX - Angle,Delsys - EMG{',' * (len(active) - 1)}"
    head = f"\nDevices\n{test.rate:g}\n{groups}\n"
    names = f"Frame,Sub Frame,Force.Torque,Angle.Position,{','.join(active)}\n"
    units = f",,{unit},deg,{','.join('V' for _ in active)}\n"
    rows = "".join(
        f"{1 + k // 10},{k % 10},{m:.4f},{a:.4f},{','.join(f'{e[k]:.7f}' for e in active.values())}\n"
        for k, (m, a) in enumerate(zip(test.torque, test.angle, strict=True))
    )
    return head + names + units + rows


def humac(test: Test) -> str:
    """Title lines, units in the headings, semicolons, decimal commas."""
    rows = "".join(
        comma(f"{t:.3f};{m:.3f};{a:.3f};{v:.2f}") + "\n"
        for t, m, a, v in zip(test.time, test.torque, test.angle, test.velocity, strict=True)
    )
    return f"HUMAC\nPatient: P07\n\nTime (s);Torque (Nm);Position (deg);Velocity (deg/s)\n{rows}"


def table(test: Test, mark: str = "\t", decimal: str = ".") -> str:
    """Any table: a line of names and one of units, in radians and foot-pounds."""
    rows = "".join(
        mark.join((f"{t:.3f}", f"{np.radians(a):.8f}", f"{m / 1.3558179483314004:.6f}")).replace(".", decimal)
        + "\n"
        for t, m, a in zip(test.time, test.torque, test.angle, strict=True)
    )
    return f"{mark.join(('Time', 'Angle', 'Torque'))}\n{mark.join(('s', 'rad', 'ft-lbs'))}\n{rows}"


def storage(
    time: Array, columns: Mapping[str, Array], *, degrees: str = "yes", mark: str = "\t", decimal: str = ".",
    surplus: int = 0, remarks: str = "", ending: str = "\n", rows: int | None = None,
) -> str:  # fmt: skip
    """A storage file of OpenSim, as programs and spreadsheets leave it."""
    pad = mark * surplus
    said = f"inDegrees={degrees}" if degrees else "made by hand"
    count = len(time) if rows is None else rows
    head = ["Coordinates", "version=1", f"nRows={count}", f"nColumns={len(columns) + 1}", said, remarks]
    lines = [*(line + pad for line in [*head, "endheader"]), mark.join(["time", *columns]) + pad]
    for k, t in enumerate(time):
        cells = [f"{t:.4f}", *(f"{values[k]:.8f}" for values in columns.values())]
        lines.append(mark.join(cells).replace(".", decimal) + pad)
    return ending.join([*lines, pad, ""])


def markers(time: Array, points: Mapping[str, Array], unit: str = "mm", frames: int | None = None) -> str:
    """A marker file; points (k, 3), a marker that is not seen left blank."""
    count = len(time) if frames is None else frames
    rate = 1.0 / (time[1] - time[0])
    head = "PathFileType\t4\t(X/Y/Z)\tmade.trc\nDataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\n"
    head += f"{rate:.2f}\t{rate:.2f}\t{count}\t{len(points)}\t{unit}\n"
    head += "Frame#\tTime\t" + "".join(f"{name}\t\t\t" for name in points) + "\n"
    head += "\t\t" + "".join(f"X{k + 1}\tY{k + 1}\tZ{k + 1}\t" for k in range(len(points))) + "\n\n"
    rows = ""
    for k, t in enumerate(time):
        cells = [f"{x:.5f}" if np.isfinite(x) else "" for values in points.values() for x in values[k]]
        rows += "\t".join([str(k + 1), f"{t:.4f}", *cells]) + "\n"
    return head + rows


def c3d_bytes(
    points: Array, labels: list[str], analog: Array, channels: list[str], *, rate: float = 100.0,
    per_frame: int = 10,
) -> bytes:  # fmt: skip
    """A C3D file: points (frames, points, 3) [mm], analog (channels, samples) [V]."""
    import io
    import warnings

    import c3d

    frames = points.shape[0] if len(labels) else analog.shape[1] // per_frame
    writer = c3d.Writer(point_rate=rate, analog_rate=rate * per_frame)
    empty = np.zeros((0, 5), dtype=np.float32)
    for k in range(frames):
        xyz = np.concatenate([points[k], np.zeros((len(labels), 2))], axis=1) if len(labels) else empty
        part = analog[:, k * per_frame : (k + 1) * per_frame]
        writer.add_frames([(xyz.astype(np.float32), part.astype(np.float32))])
    writer.set_point_labels((labels or ["none"])[:200])  # a list of labels has 255 places
    writer.set_analog_labels(channels or ["none"])
    handle = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        writer.write(handle)
    return handle.getvalue()

"""Points and analog channels of a C3D file, whole or refused."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import FileError, MusclebalanceError, shown, unknown
from ..core.sheet import bytes_of
from .quantities import dimension_of, factor
from .signals import Signals

Array = NDArray[np.float64]

LENGTHS = {"m": 1.0, "cm": 0.01, "mm": 0.001}


@dataclass(frozen=True, eq=False)
class _File:
    """What is in the file: points (frames, points, 3) [m], NaN where unseen; analog (channels, samples)."""

    path: str
    labels: tuple[str, ...]
    points: Array
    rate: float
    channels: tuple[str, ...]
    units: tuple[str, ...]
    analog: Array
    analog_rate: float
    first: int


def points(path: Path) -> Signals:
    """Points as three columns each [m]."""
    found = _read(path)
    if not found.labels:
        raise FileError(
            found.path,
            f"has no points, but {len(found.channels)} analog channels; read them with mb.read_emg.",
        )
    columns = {
        f"{label} {axis}": found.points[:, k, place]
        for k, label in enumerate(found.labels) for place, axis in enumerate("xyz")
    }  # fmt: skip
    unseen = [
        label for k, label in enumerate(found.labels) if np.isnan(found.points[:, k]).any()
    ]  # fmt: skip
    told = [f"{len(found.labels)} points from frame {found.first} on"]
    told += [f"not seen in every frame: {', '.join(unseen[:8])}"] if unseen else []
    told += [f"{len(found.channels)} analog channels left out"] if found.channels else []
    time = np.arange(len(found.points)) / found.rate
    return Signals(found.path, time, columns, dict.fromkeys(columns, "m"), found.rate, tuple(told))


def analog(path: Path, muscles: Mapping[str, str | int] | Sequence[str] | None, unit: str | None) -> Signals:
    """Analog channels that are muscle activity [V]."""
    found = _read(path)
    if not found.channels:
        raise FileError(found.path, "has no analog channels; muscle activity is in another file.")
    if muscles is None:
        named = [name for name in found.channels if name.lower().startswith("emg")]
        wanted: dict[str, str | int] = {name: name for name in named}
        if not wanted:
            every = ", ".join(map(repr, found.channels[:12]))
            raise FileError(found.path, f"no channel is called EMG; say muscles=[...], some of {every}.")
    else:
        wanted = dict(muscles) if isinstance(muscles, Mapping) else {name: name for name in muscles}
    columns, units = {}, {}
    for name, channel in wanted.items():
        place = _place(found, channel)
        own = unit or found.units[place]
        if dimension_of(own) != "voltage":
            raise FileError(
                found.path, f"channel {found.channels[place]!r} is in {shown(own)}, no voltage; say unit='V' "
                "if the file is wrong or silent.",
            )  # fmt: skip
        columns[name], units[name] = factor(own, "voltage", name) * found.analog[place], "V"
    time = np.arange(found.analog.shape[1]) / found.analog_rate
    others = len(found.channels) - len(columns)
    told = [f"{others} other channels left out"] if others else []
    return Signals(found.path, time, columns, units, found.analog_rate, tuple(told))


def _place(found: _File, channel: str | int) -> int:
    """Place of a channel by name, or by number from 1."""
    if isinstance(channel, int) and 1 <= channel <= len(found.channels):
        return channel - 1
    if channel not in found.channels:
        raise FileError(found.path, str(unknown("channel", channel, found.channels)))
    return found.channels.index(str(channel))


def _read(path: Path) -> _File:
    """The whole file, or an error that says at which frame it ends."""
    try:
        import c3d
    except ImportError:
        raise MusclebalanceError(
            "C3D files need the package c3d: pip install 'musclebalance[lab]'."
        ) from None
    import io

    data = bytes_of(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # frames are counted below
            reader = c3d.Reader(io.BytesIO(data))
            frames = list(reader.read_frames())
    except Exception as problem:  # the package tells damage by errors of many kinds
        raise FileError(str(path), f"is no C3D file, or is damaged ({problem}); export it again.") from None
    wanted = reader.last_frame - reader.first_frame + 1
    if len(frames) != wanted:
        last = reader.first_frame + len(frames) - 1
        raise FileError(
            str(path), f"is cut after frame {last}: {len(frames)} of {wanted} frames are there; copy or "
            "export it again.",
        )  # fmt: skip
    try:
        return _filled(str(path), reader, frames)
    except FileError:
        raise
    except Exception as problem:  # parameters that are lost or damaged
        raise FileError(str(path), f"has damaged parameters ({problem}); export it again.") from None


def _filled(path: str, reader: Any, frames: Sequence[Any]) -> _File:
    """Names, units and numbers of a file that is whole."""
    labels = _labels(reader.point_labels, reader.point_used, "point")
    channels = _labels(reader.analog_labels, reader.analog_used, "channel")
    xyz = np.array([frame[1][: len(labels), :4] for frame in frames], dtype=float)
    unit = _text(reader, "POINT:UNITS") or "mm"
    if labels and unit not in LENGTHS:
        raise FileError(path, f"points are in {shown(unit)}, neither m, cm nor mm; export it again.")
    places = np.where(xyz[..., 3:] < 0.0, np.nan, xyz[..., :3]) * LENGTHS.get(unit, 1.0)
    signals = [np.asarray(frame[2], dtype=float)[: len(channels)] for frame in frames if channels]
    analog_ = np.concatenate(signals, axis=1) if signals else np.zeros((0, 0))
    if not np.isfinite(analog_).all():
        raise FileError(path, "an analog channel holds no number; the file is damaged: export it again.")
    return _File(
        path, labels, places, float(reader.point_rate), channels, _units(reader, len(channels)), analog_,
        float(reader.analog_rate or reader.point_rate), int(reader.first_frame),
    )  # fmt: skip


def _labels(given: Any, count: int, kind: str) -> tuple[str, ...]:
    """Names made unlike each other; of what has none, its number."""
    names = [str(one).strip() for one in (given if given is not None else [])][:count]
    names += [""] * (count - len(names))
    told = [
        name if name and names.count(name) == 1 else f"{name or kind} {k + 1}" for k, name in enumerate(names)
    ]
    return tuple(told)


def _units(reader: Any, count: int) -> tuple[str, ...]:
    """Units of the analog channels; "" where the file is silent."""
    try:
        given = [str(one).strip() for one in reader.get("ANALOG:UNITS").string_array]
    except (AttributeError, KeyError, TypeError, ValueError):
        given = []
    return tuple((given + [""] * count)[:count])


def _text(reader: Any, name: str) -> str:
    try:
        return str(reader.get(name).string_value).strip()
    except (AttributeError, KeyError, TypeError, ValueError):
        return ""

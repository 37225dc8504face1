"""Rodas5P and the driver of the kernels: a stiffly accurate Rosenbrock method, segment by segment.

The functions below are ordinary Python and run as they are, one person at a time. They keep to a small part
of the language (numbers, arrays, `while`, `for`, `if`), which `translate` turns into machine code for any
number of lanes: `load` and `store` then move one value per lane, and each lane has its own person, segment,
time and step; `row` and `put` move states: one or several of every person in the lanes.

References
----------
.. [1] Steinebach G (2023). Construction of Rosenbrock-Wanner method Rodas5P and numerical benchmarks within
   the Julia differential equations package. BIT Numerical Mathematics 63:27. doi:10.1007/s10543-023-00967-x
"""

from __future__ import annotations

from .lanes import (
    Lanes,
    Mask,
    Model,
    Task,
    absolute,
    exp,
    fma,
    largest,
    load,
    log,
    maximum,
    minimum,
    peek,
    put,
    row,
    select,
    some,
    store,
    take,
    unroll,
)

GAMMA = 0.21193756319429014
# Stage values: y + sum A[s][j] k[j]; stages 6 and 7 add the last increment to the value before.
A: tuple[tuple[float, ...], ...] = (
    (),
    (3.0,),
    (2.849394379747939, 0.45842242204463923),
    (-6.954028509809101, 2.489845061869568, -10.358996098473584),
    (2.8029986275628964, 0.5072464736228206, -0.3988312541770524, -0.04721187230404641),
    (-7.502846399306121, 2.561846144803919, -11.627539656261098, -0.18268767659942256, 0.030198172008377946),
)
C: tuple[tuple[float, ...], ...] = (  # right-hand sides: f + sum C[s][j] k[j] / h
    (),
    (-14.155112264123755,),
    (-17.97296035885952, -2.859693295451294),
    (147.12150275711716, -1.41221402718213, 71.68940251302358),
    (165.43517024871676, -0.4592823456491126, 42.90938336958603, -5.961986721573306),
    (24.854864614690072, -3.0009227002832186, 47.4931110020768, 5.5814197821558125, -0.6610691825249471),
    (30.91273214028599, -3.1208243349937974, 77.79954646070892, 34.28646028294783, -19.097331116725623,
     -28.087943162872662),
    (37.80277123390563, -3.2571969029072276, 112.26918849496327, 66.9347231244047, -40.06618937091002,
     -54.66780262877968, -9.48861652309627),
)  # fmt: skip
TIMES = (0.0, 0.6358126895828704, 0.4095798393397535, 0.9769306725060716, 0.4288403609558664, 1.0, 1.0, 1.0)
DRIFT = (
    GAMMA, -0.42387512638858027, -0.3384627126235924, 1.8046452872882734, 2.325825639765069, 0.0, 0.0, 0.0,
)  # fmt: skip
STAGES = 8

# Step-size rules.
SAFETY, SHRINK, GROW, ORDER = 0.9, 0.1, 8.0, 6.0
INFINITE, HUGE = float("inf"), 1e300

# Outcome of a person.
DONE, NOT_FINITE, STEP_TOO_SMALL, TOO_MANY_STEPS, INTERRUPTED = 0, 1, 2, 3, 4


# Counts of a task, which all who work on it share.
NEXT, STOP, FINISHED = 0, 2, 3  # next person; other than 0 to stop; segments finished


def advance(model: Model, task: Task) -> None:
    """Take people of the task through all segments until none is left."""
    for lane in range(model.width):
        next_person(model, task, lane)
    while some(load(task.active, 0) > 0.5):
        if some(step(model, task)):
            model.exact(task.values, load(task.time, 0), task.y)
            for lane in range(model.width):
                if task.event[lane] > 0.5:
                    finish(model, task, lane)


def step(model: Model, task: Task) -> Mask:
    """Attempt one step in every lane; return in which lanes something must be done about a segment."""
    if model.drifting:
        model.exact(task.values, load(task.time, 0), task.y)
    model.linearise(task.values, task.y, task.slope, task.drift)
    time, span = load(task.time, 0), load(task.span, 0)
    h = load(task.step, 0)
    if some(load(task.fresh, 0) > 0.5):
        h = select(load(task.fresh, 0) > 0.5, first_step(model, task), h)
    rest = span - time
    last = h >= rest
    h = select(last, rest, select(h + h > rest, 0.5 * rest, h))
    stages(model, task, time, h)
    size = error(model, task) / task.settings[0]
    finite = size - size == 0.0
    active = load(task.active, 0) > 0.5
    accepted = (size <= 1.0) & finite & active
    for i in range(model.rows):  # by way of another array: stores under a mask are slow on some processors
        put(task.right, i, select(accepted, row(task.u, i), row(task.y, i)))
    for i in range(model.rows):
        put(task.y, i, row(task.right, i))
    scaled = SAFETY * exp(log(maximum(size, 1e-12)) * (-1.0 / ORDER))
    factor = select(finite, minimum(maximum(scaled, SHRINK), GROW), SHRINK)
    time = select(accepted, select(last, span, time + h), time)
    store(task.time, 0, time)
    store(task.step, 0, h * factor)
    store(task.fresh, 0, 0.0 * span)
    count = load(task.steps, 0) + 1.0
    store(task.steps, 0, count)
    store(task.rejected, 0, load(task.rejected, 0) + select(accepted, 0.0, 1.0))
    tiny = (h <= 1e-13 * span) | (h != h)
    failed = active & (tiny | (count - load(task.before, 0) > task.settings[1])) & (time < span)
    ended = (accepted & last) | failed
    store(task.event, 0, select(ended, select(failed, 2.0, 1.0), 0.0))
    return ended  # type: ignore[no-any-return]


def first_step(model: Model, task: Task) -> Lanes:
    """Step in which no state changes by much more than the tolerance allows; 0 if a slope is not finite."""
    speed, check = 0.0 * row(task.weights, 0), 0.0 * row(task.weights, 0)
    for i in range(model.rows):
        rate = absolute(row(task.slope, i)) / (absolute(row(task.y, i)) + row(task.weights, i))
        speed = maximum(rate, speed)
        check = check + rate
    fastest = largest(select(check - check == 0.0, maximum(speed, 1e-12), HUGE))
    return task.settings[2] / fastest  # type: ignore[no-any-return]


def error(model: Model, task: Task) -> Lanes:
    """Largest weighted error of the step; infinite if a value is not finite. The new states are left in u."""
    size, check = 0.0 * row(task.weights, 0), 0.0 * row(task.weights, 0)
    for i in range(model.rows):
        change = row(task.k, 7 * model.rows + i)
        value = row(task.u, i) + change
        part = absolute(change) / fma(absolute(value), row(task.shares, i), row(task.weights, i))
        size = maximum(part, size)
        check = check + part
        put(task.u, i, value)
    return largest(select(check - check == 0.0, size, INFINITE))


def stages(model: Model, task: Task, time: Lanes, h: Lanes) -> None:
    """Solve for the eight increments k; the last stage's value stays in u."""
    n = model.rows
    inverse = 1.0 / h
    model.factor(task.values, inverse * (1.0 / GAMMA))
    for s in unroll(STAGES):
        for i in range(n):
            if s == 0:
                put(task.right, i, 0.0)
            else:
                value = row(task.y, i) if s < 6 else row(task.u, i) + row(task.k, (s - 1) * n + i)
                total = row(task.k, i) * C[s][0]
                for j in unroll(s):
                    if s < 6:
                        value = fma(row(task.k, j * n + i), A[s][j], value)
                    if j > 0:
                        total = fma(row(task.k, j * n + i), C[s][j], total)
                put(task.u, i, value)
                put(task.right, i, total)
        if model.drifting and s > 0:
            model.exact(task.values, time + TIMES[s] * h, task.u)
        if model.drifting and s < 5:
            for i in range(n):
                put(task.right, i, fma(row(task.drift, i), h * h * DRIFT[s], row(task.right, i)))
        if s == 0:
            model.solve(task.values, task.right, task.slope, inverse, task.k, 0)
        elif s < STAGES - 1:
            model.stage(task.values, task.u, task.right, task.slope, inverse, task.k, s * model.padded)
        else:  # the last slopes are looked at when a step fails
            model.rhs(task.values, task.u, task.slope)
            model.solve(task.values, task.right, task.slope, inverse, task.k, s * model.padded)


def next_person(model: Model, task: Task, lane: int) -> None:
    """Let a lane take the next person of the task, or rest when there is none."""
    person = take(task.counters, NEXT)
    if person < task.sizes[0] and peek(task.counters, STOP) == 0:
        task.active[lane] = 1.0
        task.lane_person[lane] = person
        task.lane_segment[lane] = task.first[person]
        task.lane_output[lane] = task.first_output[person]
        for i in range(model.states):
            task.y[i * model.width + lane] = task.start[person * model.states + i]
        task.steps[lane] = 0.0
        task.rejected[lane] = 0.0
        model.person(task.values, lane, task.params, person * model.parameters)
        begin(model, task, lane)
    else:
        task.active[lane] = 0.0


def begin(model: Model, task: Task, lane: int) -> None:
    """Start a segment: jumps, inputs, values known for its whole length."""
    segment = task.lane_segment[lane]
    for jump in range(task.first_jump[segment], task.first_jump[segment + 1]):
        state = task.jump_state[jump]
        place = state * model.width + lane
        value = task.jump_value[jump]
        if task.jump_adds[jump] == 1:
            value = value + task.y[place]
        task.y[place] = minimum(maximum(value, task.low[state]), task.high[state])
    model.segment(task.values, lane, task.table, task.rows[segment] * model.inputs, task.y)
    task.time[lane] = 0.0
    task.span[lane] = task.durations[segment]
    task.fresh[lane] = 1.0
    task.before[lane] = task.steps[lane]


def finish(model: Model, task: Task, lane: int) -> None:
    """End a segment: store what is asked for, then the next segment or the next person."""
    person = task.lane_person[lane]
    segment = task.lane_segment[lane]
    failed = task.event[lane] > 1.5
    ended = failed or segment + 1 == task.last[person] or peek(task.counters, STOP) != 0
    if not failed and task.stored[segment] == 1:
        for i in range(model.states):
            task.output[task.lane_output[lane] * model.states + i] = task.y[i * model.width + lane]
        task.lane_output[lane] = task.lane_output[lane] + 1
    take(task.counters, FINISHED)
    if ended:
        for i in range(model.states):
            task.final[person * model.states + i] = task.y[i * model.width + lane]
        task.status[person] = outcome(model, task, lane, failed)
        task.reached[person] = segment - task.first[person] + (0 if failed else 1)
        task.all_steps[person] = int(task.steps[lane])
        task.all_rejected[person] = int(task.rejected[lane])
        next_person(model, task, lane)
    else:
        task.lane_segment[lane] = segment + 1
        begin(model, task, lane)


def outcome(model: Model, task: Task, lane: int, failed: bool) -> int:
    """Why a person is finished."""
    if not failed:
        if task.lane_segment[lane] + 1 == task.last[task.lane_person[lane]]:
            return DONE
        return INTERRUPTED
    if task.steps[lane] - task.before[lane] > task.settings[1]:
        return TOO_MANY_STEPS
    check = 0.0
    for i in range(model.solved):
        check = check + (task.slope[i * model.width + lane] - task.slope[i * model.width + lane])
    return STEP_TOO_SMALL if check == 0.0 else NOT_FINITE

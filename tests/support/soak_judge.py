"""What is a fault of a server under a steady load: an error, a slow answer, a lag, a leak."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean, linear_regression

from tests.support.soak_load import Came
from tests.trials.trial import Outcome

SLOWEST = 0.250
"""Seconds that 99 of 100 answers may take."""

LONGEST_LAG = 1.0
WARM_UP = 1 / 3
"""The part of the time in which memory may grow."""

GROWTH = 0.10
"""By how much of itself it may grow in the rest, and by 8 MiB in any case."""

MIB = 1 << 20
FEWEST = 20
"""Samples that tell a trend."""

Samples = Sequence[tuple[float, int]]
"""Bytes at moments."""


def judge_answers(came: Iterable[Came], outcome: Outcome) -> None:
    """Every answer must be the right one."""
    for one in came:
        outcome.count("requests")
        if one.wrong is not None:
            outcome.fault(f"{one.kind}: {one.wrong}")


def judge_times(came: Sequence[Came], outcome: Outcome) -> None:
    """All answers together, whatever was asked."""
    slowest = percentile([one.seconds for one in came], 0.99)
    outcome.count("ms for 99 of 100", round(slowest * 1000))
    if slowest >= SLOWEST:
        late = Counter(one.kind for one in came if one.seconds >= SLOWEST)
        outcome.fault(f"99 of 100 answers took {slowest * 1000:.0f} ms: {dict(late)}")


def judge_lags(lags: Sequence[float], outcome: Outcome) -> None:
    """The read models must be near the head at every look."""
    longest = max(lags, default=LONGEST_LAG)
    outcome.count("ms of lag at most", round(longest * 1000))
    if longest >= LONGEST_LAG:
        outcome.fault(f"the read models were {longest:.1f} s behind")


def judge_memory(memory: Mapping[str, Samples], outcome: Outcome) -> None:
    """No process may go on growing once it is warm."""
    for name, samples in memory.items():
        if (grown := growth(samples)) is None:
            continue
        level = fmean(size for _, size in samples)
        outcome.count(f"MB {name}", round(level / MIB))
        if grown > max(GROWTH * level, 8 * MIB):
            outcome.fault(f"{name} goes on growing: by {grown / MIB:.0f} MiB since it was warm")


def growth(samples: Samples) -> float | None:
    """By how many bytes the trend has risen after the warm-up; ``None`` where that is too short."""
    warm = samples[round(len(samples) * WARM_UP) :]
    if len(warm) < FEWEST:
        return None
    times, sizes = [at for at, _ in warm], [size for _, size in warm]
    slope = linear_regression(times, sizes).slope
    return slope * (times[-1] - times[0])


def percentile(values: Sequence[float], part: float) -> float:
    """The least of the values that the part of them does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]

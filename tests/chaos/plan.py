"""Which fault happens when: drawn from a seed, so that a run can be played again."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random


class Kind(StrEnum):
    """What can go wrong."""

    KILL = "kill -9"
    DISK = "disk full"
    DATABASE = "database restart"
    CLOCK = "clock jump"
    ERRORS = "platform 5xx"
    WAIT = "platform 429"
    RESET = "connection reset"
    SILENT_RESET = "reset after delivery"
    HANG = "platform hang"
    CUT = "network cut"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: when it begins and for how long, in seconds of the run; `size` is its strength."""

    at: float
    kind: Kind
    seconds: float
    size: float


# Seconds a fault lasts, shortest and longest, and its strength: messages, seconds of the clock.
LASTS: dict[Kind, tuple[float, float]] = {
    Kind.KILL: (0.0, 4.0),  # until it is started again
    Kind.DISK: (4.0, 10.0),
    Kind.DATABASE: (0.5, 4.0),
    Kind.CLOCK: (8.0, 25.0),
    Kind.ERRORS: (2.0, 6.0),
    Kind.WAIT: (2.0, 6.0),
    Kind.RESET: (2.0, 6.0),
    Kind.SILENT_RESET: (2.0, 6.0),
    Kind.HANG: (3.0, 8.0),
    Kind.CUT: (3.0, 8.0),
}
SIZES: dict[Kind, tuple[float, float]] = {Kind.CLOCK: (20.0, 75.0)}
BETWEEN = (2.0, 8.0)  # seconds of calm between two faults
BEGIN = 8.0  # seconds in which people say hello first


def make_plan(seed: int, seconds: float, kinds: Sequence[Kind]) -> tuple[Fault, ...]:
    """The faults of a run of so many seconds; each kind once in every round, in a random order."""
    random = Random(seed)
    faults: list[Fault] = []
    at, rounds = BEGIN, list[Kind]()
    while True:
        if not rounds:
            rounds = random.sample(list(kinds), len(kinds))
        kind = rounds.pop()
        size = random.uniform(*SIZES.get(kind, (1.0, 4.0)))
        if kind is Kind.CLOCK and random.random() < 0.5:
            size = -size
        lasts = random.uniform(*LASTS[kind])
        if at + lasts > seconds:
            return tuple(faults)
        faults.append(Fault(round(at, 2), kind, round(lasts, 2), round(size, 1)))
        at += lasts + random.uniform(*BETWEEN)

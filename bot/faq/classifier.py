"""Sparse softmax classifier trained with AdaGrad, in plain Python. Deterministic.

Only classes that compete for an example are updated (`MIN_RIVAL_SHARE`), and tiny weights are
pruned. Both keep the weights sparse, which keeps training and matching fast.
"""

import math
import random
from collections.abc import Sequence

Vector = Sequence[tuple[str, float]]  # features of one text, of length 1
Example = tuple[Vector, int]  # and the class it belongs to
Weights = dict[str, dict[int, float]]  # feature → class → weight

RATE = 0.5
RIVAL = 0.02  # share of belief from which a wrong class is pushed down
TINY = 0.02  # a weight below this is dropped after every round


def learn(
    weights: Weights,
    examples: Sequence[Example],
    *,
    classes: int,
    rounds: int,
    caution: float = 1e-4,
    rate: float = RATE,
    shuffle: int = 1,
) -> None:
    """Train `weights` in place.

    `initial_accumulator` is AdaGrad's initial sum of squares: a larger one makes the first steps
    smaller.
    """
    memory: Weights = {}
    order = list(range(len(examples)))
    chance = random.Random(shuffle)
    for _ in range(rounds):
        chance.shuffle(order)
        for number in order:
            vector, right = examples[number]
            _step(weights, memory, vector, right, classes, caution, rate)
        for row in weights.values():
            for small in [name for name, weight in row.items() if -TINY < weight < TINY]:
                del row[small]


def _step(
    weights: Weights,
    memory: Weights,
    vector: Vector,
    right: int,
    classes: int,
    caution: float,
    rate: float,
) -> None:
    sums = [0.0] * classes
    for feature, value in vector:
        row = weights.get(feature)
        if row is None:
            weights[feature], memory[feature] = {}, {}
            continue
        for name, weight in row.items():
            sums[name] += weight * value
    top = max(sums)
    shares = [math.exp(value - top) for value in sums]
    total = sum(shares)
    limit = RIVAL * total
    errors = [
        (name, share / total)
        for name, share in enumerate(shares)
        if share > limit and name != right
    ]
    missing = shares[right] / total - 1.0
    if missing < -0.02:
        errors.append((right, missing))
    if not errors:
        return
    for feature, value in vector:
        row = weights[feature]
        past = memory.setdefault(feature, {})
        for name, error in errors:
            slope = error * value
            seen = past.get(name, caution) + slope * slope
            past[name] = seen
            row[name] = row.get(name, 0.0) - rate * slope / math.sqrt(seen)


def mean(learnt: Sequence[Weights]) -> Weights:
    """Return the average of several trainings, which is more stable than each of them."""
    average: Weights = {}
    for weights in learnt:
        for feature, row in weights.items():
            sums = average.setdefault(feature, {})
            for name, weight in row.items():
                sums[name] = sums.get(name, 0.0) + weight / len(learnt)
    return average

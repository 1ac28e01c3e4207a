"""Sparse softmax classifier trained with AdaGrad, in plain Python. Deterministic.

Only classes that compete for an example are updated (`MIN_RIVAL_SHARE`), and tiny weights are
pruned. Both keep the weights sparse, which keeps training and matching fast.
"""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Vector = Sequence[tuple[str, float]]  # features of one text, of length 1
Example = tuple[Vector, int]  # and the class it belongs to
Weights = dict[str, dict[int, float]]  # feature → class → weight

LEARNING_RATE = 0.5
MIN_RIVAL_SHARE = 0.02  # share of belief from which a wrong class is pushed down
PRUNE_BELOW = 0.02  # a weight below this is dropped after every round


def fit_weights(
    weights: Weights,
    examples: Sequence[Example],
    *,
    class_count: int,
    rounds: int,
    initial_accumulator: float = 1e-4,
    learning_rate: float = LEARNING_RATE,
    seed: int = 1,
) -> None:
    """Train `weights` in place.

    `initial_accumulator` is AdaGrad's initial sum of squares: a larger one makes the first steps
    smaller.
    """
    accumulators: Weights = {}
    order = list(range(len(examples)))
    generator = random.Random(seed)
    for _ in range(rounds):
        generator.shuffle(order)
        for number in order:
            vector, target = examples[number]
            _update_weights(
                weights,
                accumulators,
                vector,
                target,
                class_count,
                initial_accumulator,
                learning_rate,
            )
        for row in weights.values():
            for small in [
                name for name, weight in row.items() if -PRUNE_BELOW < weight < PRUNE_BELOW
            ]:
                del row[small]


def _update_weights(
    weights: Weights,
    accumulators: Weights,
    vector: Vector,
    target: int,
    class_count: int,
    initial_accumulator: float,
    learning_rate: float,
) -> None:
    sums = [0.0] * class_count
    for feature, value in vector:
        row = weights.get(feature)
        if row is None:
            weights[feature], accumulators[feature] = {}, {}
            continue
        for name, weight in row.items():
            sums[name] += weight * value
    top = max(sums)
    shares = [math.exp(value - top) for value in sums]
    total = sum(shares)
    limit = MIN_RIVAL_SHARE * total
    errors = [
        (name, share / total)
        for name, share in enumerate(shares)
        if share > limit and name != target
    ]
    missing = shares[target] / total - 1.0
    if missing < -0.02:
        errors.append((target, missing))
    if not errors:
        return
    for feature, value in vector:
        row = weights[feature]
        accumulated = accumulators.setdefault(feature, {})
        for name, error in errors:
            slope = error * value
            squared_sum = accumulated.get(name, initial_accumulator) + slope * slope
            accumulated[name] = squared_sum
            row[name] = row.get(name, 0.0) - learning_rate * slope / math.sqrt(squared_sum)


@dataclass(frozen=True, slots=True)
class AnchoredExample:
    """A text to be learnt on top of a model that stays as it is."""

    vector: Vector
    target: int
    scores: Mapping[int, float]  # what the model gives to the classes that may change
    rest: float  # the logarithm of the sum of the exponentials of all other scores


ANCHORED_ACCUMULATOR = 0.02
ANCHORED_ROUNDS = 8  # twice those of `extend_model`: only the changing classes give way


def fit_additions(examples: Sequence[AnchoredExample]) -> Weights:
    """Train weights to be added to a model for some of its classes; all others stay as they are.

    Cheap: the other classes' scores are summed up once in each example.
    """
    weights: Weights = {}
    squares: Weights = {}
    order = list(range(len(examples)))
    generator = random.Random(1)
    for _ in range(ANCHORED_ROUNDS):
        generator.shuffle(order)
        for number in order:
            _add_to_weights(weights, squares, examples[number])
    return weights


def _add_to_weights(weights: Weights, squares: Weights, example: AnchoredExample) -> None:
    scores = dict(example.scores)
    for feature, value in example.vector:
        for name, weight in weights.get(feature, {}).items():
            if name in scores:
                scores[name] += weight * value
    top = max(example.rest, *scores.values())
    shares = {name: math.exp(score - top) for name, score in scores.items()}
    total = math.exp(example.rest - top) + sum(shares.values())
    errors = {
        name: share / total - (name == example.target)
        for name, share in shares.items()
        if name == example.target or share > MIN_RIVAL_SHARE * total
    }
    if errors[example.target] >= -MIN_RIVAL_SHARE:
        return
    for feature, value in example.vector:
        row, squared = weights.setdefault(feature, {}), squares.setdefault(feature, {})
        for name, error in errors.items():
            slope = error * value
            squared[name] = squared.get(name, ANCHORED_ACCUMULATOR) + slope * slope
            row[name] = row.get(name, 0.0) - LEARNING_RATE * slope / math.sqrt(squared[name])


def average_weights(weight_sets: Sequence[Weights]) -> Weights:
    """Return the average of several trainings, which is more stable than each of them."""
    average: Weights = {}
    for weights in weight_sets:
        for feature, row in weights.items():
            sums = average.setdefault(feature, {})
            for name, weight in row.items():
                sums[name] = sums.get(name, 0.0) + weight / len(weight_sets)
    return average

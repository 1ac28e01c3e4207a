"""A unit's view of the index: what its officers published, laid over an index that stays as it is.

The view shares everything large with its base (trained rows, packed rows, rows of details) and
holds only what differs. What is trained for it changes no score of another unit's residents: one
unit's edit is never another's answer.
"""

import logging
import math
from array import array
from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar, cast

from bot.core.errors import DataError
from bot.faq.classifier import AnchoredExample, Weights, fit_additions
from bot.faq.detail_matching import DetailIndex, build_unit_detail_index
from bot.faq.features import extract_features
from bot.faq.index import KnowledgeIndex, UnitWeights, fold_phrasings
from bot.faq.knowledge_files import Entry, Knowledge, Topic
from bot.faq.matcher import SCORE_UNIT, sum_weights
from bot.faq.model_file import (
    WEIGHT_STEP,
    fingerprint_phrasing,
    list_phrasings,
    make_topic_key,
)
from bot.faq.overlay import (
    PublishedRevision,
    list_in_force,
    offer_known_topics,
    read_revised_topic,
)
from bot.faq.validity import topic_on

log = logging.getLogger(__name__)

K = TypeVar("K")
V = TypeVar("V")


def read_unit_topics(
    shipped: Knowledge, revisions: Iterable[PublishedRevision], *, today: date
) -> dict[str, Topic | None]:
    """Return the topics that a unit's revisions change today, of all days; None: hidden.

    The nearest unit's revision wins. A revision that the files no longer allow is left out and
    logged: what is above it stands.
    """
    topics: dict[str, Topic | None] = {}
    for revision in list_in_force(revisions, today=today):
        try:
            topics[revision.topic_id] = read_revised_topic(revision, shipped)
        except DataError:
            log.exception(
                "revision %d cannot be read",
                revision.revision_id,
                extra={"action": "edit_unreadable"},
            )
    return topics


def build_unit_index(
    base: KnowledgeIndex, shipped: Knowledge, topics: Mapping[str, Topic | None]
) -> KnowledgeIndex:
    """Build the view of a unit that has these topics (`read_unit_topics`) instead of the base's."""
    if not topics:
        return base
    changed = {
        topic_id: topic_on(topic, base.knowledge.day) if topic else None
        for topic_id, topic in topics.items()
    }
    view = _replace_entries(base, _overlay_knowledge(base.knowledge, shipped, changed), changed)
    fresh = _list_fresh_phrasings(view, changed)
    unknown = {f for phrasing in fresh for f in phrasing.feature_weights} - base.model.rows.keys()
    rows = {feature: (base.model.rarest, array("H"), array("b")) for feature in unknown}
    model = replace(view.model, rows=_lay_over(base.model.rows, rows))
    assert isinstance(base.detail_index, DetailIndex)
    details = build_unit_detail_index(
        base.detail_index,
        {
            make_topic_key(topic_id): (base.knowledge.topics.get(topic_id), topic)
            for topic_id, topic in changed.items()
        },
        base.reader,
        base.lexicon,
    )
    view = replace(view, model=model, detail_index=details)
    return replace(view, unit_weights=_train(view, fresh))


def _overlay_knowledge(
    knowledge: Knowledge, shipped: Knowledge, changed: Mapping[str, Topic | None]
) -> Knowledge:
    both = {**knowledge.topics, **changed}
    topics = {topic_id: topic for topic_id, topic in both.items() if topic is not None}
    offering = offer_known_topics(shipped.vague, topics)
    vague = {key: _keep(knowledge.vague[key], entry) for key, entry in offering.items()}
    return replace(knowledge, topics=topics, vague=vague)


def _keep(before: V, now: V) -> V:
    """Return the first of two equal values: what is kept is not held twice."""
    return before if before == now else now


def _replace_entries(
    base: KnowledgeIndex, knowledge: Knowledge, changed: Mapping[str, Topic | None]
) -> KnowledgeIndex:
    """Return the index with the unit's entries and phrasings; new topics are its last classes."""
    numbers = {key: number for number, key in enumerate(base.model.classes)}
    for topic_id in changed:
        numbers.setdefault(make_topic_key(topic_id), len(numbers))
    missing = len(numbers) - len(base.entries)
    entries: list[Entry | None] = [*base.entries, *[None] * missing]
    phrasings: list[Sequence[str]] = [*base.phrasings, *[()] * missing]
    places = {topic_id: numbers[make_topic_key(topic_id)] for topic_id in changed}
    exact: dict[str, int] = {}
    for topic_id, number in places.items():
        entries[number] = topic = changed[topic_id]
        before = {text: text for text in phrasings[number]}
        phrasings[number] = tuple(before.get(text, text) for text in fold_phrasings(topic))
        exact.update(dict.fromkeys(before.keys() - phrasings[number], -1))
    for number in places.values():
        added = (text for text in phrasings[number] if text)
        exact.update((text, number) for text in added if base.exact_phrasings.get(text) != number)
    for key, vague in knowledge.vague.items():
        entries[numbers[f"vague/{key}"]] = vague
    return replace(
        base,
        knowledge=knowledge,
        model=replace(base.model, classes=tuple(numbers)),
        entries=entries,
        phrasings=phrasings,
        exact_phrasings=_lay_over(base.exact_phrasings, exact),
    )


def _lay_over(below: Mapping[K, V], above: dict[K, V]) -> Mapping[K, V]:
    """Return both mappings as one, without a copy; `above` wins."""
    return ChainMap(above, cast("dict[K, V]", below))


@dataclass(frozen=True, slots=True)
class _Phrasing:
    """A phrasing of a unit that the model has not learnt, and the class it speaks for."""

    feature_weights: Mapping[str, float]
    number: int


def _list_fresh_phrasings(
    view: KnowledgeIndex, changed: Mapping[str, Topic | None]
) -> list[_Phrasing]:
    numbers = {key: number for number, key in enumerate(view.model.classes)}
    return [
        _Phrasing(extract_features(view.reader.read(text), view.lexicon), numbers[key])
        for key, topic in ((make_topic_key(topic_id), topic) for topic_id, topic in changed.items())
        for text in (list_phrasings(topic) if topic else ())
        if fingerprint_phrasing(key, text) not in view.model.learned_fingerprints
    ]


def _train(view: KnowledgeIndex, fresh: Sequence[_Phrasing]) -> UnitWeights:
    """Learn the unit's phrasings; only the scores of its own topics change."""
    learning = sorted({phrasing.number for phrasing in fresh})
    examples = []
    for phrasing in fresh:
        sums = sum_weights(view, phrasing.feature_weights)
        scores = [value * SCORE_UNIT for value in sums]
        examples.append(
            AnchoredExample(
                view.model.make_vector(phrasing.feature_weights),
                phrasing.number,
                {number: scores[number] for number in learning},
                _add_exponentials(scores, without=learning),
            )
        )
    return _pack(fit_additions(examples))


def _add_exponentials(scores: Sequence[float], *, without: Sequence[int]) -> float:
    """Return the logarithm of the sum of the exponentials of the other scores."""
    others = [score for number, score in enumerate(scores) if number not in without]
    top = max(others, default=0.0)
    return top + math.log(sum(math.exp(score - top) for score in others) or 1.0)


def _pack(weights: Weights) -> UnitWeights:
    steps = {
        feature: {number: round(weight / WEIGHT_STEP) for number, weight in row.items()}
        for feature, row in weights.items()
    }
    return {
        feature: tuple((number, step) for number, step in row.items() if step)
        for feature, row in steps.items()
        if any(row.values())
    }

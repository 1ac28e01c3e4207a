"""Questions of the invented year: a few topics are asked often, many seldom, some in vain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random

from bot import texts
from bot.faq.knowledge_files import Topic
from bot.faq.models import GuideState
from bot.schedule.demo_year.people import Resident
from bot.schedule.demo_year.rows import RowWriter
from bot.schedule.demo_year.talk import add_incoming, add_outgoing

OUTCOMES = ("answer", "chosen", "choices", "none")
OUTCOME_WEIGHTS = (70, 10, 11, 9)
WITH_VERDICT, HELPFUL = 0.22, 0.87
WITH_GUIDE, STUCK, AT_THE_HARD_STEP = 0.2, 0.2, 0.7
ANSWER_AFTER = timedelta(seconds=1)


class TopicChoice:
    """Topics by how often they are asked: the tenth a tenth as often as the first (Zipf)."""

    def __init__(self, topics: Sequence[Topic], rng: Random) -> None:
        self._topics = sorted(topics, key=lambda topic: topic.id)
        rng.shuffle(self._topics)
        self._sums = list(accumulate(1 / rank for rank in range(1, len(self._topics) + 1)))

    def pick(self, rng: Random) -> Topic:
        """Return a topic."""
        return rng.choices(self._topics, cum_weights=self._sums)[0]


@dataclass(frozen=True, slots=True)
class Asking:
    """A question that somebody asks at an instant."""

    resident: Resident
    at: datetime


def add_question(rows: RowWriter, rng: Random, topics: TopicChoice, asking: Asking) -> Topic:
    """Add a question, its answer, and what follows; returns the topic it was about."""
    resident, at = asking.resident, asking.at
    outcome = rng.choices(OUTCOMES, OUTCOME_WEIGHTS)[0]
    topic = topics.pick(rng)
    text, reply, choice = _word(rng, topic, outcome)
    message_id = add_incoming(
        rows,
        resident.id,
        resident.account,
        text,
        at,
        route="faq.topic" if choice else "faq.question",
        asked=not choice,
        choice=choice,
    )
    question_id = rows.add(
        "question",
        message_id=message_id,
        contact_id=resident.id,
        unit_id=resident.unit_id,
        outcome=outcome,
        kind={"none": "", "choices": "vague"}.get(outcome, "covered"),
        topic_id=topic.id if outcome in ("answer", "chosen") else "",
        score=round(rng.uniform(0.55, 0.99), 3) if outcome != "none" else 0.2,
        missing="",
        asked_at=at,
    )
    add_outgoing(rows, resident.id, resident.account, reply, at + ANSWER_AFTER)
    resident.seen_at = at
    if outcome in ("answer", "chosen"):
        _add_verdict(rows, rng, question_id, topic, asking)
        _add_guide(rows, rng, topic, asking)
    return topic


def _word(rng: Random, topic: Topic, outcome: str) -> tuple[str, str, str]:
    """Return the question, the reply and the button pressed."""
    match outcome:
        case "chosen":
            return "", texts.YEAR_ANSWER.format(title=topic.title), f"topic:{topic.id}"[:80]
        case "none":
            return rng.choice(texts.YEAR_MISSES), texts.YEAR_MISSED, ""
        case "choices":
            return rng.choice(topic.questions), texts.YEAR_CHOICES, ""
    return rng.choice(topic.questions), texts.YEAR_ANSWER.format(title=topic.title), ""


def _add_verdict(
    rows: RowWriter, rng: Random, question_id: int, topic: Topic, asking: Asking
) -> None:
    if rng.random() < WITH_VERDICT:
        rows.add(
            "feedback",
            question_id=question_id,
            contact_id=asking.resident.id,
            topic_id=topic.id,
            helped=rng.random() < HELPFUL,
            given_at=asking.at + timedelta(minutes=1),
        )


def _add_guide(rows: RowWriter, rng: Random, topic: Topic, asking: Asking) -> None:
    """Add a walk through the topic's steps, of which some end stuck."""
    if len(topic.steps) < 2 or rng.random() > WITH_GUIDE:
        return
    hard = len(topic.steps) // 2  # the same for everybody: that is what the heat list shows
    at_hard = rng.random() < AT_THE_HARD_STEP
    stuck_step = hard if at_hard else rng.randrange(len(topic.steps))
    stuck_at = stuck_step if rng.random() < STUCK else None
    last = stuck_at if stuck_at is not None else len(topic.steps) - 1
    at = asking.at + timedelta(minutes=1)
    guide_id = rows.add(
        "guide",
        contact_id=asking.resident.id,
        topic_id=topic.id,
        step=last,
        state=GuideState.LEFT if stuck_at is not None else GuideState.DONE,
        started_at=at,
        moved_at=at + timedelta(minutes=2 * last),
    )
    for step in range(last + 1):
        kinds = ("shown", "stuck") if step == stuck_at else ("shown", "done")
        for kind in kinds:
            rows.add(
                "step_mark",
                guide_id=guide_id,
                topic_id=topic.id,
                step=step,
                kind=kind,
                unit_id=asking.resident.unit_id,
                marked_at=at + timedelta(minutes=2 * step),
            )

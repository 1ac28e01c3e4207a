"""Steps of guided answers in the counters: how often shown, how often somebody was stuck there."""

from sqlmodel import Session

from bot.faq.events import StepMarked
from bot.reports.counters import add_count, local_day
from bot.reports.models import CountName
from bot.reports.residents import find_count_unit_id, find_resident

STEP_COUNTS = {"shown": CountName.STEP_SHOWN, "stuck": CountName.STEP_STUCK}
"""The counter of each kind of mark; the others are not counted."""
TOPIC_LENGTH = 56  # characters kept of a topic's id, so that the step has room in `detail`
SEPARATOR = "#"


def name_step(topic_id: str, step: int) -> str:
    """Return the detail of a step, which is counted from 0: "vneid-quen-mat-khau#3"."""
    return f"{topic_id[:TOPIC_LENGTH]}{SEPARATOR}{step + 1}"


def split_step(detail: str) -> tuple[str, int]:
    """Return the topic and the step, from 1, of a detail."""
    topic_id, _, step = detail.rpartition(SEPARATOR)
    return topic_id, int(step)


def count_step(session: Session, event: StepMarked) -> None:
    """Count a step that was shown to a resident, or at which one was stuck."""
    name = STEP_COUNTS.get(event.kind)
    if name is None or not find_resident(session, event.contact_id):
        return
    unit_id = find_count_unit_id(session, event.unit_id)
    detail = name_step(event.topic_id, event.step)
    add_count(session, name, unit_id, local_day(event.at), detail=detail)

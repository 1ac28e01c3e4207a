"""Class proposals from demand: a village's questions suggest the topic of its next class."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from sqlmodel import Session

from bot.classes import follow_up, proposals
from bot.classes.proposals import MIN_ASKERS, Demand
from bot.core.policy import Policy
from bot.faq import demand as asked
from bot.faq.index import KnowledgeIndex
from bot.faq.matcher import match_question
from bot.people import units
from bot.people.actor import CLOCK
from bot.people.units import Unit

LOOK_BACK = timedelta(days=28)
WEEKDAY, OPENS_AT, CLOSES_AT = 3, time(8), time(20)  # Thursday: time to open next week's class

DemandKey = tuple[int, str]  # a village's id, a topic's
GetUnitIndex = Callable[[str], KnowledgeIndex]  # by a unit's path: what its residents are answered


def propose_due(
    session: Session, *, get_unit_index: GetUnitIndex, policy: Policy, now: datetime
) -> int:
    """Propose this week's classes on a Thursday. Returns how many; safe to repeat."""
    local = now.astimezone(policy.zone)
    if local.weekday() != WEEKDAY or not OPENS_AT <= local.time() < CLOSES_AT:
        return 0
    return propose_classes(session, get_unit_index=get_unit_index, policy=policy, now=now)


def propose_classes(
    session: Session, *, get_unit_index: GetUnitIndex, policy: Policy, now: datetime
) -> int:
    """Propose for each village the topic most people asked about or wished to learn.

    Returns how many proposals were made.
    """
    since = now - LOOK_BACK
    wishes = _list_wishes(session, get_unit_index, since)
    counts = {key: len(contact_ids) for key, contact_ids in wishes.items()}
    for unit_id, topic_id, count in asked.count_askers(session, since=since):
        counts[unit_id, topic_id] = counts.get((unit_id, topic_id), 0) + count
    proposed: dict[int, bool] = {}
    for key in sorted(counts, key=lambda key: (-counts[key], key)):
        topic = _get_index(session, get_unit_index, key[0]).knowledge.topics.get(key[1])
        if key[0] in proposed or topic is None or counts[key] < MIN_ASKERS:
            continue
        contacts = asked.list_askers(session, *key, since=since) | wishes.get(key, set())
        demand = Demand(*key, topic.title, contacts)
        if len(contacts) >= MIN_ASKERS and not proposals.is_settled(session, demand, now=now):
            proposed[key[0]] = proposals.propose_class(session, demand, now=now, policy=policy)
    return sum(proposed.values())


def list_invited(
    session: Session, get_unit_index: GetUnitIndex, unit_id: int, topic_id: str, *, since: datetime
) -> frozenset[int]:
    """Return ids of contacts who asked about the topic or wished for it, to invite first."""
    wished = _list_wishes(session, get_unit_index, since).get((unit_id, topic_id), set())
    return asked.list_askers(session, unit_id, topic_id, since=since) | wished


def _list_wishes(
    session: Session, get_unit_index: GetUnitIndex, since: datetime
) -> dict[DemandKey, set[int]]:
    """Match the topics learners wished for as questions; contact ids by village and topic."""
    askers: dict[DemandKey, set[int]] = {}
    for root in units.list_children(session, None):
        for unit_id, contact_id, text in follow_up.list_wished_topics(
            session, root, actor=CLOCK, since=since
        ):
            topic = match_question(_get_index(session, get_unit_index, unit_id), text).topic
            if topic is not None and contact_id is not None:
                askers.setdefault((unit_id, topic.id), set()).add(contact_id)
    return askers


def _get_index(session: Session, get_unit_index: GetUnitIndex, unit_id: int) -> KnowledgeIndex:
    """Return the index of a village's residents: what another commune wrote is nothing to them."""
    return get_unit_index(session.get_one(Unit, unit_id).path)

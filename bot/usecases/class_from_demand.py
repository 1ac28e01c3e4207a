"""Class proposals from demand: a village's questions suggest the topic of its next class."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from sqlmodel import Session

from bot.classes import follow_up, proposals
from bot.classes.proposals import FEWEST, Demand
from bot.core.policy import Policy
from bot.faq import demand as asked
from bot.faq.index import Index
from bot.faq.matcher import match
from bot.people import units

LOOK_BACK = timedelta(days=28)
WEEKDAY, FROM, UNTIL = 3, time(8), time(20)  # Thursday: time to open next week's class

Key = tuple[int, str]  # a village's id, a topic's


def propose_due(
    session: Session, *, shelf: Callable[[], Index], policy: Policy, now: datetime
) -> int:
    """Propose this week's classes on a Thursday. Returns how many; safe to repeat."""
    local = now.astimezone(policy.zone)
    if local.weekday() != WEEKDAY or not FROM <= local.time() < UNTIL:
        return 0
    return propose(session, shelf(), policy=policy, now=now)


def propose(session: Session, index: Index, *, policy: Policy, now: datetime) -> int:
    """Propose for each village the topic most people asked about or wished to learn.

    Returns how many proposals were made.
    """
    since = now - LOOK_BACK
    wishes = _wishes(session, index, since)
    at_most = {key: len(found) for key, found in wishes.items()}
    for unit_id, topic_id, count in asked.count_askers(session, since=since):
        at_most[unit_id, topic_id] = at_most.get((unit_id, topic_id), 0) + count
    made: dict[int, bool] = {}
    for key in sorted(at_most, key=lambda key: (-at_most[key], key)):
        topic = index.knowledge.topics.get(key[1])
        if key[0] in made or topic is None or at_most[key] < FEWEST:
            continue
        contacts = asked.list_askers(session, *key, since=since) | wishes.get(key, set())
        demand = Demand(*key, topic.title, contacts)
        if len(contacts) >= FEWEST and not proposals.is_settled(session, demand, now=now):
            made[key[0]] = proposals.propose(session, demand, now=now, policy=policy)
    return sum(made.values())


def list_invited(
    session: Session, index: Index, unit_id: int, topic_id: str, *, since: datetime
) -> frozenset[int]:
    """Return ids of contacts who asked about the topic or wished for it, to invite first."""
    wished = _wishes(session, index, since).get((unit_id, topic_id), set())
    return asked.list_askers(session, unit_id, topic_id, since=since) | wished


def _wishes(session: Session, index: Index, since: datetime) -> dict[Key, set[int]]:
    """Match the topics learners wished for as questions; contact ids by village and topic."""
    found: dict[Key, set[int]] = {}
    for root in units.list_children(session, None):
        for unit_id, contact_id, words in follow_up.list_wishes(session, root, since=since):
            topic = match(index, words).topic
            if topic is not None and contact_id is not None:
                found.setdefault((unit_id, topic.id), set()).add(contact_id)
    return found

"""What the check says of the knowledge: files that can not be read, texts that time made old."""

import asyncio
from collections.abc import Iterable, Iterator
from datetime import date

from sqlalchemy.exc import DatabaseError

from bot import texts
from bot.cli.findings import Finding
from bot.core.clock import utc_now
from bot.core.databases import open_database
from bot.core.errors import BotError
from bot.core.settings import Settings
from bot.faq import overlay
from bot.faq.checks import Fault, check_topics, list_topic_faults
from bot.faq.knowledge_base import build_index
from bot.faq.knowledge_files import Knowledge, Topic, load_knowledge
from bot.faq.overlay import PublishedRevision
from bot.faq.revision_lifecycle import list_published_revisions
from bot.reports.indicators.files import load_indicator_sets

MAX_LISTED = 20  # places of the knowledge; `bot faq check` lists all


def check_knowledge(settings: Settings) -> Iterator[Finding]:
    """Count the topics, then report each text that is out of date or whose legal basis ended."""
    today = utc_now().astimezone(settings.zone).date()
    try:
        index = build_index(settings.data_dir, today=today)
        shipped = load_knowledge(settings.data_dir)
        edits = _list_published_edits(settings)
        everywhere = overlay.list_revisions_for(edits, "")
        knowledge = overlay.apply_revisions(shipped, everywhere, today=today)
        of_units = list(_list_unit_topics(shipped, edits, today))
    except BotError as error:
        message = str(error).replace("\n", "; ")
        yield Finding("knowledge", ok=False, message=message, next=texts.NEXT_KNOWLEDGE)
        return
    count = len(index.knowledge.topics)
    yield Finding("knowledge", ok=True, message=texts.DOCTOR_TOPICS.format(count=count))
    places: dict[str, list[Fault]] = {}
    for topic_id, fault in check_topics(knowledge, today=today):
        places.setdefault(fault.place(topic_id), []).append(fault)
    for revision_id, topic in of_units:
        for fault in list_topic_faults(topic, today, register=shipped.register):
            place = f"{fault.place(topic.id)} (revision {revision_id})"
            places.setdefault(place, []).append(fault)
    for place, faults in sorted(places.items())[:MAX_LISTED]:
        fine = all(fault.soon for fault in faults)
        message = "; ".join(fault.message for fault in faults)
        yield Finding(f"knowledge {place}", ok=fine, message=message, next=texts.NEXT_TOPIC)
    if len(places) > MAX_LISTED:
        more = texts.DOCTOR_MORE.format(count=len(places) - MAX_LISTED)
        yield Finding("knowledge …", ok=True, message=more, next=texts.NEXT_MORE)


def check_indicators(settings: Settings) -> Finding:
    """Read the sets of indicators: a wrong file keeps the service from starting."""
    try:
        count = len(load_indicator_sets(settings.data_dir))
    except BotError as error:
        message = str(error)
        return Finding("indicators", ok=False, message=message, next=texts.NEXT_INDICATORS)
    return Finding("indicators", ok=True, message=texts.DOCTOR_INDICATORS.format(count=count))


def _list_unit_topics(
    shipped: Knowledge, edits: Iterable[PublishedRevision], today: date
) -> Iterator[tuple[int, Topic]]:
    """Yield the topics that units published for themselves, with the number of the edit."""
    for edit in overlay.list_in_force(edits, today=today):
        topic = overlay.read_revised_topic(edit, shipped) if edit.unit_path else None
        if topic is not None:
            yield edit.revision_id, topic


def _list_published_edits(settings: Settings) -> list[PublishedRevision]:
    """Return the published edits; none if the database is unreadable (reported elsewhere)."""
    try:
        db = open_database(settings.database_url)
    except (DatabaseError, OSError):
        return []
    try:
        return asyncio.run(db.read(list_published_revisions))
    except (DatabaseError, OSError):
        return []
    finally:
        db.close()

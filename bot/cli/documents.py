"""`bot faq documents`: legal documents that end, and answers that change, by day."""

import argparse
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from bot import texts
from bot.cli import times
from bot.cli.terminal import Commands, add, in_transaction, say
from bot.core.settings import load
from bot.faq import overlay
from bot.faq.answers import spoken_date
from bot.faq.coming import list_coming, list_documents, list_topics
from bot.faq.editing import published
from bot.faq.legal import Document
from bot.faq.store import Knowledge
from bot.faq.store import load as load_knowledge

DAYS = 120


def add_verbs(verbs: Commands) -> None:
    """Add the verb to `bot faq`."""
    verb = add(
        verbs,
        "documents",
        show_documents,
        help="Legal documents that end soon, and answers that end or change, day by day.",
        example="bot faq documents --days 120",
    )
    verb.add_argument("--days", type=int, default=DAYS, help="how far ahead to look")
    verb.add_argument("--data", type=Path, metavar="DIR", help="knowledge folder; no database")


def show_documents(options: argparse.Namespace) -> int:
    """bot faq documents"""
    first = times.today(load())
    # Ten years are as far as any law looks ahead; more would leave the calendar.
    last = first + timedelta(days=min(max(options.days, 0), 3650))
    for line in list_lines(_all_days(options.data, first), first, last):
        say(line)
    return 0


def _all_days(data_dir: Path | None, today: date) -> Knowledge:
    if data_dir is not None:
        return load_knowledge(data_dir)
    shipped = load_knowledge(load().data_dir)
    return overlay.apply(shipped, in_transaction(published), today=today)


def list_lines(knowledge: Knowledge, first: date, last: date) -> Iterator[str]:
    """Yield the lines of the calendar."""
    until = spoken_date(last)
    documents = list_documents(knowledge.register, first, last)
    yield (
        texts.DOCUMENTS_END.format(day=until)
        if documents
        else texts.DOCUMENTS_STAY.format(day=until)
    )
    for document in documents:
        yield from _document_lines(knowledge, document)
    comings = list_coming(knowledge, first, last)
    yield texts.ANSWERS_TURN.format(day=until) if comings else texts.ANSWERS_STAY.format(day=until)
    for coming in comings:
        words = texts.COMING[coming.kind].format(place=coming.place)
        yield texts.COMING_LINE.format(day=spoken_date(coming.day), words=words)


def _document_lines(knowledge: Knowledge, document: Document) -> Iterator[str]:
    assert document.ends_on is not None
    line = texts.DOCUMENT_LINE.format(
        day=spoken_date(document.ends_on), number=document.number, title=document.title
    )
    follower = knowledge.register.documents.get(document.replaced_by)
    yield line + (texts.LEGAL_FOLLOWED.format(number=follower.number) if follower else "")
    if topics := list_topics(knowledge, document, document.ends_on):
        used = texts.DOCUMENT_USED.format(count=len(topics), topics=", ".join(topics))
        yield f"  {used}"

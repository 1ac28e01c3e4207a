"""`bot faq documents`: legal documents that end, and answers that change, by day."""

import argparse
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from bot import texts
from bot.cli import argument_types
from bot.cli.faq import read_edited_knowledge
from bot.cli.parser import Commands, add_command
from bot.cli.terminal import print_line
from bot.core.settings import load_settings
from bot.faq.answers import format_date
from bot.faq.knowledge_files import Knowledge
from bot.faq.knowledge_files import load_knowledge as load_knowledge
from bot.faq.legal_documents import LegalDocument
from bot.faq.upcoming import list_citing_topics, list_expiring_documents, list_upcoming_changes

DEFAULT_DAYS = 120


def add_verbs(verbs: Commands) -> None:
    """Add the verb to `bot faq`."""
    verb = add_command(
        verbs,
        "documents",
        list_legal_changes,
        help="Legal documents that end soon, and answers that end or change, day by day.",
        example="bot faq documents --days 120",
    )
    verb.add_argument("--days", type=int, default=DEFAULT_DAYS, help="how far ahead to look")
    verb.add_argument("--data", type=Path, metavar="DIR", help="knowledge folder; no database")
    verb.add_argument(
        "--unit", help="as its residents read it; without it as somebody of no known unit"
    )


def list_legal_changes(options: argparse.Namespace) -> int:
    """bot faq documents"""
    first = argument_types.local_today(load_settings())
    # Ten years are as far as any law looks ahead; more would leave the calendar.
    last = first + timedelta(days=min(max(options.days, 0), 3650))
    for line in list_lines(_load_knowledge(options, first), first, last):
        print_line(line)
    return 0


def _load_knowledge(options: argparse.Namespace, today: date) -> Knowledge:
    if options.data is not None:
        return load_knowledge(options.data)
    return read_edited_knowledge(load_knowledge(load_settings().data_dir), options.unit, today)


def list_lines(knowledge: Knowledge, first: date, last: date) -> Iterator[str]:
    """Yield the lines of the calendar."""
    until = format_date(last)
    documents = list_expiring_documents(knowledge.register, first, last)
    yield (
        texts.DOCUMENTS_END.format(day=until)
        if documents
        else texts.DOCUMENTS_STAY.format(day=until)
    )
    for document in documents:
        yield from _document_lines(knowledge, document)
    comings = list_upcoming_changes(knowledge, first, last)
    yield texts.ANSWERS_TURN.format(day=until) if comings else texts.ANSWERS_STAY.format(day=until)
    for coming in comings:
        text = texts.COMING[coming.kind].format(place=coming.place)
        yield texts.COMING_LINE.format(day=format_date(coming.day), words=text)


def _document_lines(knowledge: Knowledge, document: LegalDocument) -> Iterator[str]:
    assert document.ends_on is not None
    line = texts.DOCUMENT_LINE.format(
        day=format_date(document.ends_on), number=document.number, title=document.title
    )
    follower = knowledge.register.documents.get(document.replaced_by)
    yield line + (texts.LEGAL_FOLLOWED.format(number=follower.number) if follower else "")
    if topics := list_citing_topics(knowledge, document, document.ends_on):
        used = texts.DOCUMENT_USED.format(count=len(topics), topics=", ".join(topics))
        yield f"  {used}"

"""What a pack holds, each file made from what is stored, and how it is built.

To add evidence, write a function that yields files from a `Sources`, and name it in `EVIDENCE`.
"""

import secrets
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, SQLModel, col, select

from bot import __version__, texts
from bot.channels.file_store import FileStore
from bot.core.errors import NotFound, UserError
from bot.core.policy import Policy
from bot.documents.list_files import iter_csv
from bot.documents.office_files import DOCUMENT_WRITERS
from bot.people.actor import Actor
from bot.people.units import Unit, UnitKind, get_unit, is_within, within
from bot.polls.models import Poll, PollState
from bot.reports import queries, workbook
from bot.reports.columns import COLUMNS
from bot.reports.evidence import photos, records, samples, service
from bot.reports.evidence.archive import Manifest, PackFile, write_pack
from bot.reports.evidence.records import Row, Subject
from bot.reports.evidence.service import BuiltPack
from bot.reports.indicators import listing
from bot.reports.indicators.definitions import IndicatorSets
from bot.reports.periods import Period
from bot.usecases.generated_documents import make_minutes

POLL = SQLModel.metadata.tables[str(Poll.__tablename__)].c

MAX_SIZE = 100_000_000  # bytes of the file
IN_MEMORY = 8_000_000  # bytes; a larger one is written to a temporary file meanwhile
SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Sources:
    """From where the files are made."""

    subject: Subject
    actor: Actor
    topic_titles: Mapping[str, str]
    indicator_sets: IndicatorSets
    folder: FileStore


def list_files(sources: Sources) -> Iterator[PackFile]:
    """Yield all files of a pack, in their order."""
    for make in EVIDENCE:
        yield from make(sources)


def _make_csv(
    sources: Sources, path: str, headings: Sequence[str], rows: Iterable[Row]
) -> PackFile:
    return PackFile(path, iter_csv(headings, rows, sources.subject.policy.zone))


def _make_guide(sources: Sources) -> Iterator[PackFile]:
    """How to read and check the pack, for somebody who has nothing but the file."""
    subject = sources.subject
    text = texts.EVIDENCE_GUIDE.format(
        unit=subject.unit.name,
        first=subject.period.first,
        last=subject.period.last,
        frozen=subject.frozen_at.astimezone(subject.policy.zone),
    )
    yield PackFile("doc-truoc.txt", f"{text}\n".encode("utf-8-sig"))


def _make_figures(sources: Sources) -> Iterator[PackFile]:
    subject = sources.subject
    session, period = subject.session, subject.period
    report = queries.load_report(session, period, actor=sources.actor, unit=subject.unit)
    topics = queries.list_topics(session, period, actor=sources.actor, unit=subject.unit)
    tables = workbook.make_tables(report, topics, sources.topic_titles)
    yield PackFile("so-lieu/bao-cao.xlsx", workbook.write_report_workbook(report, tables))
    yield PackFile("so-lieu/theo-thon.csv", workbook.write_report_csv(tables[0]))
    definitions = (
        (column.key, column.heading, *texts.FIGURE_DEFINITIONS[column.key]) for column in COLUMNS
    )
    yield _make_csv(
        sources, "so-lieu/dinh-nghia.csv", texts.EVIDENCE_DEFINITION_HEADINGS, definitions
    )
    yield _make_csv(
        sources,
        "so-lieu/dem-theo-ngay.csv",
        texts.EVIDENCE_COUNT_HEADINGS,
        records.list_daily_counts(subject),
    )


def _make_indicators(sources: Sources) -> Iterator[PackFile]:
    """Each indicator: definition, formula, what it was computed from, its evidence."""
    subject = sources.subject
    today = subject.policy.today(subject.frozen_at)
    lines = listing.list_all_lines(
        subject.session,
        sources.indicator_sets,
        subject.unit,
        last=min(subject.period.last, today),
        actor=sources.actor,
        today=today,
    )
    rows = (
        (
            line.indicator_set.name,
            line.code,
            line.name,
            line.definition,
            line.formula_words,
            line.first,
            line.last,
            line.numerator,
            line.denominator,
            line.value,
            line.gap_words,
            line.unit,
            line.target,
            line.points,
            line.most_points,
            "; ".join(line.sources),
            line.evidence_label,
            line.evidence_digest,
        )
        for line in lines
    )
    headings = texts.EVIDENCE_INDICATOR_HEADINGS
    yield _make_csv(sources, "chi-tieu/chi-tieu.csv", headings, rows)


def _make_records(sources: Sources) -> Iterator[PackFile]:
    """The rows behind the figures, a file for each kind."""
    lists: tuple[tuple[str, Sequence[str], Callable[[Subject], Iterator[Row]]], ...] = (
        ("phieu/phieu-ho-tro.csv", texts.EVIDENCE_TICKET_HEADINGS, records.list_tickets),
        ("lop-hoc/lop-hoc.csv", texts.EVIDENCE_CLASS_HEADINGS, records.list_classes),
        ("lop-hoc/diem-danh.csv", texts.EVIDENCE_ATTENDANCE_HEADINGS, records.list_attendance),
        ("thong-bao/thong-bao.csv", texts.EVIDENCE_BROADCAST_HEADINGS, records.list_broadcasts),
        ("thong-bao/nhat-ky-gui.csv", texts.EVIDENCE_DELIVERY_HEADINGS, records.list_deliveries),
        ("den-nha/luot-den-nha.csv", texts.EVIDENCE_VISIT_HEADINGS, records.list_home_visits),
        ("mau/cau-hoi-mau.csv", texts.EVIDENCE_SAMPLE_HEADINGS, samples.list_samples),
    )
    for path, headings, list_rows in lists:
        yield _make_csv(sources, path, headings, list_rows(sources.subject))


def _make_photos(sources: Sources) -> Iterator[PackFile]:
    rows = photos.list_photos(sources.subject, sources.folder)
    yield _make_csv(sources, "anh/ma-kiem-tra-anh.csv", texts.EVIDENCE_PHOTO_HEADINGS, rows)


def _make_minutes(sources: Sources) -> Iterator[PackFile]:
    """The minutes of each poll that was closed, as they are signed."""
    subject = sources.subject
    zone, on = subject.policy.zone, subject.policy.today(subject.frozen_at)
    polls = subject.session.exec(
        select(Poll)
        .join(Unit, col(Unit.id) == Poll.unit_id)
        .where(
            within(Unit.path, subject.unit.path),
            Poll.state == PollState.CLOSED,
            subject.during(POLL.closed_at),
        )
        .order_by(col(Poll.id))
    ).all()
    for poll in polls:
        document = make_minutes(subject.session, poll, zone=zone, on=on)
        yield PackFile(f"lay-y-kien/bien-ban-{poll.id}.pdf", DOCUMENT_WRITERS["pdf"](document))


EVIDENCE: tuple[Callable[[Sources], Iterator[PackFile]], ...] = (
    _make_guide,
    _make_figures,
    _make_indicators,
    _make_records,
    _make_photos,
    _make_minutes,
)
"""What a pack is made of."""


def build_pack(
    session: Session,
    period: Period,
    *,
    unit_code: str,
    actor: Actor,
    policy: Policy,
    topic_titles: Mapping[str, str],
    indicator_sets: IndicatorSets,
    folder: FileStore,
    now: datetime,
) -> BuiltPack:
    """Return the pack of a unit and period, frozen at `now`. Only reads.

    Raises NotFound for a unit outside the actor's scope, UserError for a village or for days that
    have not begun.
    """
    unit = get_unit(session, unit_code)
    if not is_within(unit.path, actor.scope):
        raise NotFound(texts.IMPORT_NO_UNIT.format(code=unit_code))
    if unit.kind == UnitKind.VILLAGE:
        raise UserError(texts.EVIDENCE_NO_VILLAGE)
    if period.first > policy.today(now):
        raise UserError(texts.EVIDENCE_LATER)
    last = service.find_last(session, unit.id)
    manifest = Manifest(
        unit=unit.code,
        unit_name=unit.name,
        number=last.number + 1 if last else 1,
        first_day=period.first.isoformat(),
        last_day=period.last.isoformat(),
        frozen_at=now.isoformat(timespec="seconds"),
        previous=last.digest if last else "",
        software=f"bot {__version__}",
    )
    secret = secrets.token_bytes(SECRET_BYTES)
    subject = Subject(session, unit, period, now, policy, secret)
    sources = Sources(subject, actor, topic_titles, indicator_sets, folder)
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as target:
        digest = write_pack(target, manifest, list_files(sources), at=now.astimezone(policy.zone))
        if target.tell() > MAX_SIZE:
            raise UserError(texts.EVIDENCE_TOO_LARGE)
        target.seek(0)
        content = target.read()
    return BuiltPack(unit.id, manifest, period, now, digest, content)

"""What an officer reads about a list that came as a file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot import texts
from bot.documents.import_plans import SHORT_FINGERPRINT, ImportPlan, RowOutcome, RowStatus
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply

SHOWN = 5  # rows of a kind


@dataclass(frozen=True, slots=True)
class SentList:
    """A file of a message: which message, which of its attachments, and what it is called."""

    message_id: int
    place: int
    file: str

    def pack(self, verb: str, *more: object) -> str:
        """Return the value of a button about it."""
        return Action.IMPORT.pack(verb, self.message_id, self.place, *more)

    @property
    def read_button(self) -> Choice:
        """The button that reads it."""
        return Choice(texts.BUTTON_IMPORT_READ, self.pack("read"))

    @property
    def stop_button(self) -> Choice:
        """The button that leaves it."""
        return Choice(texts.BUTTON_IMPORT_STOP, self.pack("no"))


def render_coming(sent: SentList) -> Reply:
    """Say that the file is being fetched, and offer to read it."""
    text = texts.IMPORT_FILE_COMING.format(file=sent.file)
    return Reply(text, (sent.read_button, sent.stop_button))


def render_still_coming(sent: SentList) -> Reply:
    """Say that it has not come yet."""
    text = texts.IMPORT_FILE_STILL_COMING.format(file=sent.file)
    return Reply(text, (sent.read_button, sent.stop_button))


def render_lost(sent: SentList) -> Reply:
    """Say that it did not come."""
    return Reply(texts.IMPORT_FILE_LOST.format(file=sent.file))


def is_long(plan: ImportPlan) -> bool:
    """Whether more rows are refused than a chat shows."""
    return len(plan.rejected) > SHOWN


def render_plan(
    sent: SentList, plan: ImportPlan, others: Sequence[str], way: str, *, has_changed: bool
) -> Reply:
    """Show what an import would do, with the buttons that do it or leave it."""
    opening = texts.IMPORT_CHANGED if has_changed else texts.IMPORT_PLANNED
    lines = [
        opening.format(file=sent.file, kind=texts.IMPORT_KIND_NAMES[plan.kind]),
        texts.IMPORT_SUMMARY.format(**plan.as_json()),
        *plan.remarks,
        *_describe_changed(plan),
        *_describe_rejected(plan),
        way,
    ]
    if not plan.changed:
        lines.append(texts.IMPORT_NOTHING_TO_DO)
    return Reply("\n".join(filter(None, lines)), tuple(_list_plan_buttons(sent, plan, others)))


def _list_plan_buttons(sent: SentList, plan: ImportPlan, others: Sequence[str]) -> Iterator[Choice]:
    if plan.changed:
        shown = plan.fingerprint[:SHORT_FINGERPRINT]
        yield Choice(texts.BUTTON_IMPORT_APPLY, sent.pack("yes", plan.kind, shown))
    yield sent.stop_button
    for other in others:
        label = texts.BUTTON_IMPORT_OTHER.format(kind=texts.IMPORT_KIND_NAMES[other])
        yield Choice(label, sent.pack("read", other))


def _describe_changed(plan: ImportPlan) -> list[str]:
    lines = [_describe_row(row) for row in plan.changed[:SHOWN]]
    return [texts.IMPORT_FIRST_CHANGES, *lines] if lines else []


def _describe_row(row: RowOutcome) -> str:
    is_new = row.status is RowStatus.CREATED
    sentence = texts.IMPORT_CREATED_LINE if is_new else texts.IMPORT_UPDATED_LINE
    return sentence.format(row=row.number, subject=row.subject)


def _describe_rejected(plan: ImportPlan) -> list[str]:
    if not plan.rejected:
        return []
    lines = [
        texts.IMPORT_REJECTED_LINE.format(row=row.number, reason=row.reason)
        for row in plan.rejected[:SHOWN]
    ]
    if (more := len(plan.rejected) - SHOWN) > 0:
        lines.append(texts.IMPORT_MORE_FAULTS.format(count=more))
    return [texts.IMPORT_FIRST_FAULTS, *lines, texts.IMPORT_MEND]


def render_applied(sent: SentList, plan: ImportPlan, choices: tuple[Choice, ...]) -> Reply:
    """Say what was imported, and which rows were refused."""
    kind = texts.IMPORT_KIND_NAMES[plan.kind]
    lines = [
        texts.IMPORT_APPLIED.format(kind=kind, file=sent.file),
        texts.IMPORT_SUMMARY.format(**plan.as_json()),
        *_describe_rejected(plan),
    ]
    return Reply("\n".join(lines), choices)

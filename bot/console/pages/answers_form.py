"""The form of one answer: what was typed, as values; from a topic, and to a topic's content.

It is posted from page to page, so that nothing is stored before it is sent for approval.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from typing import Any

from bot import texts
from bot.console.forms import FormData
from bot.faq.details import DetailKind
from bot.faq.knowledge_files import Topic
from bot.faq.overlay import topic_to_content
from bot.faq.validity import topic_on
from bot.messages.masking.mask import mask
from bot.vietnamese.letters import normalize_for_match

REVIEW_AFTER = timedelta(days=180)
MAX_TOPIC_ID, MAX_DETAIL_ID = 35, 16  # characters: together they must fit a button
MAX_ASKED = 300  # questions that one answer is written for
MAX_ROWS = 40


@dataclass(slots=True)
class DetailForm:
    """One point of a topic, as typed."""

    id: str = ""
    kind: str = DetailKind.OTHER.value
    questions: str = ""
    answer: str = ""
    basis: str = ""
    checked_on: str = ""
    expires_on: str = ""
    valid_from: str = ""
    trust: str = "verified"

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written into it."""
        return not (self.questions or self.answer)


DETAIL_FIELDS = tuple(column.name for column in fields(DetailForm))


@dataclass(slots=True)
class AnswerForm:
    """Everything of an answer, as typed; `topic_id` is "" for a new one."""

    topic_id: str = ""
    title: str = ""
    category: str = texts.ANSWER_CATEGORY
    questions: str = ""
    answer: str = ""
    no_phone: str = ""
    in_person: str = ""
    scam: str = ""
    links: str = ""
    checked_on: str = ""
    expires_on: str = ""
    trust: str = "verified"
    unit: str = ""
    valid_from: str = ""
    valid_to: str = ""
    note: str = ""
    asked: str = ""  # ids of the questions it answers, as "12-15"
    keeps_changes: str = ""
    unsent: str = ""  # the name under which it is kept while it is typed
    steps: list[str] = field(default_factory=list)
    basis: list[str] = field(default_factory=list)
    details: list[DetailForm] = field(default_factory=list)
    has_secret: bool = False

    @property
    def asked_ids(self) -> list[int]:
        """The ids of the questions that it answers."""
        written = [part for part in self.asked.split("-") if part.isdecimal() and len(part) <= 15]
        return [int(part) for part in written[:MAX_ASKED]]

    @property
    def phrasings(self) -> list[str]:
        """How residents ask, each wording once."""
        return split_lines(self.questions)


PLAIN_FIELDS = tuple(
    column.name
    for column in fields(AnswerForm)
    if column.name not in ("steps", "basis", "details", "has_secret")
)


def split_lines(text: str) -> list[str]:
    """Return the lines that say something, each once."""
    return list(dict.fromkeys(" ".join(line.split()) for line in text.split("\n") if line.strip()))


def join_ids(ids: Iterable[int]) -> str:
    """Return ids as the form carries them."""
    return "-".join(map(str, list(ids)[:MAX_ASKED]))


def make_new_form(wordings: Sequence[str], asked: Iterable[int], today: date) -> AnswerForm:
    """Return the form of a new answer to questions that nobody could answer."""
    return AnswerForm(
        questions="\n".join(wordings),
        asked=join_ids(asked),
        checked_on=today.isoformat(),
        expires_on=(today + REVIEW_AFTER).isoformat(),
        steps=[""],
        basis=[""],
    )


def make_topic_form(topic: Topic, today: date) -> AnswerForm:
    """Return the form of a topic's text as it stands today; its points keep all their days."""
    text = topic_on(topic, today)
    return AnswerForm(
        topic_id=topic.id,
        title=text.title,
        category=text.category,
        questions="\n".join(text.questions),
        answer=text.answer.strip(),
        no_phone=text.no_phone,
        in_person=text.in_person,
        scam=text.scam,
        links="\n".join(text.links),
        checked_on=_write_day(text.checked_on),
        expires_on=_write_day(text.expires_on),
        trust=text.trust,
        keeps_changes="1" if any(change.valid_from > today for change in topic.changes) else "",
        steps=list(text.steps),
        basis=list(text.basis),
        details=[
            DetailForm(
                detail.id,
                detail.kind.value,
                "\n".join(detail.questions),
                detail.answer,
                "\n".join(detail.basis),
                _write_day(detail.checked_on),
                _write_day(detail.expires_on),
                _write_day(detail.valid_from),
                detail.trust,
            )
            for detail in topic.details
        ],
    )


def _write_day(day: date | None) -> str:
    return day.isoformat() if day else ""


def read_answer_form(posted: FormData) -> AnswerForm:
    """Return what was typed, with secrets covered."""
    form = AnswerForm()
    for name in PLAIN_FIELDS:
        setattr(form, name, posted.get(name))
    form.steps = posted.values("step")[:MAX_ROWS]
    form.basis = posted.values("basis")[:MAX_ROWS]
    columns = [posted.values(f"detail_{name}") for name in DETAIL_FIELDS]
    form.details = [DetailForm(*row) for row in zip(*columns, strict=False)][:MAX_ROWS]
    _cover_secrets(form)
    return form


def _cover_secrets(form: AnswerForm) -> None:
    def cover(text: str) -> str:
        masked = mask(text)
        form.has_secret = form.has_secret or masked.text != text
        return masked.text

    for name in ("title", "questions", "answer", "no_phone", "in_person", "scam", "note"):
        setattr(form, name, cover(getattr(form, name)))
    form.steps = [cover(step) for step in form.steps]
    for detail in form.details:
        detail.questions, detail.answer = cover(detail.questions), cover(detail.answer)


def list_hidden_fields(form: AnswerForm) -> Iterator[tuple[str, str]]:
    """Yield every field with its value, to carry the form through a page."""
    for name in PLAIN_FIELDS:
        yield name, getattr(form, name)
    yield from (("step", step) for step in form.steps)
    yield from (("basis", cited) for cited in form.basis)
    for detail in form.details:
        yield from ((f"detail_{name}", getattr(detail, name)) for name in DETAIL_FIELDS)


def change_rows(form: AnswerForm, pressed: str) -> bool:
    """Add or remove a row as the button says. Returns whether it was such a button."""
    what, _, number = pressed.partition(":")
    at = int(number) if number.isdecimal() and len(number) < 4 else -1
    rows: dict[str, list[Any]] = {
        "step": form.steps, "basis": form.basis, "detail": form.details
    }  # fmt: skip
    verb, _, kind = what.partition("-")
    if kind not in rows or verb not in ("add", "drop"):
        return False
    if verb == "drop" and 0 <= at < len(rows[kind]):
        rows[kind].pop(at)
    if verb == "add" and len(rows[kind]) < MAX_ROWS:
        blank = DetailForm(checked_on=form.checked_on, expires_on=form.expires_on)
        rows[kind].append(blank if kind == "detail" else "")
    return True


def read_typed_day(written: str) -> date | None:
    """Return a typed day, or None when there is none. Raises ValueError for what is no day."""
    if not written:
        return None
    parts = written.replace(".", "/").replace("-", "/").split("/")
    if len(parts) == 3 and all(part.isdecimal() and len(part) <= 4 for part in parts):
        first, month, last = map(int, parts)
        return date(first, month, last) if len(parts[0]) == 4 else date(last, month, first)
    raise ValueError(written)


def make_topic_id(title: str, taken: Iterable[str]) -> str:
    """Return an id for a new topic: its title in plain letters, and a number if it is taken."""
    words = "".join(c if c.isalnum() and c.isascii() else " " for c in normalize_for_match(title))
    stem = "-".join(words.split())[:MAX_TOPIC_ID].strip("-") or "cau"
    return _number_id(stem, set(taken))


def _number_id(stem: str, taken: set[str]) -> str:
    number, name = 1, stem
    while name in taken:
        number += 1
        name = f"{stem[: MAX_TOPIC_ID - 4]}-{number}"
    return name


def make_content(form: AnswerForm, base: Topic | None, today: date) -> dict[str, Any]:
    """Return the topic's content as a revision keeps it. The form has been checked."""
    changes = topic_to_content(base).get("change", []) if base and form.keeps_changes else []
    content: dict[str, Any] = {
        "id": form.topic_id,
        "category": form.category,
        "title": form.title,
        "answer": form.answer,
        "questions": form.phrasings,
        "steps": [step for step in form.steps if step],
        "no_phone": form.no_phone,
        "in_person": form.in_person,
        "scam": form.scam,
        "links": split_lines(form.links),
        "basis": [cited for cited in form.basis if cited],
        "checked_on": _normalise_day(form.checked_on),
        "expires_on": _normalise_day(form.expires_on or form.valid_to),
        "trust": form.trust,
        "change": [change for change in changes if change["valid_from"] > today.isoformat()],
    }
    details = [_make_detail(detail) for detail in form.details if not detail.is_blank]
    return {name: value for name, value in content.items() if value} | {"detail": details}


def _make_detail(detail: DetailForm) -> dict[str, Any]:
    content: dict[str, Any] = {
        "id": detail.id,
        "kind": detail.kind,
        "answer": detail.answer,
        "questions": split_lines(detail.questions),
        "basis": split_lines(detail.basis),
        "checked_on": _normalise_day(detail.checked_on),
        "expires_on": _normalise_day(detail.expires_on),
        "valid_from": _normalise_day(detail.valid_from),
        "trust": detail.trust,
    }
    return {name: value for name, value in content.items() if value}


def _normalise_day(written: str) -> str:
    day = read_typed_day(written)
    return day.isoformat() if day else ""


def name_details(form: AnswerForm) -> None:
    """Give points that are new an id: their kind, and a number if it is taken."""
    taken = {detail.id for detail in form.details if detail.id}
    for detail in form.details:
        if not detail.id and not detail.is_blank:
            detail.id = _number_id(detail.kind[:MAX_DETAIL_ID], taken)
            taken.add(detail.id)

"""What is wrong with an answer's form, field by field, and what could be written better."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot import texts
from bot.console.forms import FormErrors
from bot.console.pages.answers_form import AnswerForm, DetailForm, read_typed_day, split_lines
from bot.core.links import is_official
from bot.faq import details as detail_rules
from bot.faq.answers import fill_placeholders
from bot.faq.checks import Fault, list_topic_faults
from bot.faq.details import DetailKind
from bot.faq.knowledge_files import Knowledge, Topic
from bot.faq.legal_documents import LegalRegister
from bot.faq.phrasing_owners import find_taken_phrasing
from bot.faq.readability import MAX_STEP_WORDS, Glossary, list_wording_faults

LIMITS = {
    "title": 120, "category": 60, "answer": 1500, "no_phone": 500, "in_person": 500, "scam": 500,
    "note": 280,
}  # fmt: skip
"""Characters of a field."""
MAX_PHRASINGS = 150
MAX_PHRASING = 200  # characters
MAX_LINKS = 10


def count_words(text: str) -> int:
    """Return the words of a step as residents will read it."""
    return len(fill_placeholders(text, {}).split())


def check_form(form: AnswerForm, *, units: Sequence[str], today: date) -> FormErrors:
    """Return every fault of the form; `units` are the ids that may be chosen."""
    errors = FormErrors()
    for name, sentence in (
        ("title", texts.ANSWER_NO_TITLE),
        ("questions", texts.ANSWER_NO_QUESTIONS),
        ("answer", texts.ANSWER_NO_ANSWER),
        ("category", texts.ANSWER_NO_TITLE),
    ):
        if not getattr(form, name).strip():
            errors.add(name, sentence)
    for name, limit in LIMITS.items():
        if (count := len(getattr(form, name))) > limit:
            errors.add(name, texts.ANSWER_LONG.format(count=count, limit=limit))
    _check_phrasings("questions", form.questions, errors)
    _check_steps(form, errors)
    _check_links(form, errors)
    _check_basis("basis-0", form.basis, errors)
    _check_review("checked_on", form.checked_on, "expires_on", form.expires_on or form.valid_to,
                  errors, today)  # fmt: skip
    _check_period(form, errors, today)
    if form.unit not in units:
        errors.add("unit", texts.ANSWER_NO_UNIT)
    if form.trust not in dict(texts.ANSWER_TRUST):
        form.trust = "ask"
    for number, detail in enumerate(form.details):
        if not detail.is_blank:
            _check_detail(number, detail, errors, today)
    return errors


def _check_phrasings(name: str, written: str, errors: FormErrors) -> None:
    lines = split_lines(written)
    if len(lines) > MAX_PHRASINGS:
        errors.add(name, texts.ANSWER_MANY_LINES.format(count=len(lines), limit=MAX_PHRASINGS))
    if (count := max(map(len, lines), default=0)) > MAX_PHRASING:
        errors.add(name, texts.ANSWER_LONG.format(count=count, limit=MAX_PHRASING))


def _check_steps(form: AnswerForm, errors: FormErrors) -> None:
    for number, step in enumerate(form.steps):
        if (count := count_words(step)) > MAX_STEP_WORDS:
            sentence = texts.ANSWER_STEP_LONG.format(
                number=number + 1, count=count, limit=MAX_STEP_WORDS
            )
            errors.add(f"step-{number}", sentence)


def _check_links(form: AnswerForm, errors: FormErrors) -> None:
    links = split_lines(form.links)
    if len(links) > MAX_LINKS:
        errors.add("links", texts.ANSWER_MANY_LINES.format(count=len(links), limit=MAX_LINKS))
    for link in links:
        if not is_official(link):
            errors.add("links", texts.ANSWER_BAD_LINK.format(link=link[:80]))


def _check_basis(name: str, cited: Sequence[str], errors: FormErrors) -> None:
    if not any(cited):
        errors.add(name, texts.ANSWER_NO_BASIS)
    if (count := max(map(len, cited), default=0)) > MAX_PHRASING:
        errors.add(name, texts.ANSWER_LONG.format(count=count, limit=MAX_PHRASING))


def _check_review(
    checked_name: str,
    checked: str,
    expires_name: str,
    expires: str,
    errors: FormErrors,
    today: date,
    *,
    may_be_over: bool = False,
) -> None:
    checked_on = _read_day(checked_name, checked, errors)
    expires_on = _read_day(expires_name, expires, errors)
    if not checked:
        errors.add(checked_name, texts.ANSWER_NOT_CHECKED)
    elif checked_on and checked_on > today:
        errors.add(checked_name, texts.ANSWER_CHECKED_LATER)
    if not expires:
        errors.add(expires_name, texts.ANSWER_NO_EXPIRY)
    elif expires_on and expires_on < today and not may_be_over:
        errors.add(expires_name, texts.ANSWER_EXPIRED)


def _check_period(form: AnswerForm, errors: FormErrors, today: date) -> None:
    first = _read_day("valid_from", form.valid_from, errors)
    last = _read_day("valid_to", form.valid_to, errors)
    if first and last and last < first:
        errors.add("valid_to", texts.ANSWER_DAYS_TURNED)
    if last and last < today:
        errors.add("valid_to", texts.ANSWER_OVER)


def _read_day(name: str, written: str, errors: FormErrors) -> date | None:
    try:
        return read_typed_day(written)
    except ValueError:
        errors.add(name, texts.ANSWER_BAD_DAY.format(written=written[:40]))
        return None


def _check_detail(number: int, detail: DetailForm, errors: FormErrors, today: date) -> None:
    def name(column: str) -> str:
        return f"detail-{number}-{column}"

    limit = detail_rules.MAX_ANSWER_WORDS
    if not detail.answer:
        errors.add(name("answer"), texts.ANSWER_DETAIL_EMPTY)
    if (count := len(detail.answer.split())) > limit:
        errors.add(name("answer"), texts.ANSWER_DETAIL_LONG.format(count=count, limit=limit))
    if not split_lines(detail.questions):
        errors.add(name("questions"), texts.ANSWER_DETAIL_UNASKED)
    _check_phrasings(name("questions"), detail.questions, errors)
    _check_basis(name("basis"), split_lines(detail.basis), errors)
    _read_day(name("valid_from"), detail.valid_from, errors)
    # Whether it has expired is for `check_topic`: an earlier version may have.
    _check_review(
        name("checked_on"), detail.checked_on, name("expires_on"), detail.expires_on, errors,
        today, may_be_over=True,
    )  # fmt: skip
    if detail.kind not in list(DetailKind):
        detail.kind = DetailKind.OTHER.value
    if detail.trust not in dict(texts.ANSWER_TRUST):
        detail.trust = "ask"


def check_topic(topic: Topic, form: AnswerForm, knowledge: Knowledge, *, today: date) -> FormErrors:
    """Return what is wrong with the topic that the form makes, among those residents read now."""
    errors = FormErrors()
    for fault in list_topic_faults(topic, today, horizon=timedelta(0)):
        errors.add(_find_field(fault, form), texts.ANSWER_FAULT.format(fault=fault.message))
    phrasings = [*topic.questions, *(text for d in topic.details for text in d.questions)]
    if taken := find_taken_phrasing(knowledge, topic.id, phrasings):
        phrasing, owner = taken
        if isinstance(owner, Topic):
            sentence = texts.ANSWER_TAKEN.format(phrasing=phrasing, title=owner.title)
        else:
            sentence = texts.ANSWER_TAKEN_VAGUE.format(phrasing=phrasing)
        errors.add("questions", sentence)
    return errors


def _find_field(fault: Fault, form: AnswerForm) -> str:
    for number, detail in enumerate(form.details):
        if fault.detail and detail.id == fault.detail:
            return f"detail-{number}-answer"
    return "answer"


def list_advice(
    topic: Topic, glossary: Glossary, register: LegalRegister, *, today: date
) -> list[str]:
    """Return what could be written better, and which documents of its basis have ended."""
    with_documents = list_topic_faults(topic, today, horizon=timedelta(0), register=register)
    plain = list_topic_faults(topic, today, horizon=timedelta(0))
    # A commune's own paper is in no register: that is no fault.
    own = {texts.FAULT_NOT_REGISTERED.format(basis=text) for text in _list_basis(topic)}
    faults = [fault for fault in with_documents if fault not in plain and fault.message not in own]
    return [
        f"{fault.detail}: {fault.message}" if fault.detail else fault.message
        for fault in (*faults, *list_wording_faults(topic, glossary))
    ]


def _list_basis(topic: Topic) -> list[str]:
    return [*topic.basis, *(cited for detail in topic.details for cited in detail.basis)]

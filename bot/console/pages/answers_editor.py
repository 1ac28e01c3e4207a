"""The editor of an answer: form, preview as on the phone, trial, and sending it for approval."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.console import unsent
from bot.console.answer_trials import TrialResult
from bot.console.context import ConsoleRequest
from bot.console.forms import FormData, FormErrors
from bot.console.pages import answers_form
from bot.console.pages.answers_checks import check_form, check_topic, count_words, list_advice
from bot.console.pages.answers_form import AnswerForm, read_answer_form, read_typed_day
from bot.console.pages.answers_preview import list_bubbles
from bot.console.pages.answers_scene import (
    OwnKnowledge,
    Workshop,
    get_topic,
    list_tabs,
    load_own_knowledge,
)
from bot.core.errors import DataError, NotFound, UserError
from bot.faq import service as faq
from bot.faq.knowledge_base import KnowledgeBase
from bot.faq.knowledge_files import Knowledge, Topic
from bot.faq.miss_dismissal import filter_question_ids, list_wordings
from bot.faq.overlay import (
    PublishedRevision,
    read_revised_topic,
    strip_unchanged_details,
    topic_from_content,
)
from bot.faq.readability import MAX_STEP_WORDS
from bot.faq.revision_diffs import list_field_changes
from bot.faq.revision_lifecycle import draft_revision, to_published_revision
from bot.faq.revision_lists import find_same_draft, get_revision
from bot.messages.masking.mask import mask_strings
from bot.people.actor import Actor
from bot.people.units import Unit
from bot.people.unsent_forms import UnsentForm


@dataclass(slots=True)
class Prepared:
    """A form that was checked, and the topic it makes; without a topic when it has faults."""

    form: AnswerForm
    own: OwnKnowledge
    errors: FormErrors
    before: Topic | None = None
    topic: Topic | None = None
    content: Mapping[str, Any] | None = None
    unit: Unit | None = None

    @property
    def valid_between(self) -> tuple[date | None, date | None]:
        """The days on which it is to be used."""
        return read_typed_day(self.form.valid_from), read_typed_day(self.form.valid_to)

    def make_revision(self) -> PublishedRevision:
        """Return it as it would be once published."""
        assert self.unit is not None
        first, last = self.valid_between
        return PublishedRevision(
            0, self.form.topic_id, self.content, "", first, last, self.unit.path
        )


def prepare(form: AnswerForm, own: OwnKnowledge, base: KnowledgeBase, *, today: date) -> Prepared:
    """Check a form and make its topic. Some tenths of a second: run it in a thread."""
    choices = [unit_id for unit_id, _ in own.unit_choices]
    prepared = Prepared(form, own, check_form(form, units=choices, today=today))
    if prepared.errors:
        return prepared
    prepared.unit = own.get_chosen_unit(form.unit)
    knowledge = own.merge(base, today, prepared.unit)
    _name_topic(form, knowledge, base.shipped)
    prepared.before = knowledge.topics.get(form.topic_id)
    origin = prepared.before or base.shipped.topics.get(form.topic_id)
    prepared.content = answers_form.make_content(form, origin, today)
    try:
        topic = topic_from_content(prepared.content, base.shipped.register)
    except DataError as error:
        prepared.errors.add("", texts.ANSWER_FAULT.format(fault=error))
        return prepared
    prepared.errors = check_topic(topic, form, knowledge, today=today)
    prepared.topic = topic
    return prepared


def _name_topic(form: AnswerForm, knowledge: Knowledge, shipped: Knowledge) -> None:
    taken = {*knowledge.topics, *shipped.topics, *knowledge.outside, *knowledge.vague}
    if form.topic_id not in knowledge.topics and form.topic_id not in shipped.topics:
        form.topic_id = answers_form.make_topic_id(form.title, taken)
    answers_form.name_details(form)


def submit_draft(
    session: Session, prepared: Prepared, shipped: Knowledge, *, actor: Actor, now: datetime,
    today: date,
) -> int:  # fmt: skip
    """Draft the answer and return its number; the same button twice makes one draft."""
    assert prepared.content is not None and prepared.unit is not None
    form = prepared.form
    stored = mask_strings(strip_unchanged_details(prepared.content, shipped))
    same = find_same_draft(session, form.topic_id, stored, actor=actor, unit=prepared.unit)
    if same is not None:
        return same.id
    return draft_revision(
        session,
        shipped,
        form.topic_id,
        prepared.content,
        actor=actor,
        now=now,
        unit=prepared.unit,
        note=form.note,
        valid_between=prepared.valid_between,
        question_ids=filter_question_ids(session, form.asked_ids, actor=actor),
        today=today,
    ).id


@dataclass(frozen=True, slots=True)
class Editor:
    """The editor's pages."""

    workshop: Workshop

    async def show_new(self, request: ConsoleRequest) -> web.Response:
        """Show the form of a new answer, with the wordings of the questions it is for."""
        asked = read_asked(request)
        wordings = await request.read(list_wordings, asked, actor=request.actor)
        form = answers_form.make_new_form(wordings, asked, request.today)
        form.unsent = unsent.name_form("answers", form.asked or "new")
        return await self._show_left_form(request, form, await self._load(request))

    async def show_topic(self, request: ConsoleRequest) -> web.Response:
        """Show the form of a topic, with further wordings if it is for some questions."""
        own = await self._load(request)
        base = request.services.knowledge_base
        topic_id = request.http.match_info["topic"]
        topic = own.merge(base, request.today).topics.get(topic_id) or get_topic(
            base.shipped, topic_id
        )
        form = answers_form.make_topic_form(topic, request.today)
        asked = read_asked(request)
        if asked:
            wordings = await request.read(list_wordings, asked, actor=request.actor)
            form.questions = "\n".join(dict.fromkeys([*form.phrasings, *wordings]))
            form.asked = answers_form.join_ids(asked)
        form.unsent = unsent.name_form("answers", f"{topic_id}.{form.asked}")
        return await self._show_left_form(request, form, own)

    async def show_revision(self, request: ConsoleRequest) -> web.Response:
        """Show the form with the text of a revision: one that was withdrawn or sent back."""
        row, unit = await request.read(get_revision, request.id(), actor=request.actor)
        shipped = request.services.knowledge_base.shipped
        topic = read_revised_topic(to_published_revision(row, unit.path if unit else ""), shipped)
        if topic is None:
            raise NotFound(texts.REVISION_UNKNOWN)
        form = answers_form.make_topic_form(topic, request.today)
        form.unit = str(unit.id) if unit else ""
        form.valid_from = row.valid_from.isoformat() if row.valid_from else ""
        form.valid_to = row.valid_to.isoformat() if row.valid_to else ""
        form.asked = answers_form.join_ids(row.question_ids)
        form.unsent = unsent.name_form("answers", f"revision.{row.id}")
        return await self._show_left_form(request, form, await self._load(request))

    async def do_edit(self, request: ConsoleRequest) -> web.Response:
        """Add or remove a row, go back to the form, or show how the answer will read."""
        posted = await request.form()
        form, own = read_answer_form(posted), await self._load(request)
        pressed = posted.get("do")
        await unsent.keep_unsent(request, posted)
        if answers_form.change_rows(form, pressed) or pressed == "edit":
            return await self._show_form(request, form, own)
        prepared = await self._prepare(request, form, own)
        if prepared.errors:
            return await self._show_form(request, form, own, prepared.errors)
        return await self._show_preview(request, prepared)

    async def do_try(self, request: ConsoleRequest) -> web.Response:
        """Run the trial of what the form makes; htmx shows its result in the preview."""
        posted = await request.form()
        prepared = await self._prepare(request, read_answer_form(posted), await self._load(request))
        if prepared.errors and request.is_fragment:
            return render_refusal(request, prepared.errors.items()[0][1])
        if prepared.errors:
            return await self._show_form(request, prepared.form, prepared.own, prepared.errors)
        tries = answers_form.split_lines(posted.get("tries")) or list_tries(prepared.form)
        try:
            result = await self.workshop.trials.run(
                request.services.knowledge_base,
                prepared.own.revisions,
                prepared.make_revision(),
                tries,
                today=request.today,
            )
        except UserError as error:
            if not request.is_fragment:
                raise
            return render_refusal(request, str(error))
        if request.is_fragment:
            return request.render("answers/trial.html", result=result, refusal="")
        return await self._show_preview(request, prepared, result=result, tries=tries)

    async def do_submit(self, request: ConsoleRequest) -> web.Response:
        """Send the answer for approval."""
        posted = await request.form()
        prepared = await self._prepare(request, read_answer_form(posted), await self._load(request))
        if not prepared.errors and not list_field_changes(prepared.before, prepared.topic):
            prepared.errors.add("", texts.ANSWER_SAME)
        if prepared.errors:
            return await self._show_form(request, prepared.form, prepared.own, prepared.errors)
        number = await request.write(
            submit_draft,
            prepared,
            request.services.knowledge_base.shipped,
            actor=request.actor,
            now=request.now,
            today=request.today,
        )
        await unsent.drop_unsent(request, prepared.form.unsent)
        return request.redirect("answers.revision", flash=texts.ANSWER_SENT, id=number)

    async def do_count(self, request: ConsoleRequest) -> web.Response:
        """Say how many words a step has, while it is typed."""
        posted = await request.form()
        steps, at = posted.values("step"), posted.number("at") or 0
        step = steps[at] if at < len(steps) else ""
        return request.render("answers/count.html", count=count_words(step), limit=MAX_STEP_WORDS)

    async def _load(self, request: ConsoleRequest) -> OwnKnowledge:
        return await request.read(load_own_knowledge, request.actor)

    async def _prepare(
        self, request: ConsoleRequest, form: AnswerForm, own: OwnKnowledge
    ) -> Prepared:
        base = request.services.knowledge_base
        return await asyncio.to_thread(prepare, form, own, base, today=request.today)

    async def _show_left_form(
        self, request: ConsoleRequest, form: AnswerForm, own: OwnKnowledge
    ) -> web.Response:
        """Show the form as it was left the last time, if it was; else as it is."""
        kept = await unsent.find_unsent(request, form.unsent)
        if kept is not None:
            name = form.unsent
            form = read_answer_form(FormData(kept.fields))
            form.unsent = name
        return await self._show_form(request, form, own, kept=kept)

    async def _show_form(
        self,
        request: ConsoleRequest,
        form: AnswerForm,
        own: OwnKnowledge,
        errors: FormErrors | None = None,
        *,
        kept: UnsentForm | None = None,
    ) -> web.Response:
        shipped = request.services.knowledge_base.shipped
        form.unit = form.unit or str(own.unit.id)
        form.steps = form.steps or [""]
        form.basis = form.basis or [""]
        categories = {topic.category for topic in shipped.topics.values()} | {form.category}
        today = request.today
        return request.render(
            "answers/edit.html",
            status=400 if errors else 200,
            tabs=list_tabs(request, "topics", own.drafts),
            form=form,
            kept=kept,
            errors=errors or FormErrors(),
            own=own,
            counts=[count_words(step) for step in form.steps],
            limit=MAX_STEP_WORDS,
            categories=sorted(categories - {""}),
            documents=[
                document
                for document in shipped.register.documents.values()
                if (document.ends_on is None or document.ends_on >= today)
                and any(letter.isdigit() for letter in document.number)
            ],
        )

    async def _show_preview(
        self,
        request: ConsoleRequest,
        prepared: Prepared,
        *,
        result: TrialResult | None = None,
        tries: Sequence[str] = (),
    ) -> web.Response:
        topic, unit, base = prepared.topic, prepared.unit, request.services.knowledge_base
        assert topic is not None and unit is not None
        first, _ = prepared.valid_between
        facts = await request.read(faq.load_facts, unit.id)
        glossary = self.workshop.get_glossary(base)
        return request.render(
            "answers/preview.html",
            tabs=list_tabs(request, "topics", prepared.own.drafts),
            form=prepared.form,
            hidden=list(answers_form.list_hidden_fields(prepared.form)),
            unit=unit,
            bubbles=list_bubbles(topic, facts, max(request.today, first or request.today)),
            advice=list_advice(topic, glossary, base.shipped.register, today=request.today),
            changes=list_field_changes(prepared.before, topic),
            is_new=prepared.before is None,
            valid_between=prepared.valid_between,
            result=result,
            tries=tries or list_tries(prepared.form),
        )


def render_refusal(request: ConsoleRequest, sentence: str) -> web.Response:
    """Return a part of a page that says why there is no trial; htmx shows no answer but 200."""
    return request.render("answers/trial.html", result=None, refusal=sentence)


def list_tries(form: AnswerForm) -> list[str]:
    """Return the questions that are tried first: the wordings that came last."""
    return form.phrasings[-3:]


def read_asked(request: ConsoleRequest) -> list[int]:
    """Return the ids of questions in the address, several fields or joined by dashes."""
    written = [
        part for value in request.http.query.getall("asked", []) for part in value.split("-")
    ]
    ids = [int(part) for part in written if part.isdecimal() and len(part) <= 15]
    return list(dict.fromkeys(ids))[: answers_form.MAX_ASKED]


def read_ids(posted: FormData) -> list[int]:
    """Return the ids of ticked questions, at most as many as one answer is written for."""
    written = [part for value in posted.values("asked") for part in value.split("-")]
    ids = [int(part) for part in written if part.isdecimal() and len(part) <= 15]
    return list(dict.fromkeys(ids))[: answers_form.MAX_ASKED]

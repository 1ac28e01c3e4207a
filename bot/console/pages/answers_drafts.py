"""Answers that wait for a second person: the list, one of them with its trial, the decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.forms import FormErrors
from bot.console.pages.answers_editor import render_refusal
from bot.console.pages.answers_preview import list_bubbles
from bot.console.pages.answers_scene import (
    STATE_TAGS,
    OwnKnowledge,
    Workshop,
    list_tabs,
    load_own_knowledge,
)
from bot.console.pages.four_eyes import RefusalPage, ShownDraft, check_reason
from bot.core.errors import UserError
from bot.faq import revision_lifecycle
from bot.faq import service as faq
from bot.faq.answers import format_date
from bot.faq.knowledge_base import KnowledgeBase
from bot.faq.knowledge_files import Topic
from bot.faq.models import Revision, RevisionState
from bot.faq.overlay import PublishedRevision, read_revised_topic
from bot.faq.revision_diffs import list_field_changes
from bot.faq.revision_lifecycle import to_published_revision
from bot.faq.revision_lists import count_answered_askers, get_revision, list_returned
from bot.people.actor import Actor
from bot.people.units import Unit

RETURNED_FOR = timedelta(days=60)  # how long a draft sent back stays on its drafter's list


@dataclass(frozen=True, slots=True)
class ShownRevision:
    """A revision with what stands now where it is for."""

    row: Revision
    unit: Unit | None
    own: OwnKnowledge
    facts: Mapping[str, str]
    answered: int

    @property
    def published(self) -> PublishedRevision:
        """It, as the overlay takes it."""
        return to_published_revision(self.row, self.unit.path if self.unit else "")

    def read_topic(self, base: KnowledgeBase) -> Topic | None:
        """Return its text; None hides the topic."""
        return read_revised_topic(self.published, base.shipped)

    def read_standing(self, base: KnowledgeBase, today: date) -> Topic | None:
        """Return the text that stands now for the residents of its unit."""
        return self.own.merge(base, today, self.unit).topics.get(self.row.topic_id)


def load_revision(session: Session, revision_id: int, actor: Actor) -> ShownRevision:
    """Return a revision that the actor may read, with its surroundings. Raises NotFound."""
    row, unit = get_revision(session, revision_id, actor=actor)
    return ShownRevision(
        row,
        unit,
        load_own_knowledge(session, actor),
        faq.load_facts(session, unit.id if unit else None),
        count_answered_askers(session, row.id) if row.question_ids else 0,
    )


def load_lists(session: Session, actor: Actor, since: Any) -> tuple[OwnKnowledge, Any, Any]:
    """Return the own knowledge, what waits, and what was sent back to the actor."""
    return (
        load_own_knowledge(session, actor),
        revision_lifecycle.list_drafts(session, actor=actor),
        list_returned(session, actor=actor, since=since),
    )


def name_title(row: Revision, base: KnowledgeBase, own: OwnKnowledge, today: date) -> str:
    """Return the title that a revision's topic has or will have."""
    if row.content is not None:
        return str(row.content.get("title", row.topic_id))
    topic = own.merge(base, today).topics.get(row.topic_id) or base.shipped.topics.get(row.topic_id)
    return topic.title if topic else row.topic_id


def name_draft(session: Session, number: int, actor: Actor) -> ShownDraft:
    """Return what the page of sending back says of a draft. Raises NotFound."""
    row = revision_lifecycle.get_draft(session, number, actor=actor)
    return ShownDraft(texts.ANSWER_NUMBERED.format(number=row.id), texts.ANSWER_NOT_OUT)


def refuse_draft(
    session: Session, number: int, reason: str, *, request_number: str, actor: Actor, now: datetime
) -> None:
    """Send a draft back with a reason; what is changed is another draft, with another number."""
    del request_number
    revision_lifecycle.reject_revision(
        session, number, actor=actor, reason=check_reason(reason), now=now
    )


REFUSAL = RefusalPage(
    show_route="answers.revision",
    do_route="answers.return",
    done_route="answers.drafts",
    load=name_draft,
    refuse=refuse_draft,
    reasons=texts.ANSWER_REFUSAL_REASONS,
    done=texts.ANSWER_RETURNED,
)


@dataclass(frozen=True, slots=True)
class Decisions:
    """The pages of drafts."""

    workshop: Workshop

    async def show_drafts(self, request: ConsoleRequest) -> web.Response:
        """List what waits for a decision, and the own drafts that were sent back."""
        own, drafts, returned = await request.read(
            load_lists, request.actor, request.now - RETURNED_FOR
        )
        base = request.services.knowledge_base

        def describe(rows: Sequence[tuple[Revision, Unit | None]]) -> list[Any]:
            return [
                (row, unit.name if unit else texts.REVISION_OF_EVERYBODY,
                 name_title(row, base, own, request.today))
                for row, unit in rows
            ]  # fmt: skip

        return request.render(
            "answers/drafts.html",
            tabs=list_tabs(request, "drafts", len(drafts)),
            drafts=describe(drafts),
            returned=describe(returned),
            person_id=request.actor.person_id,
        )

    async def show_revision(self, request: ConsoleRequest) -> web.Response:
        """Show a revision: its text as on the phone, what it changes, who wrote it."""
        return await self._render(request, await self._load(request))

    async def _load(self, request: ConsoleRequest) -> ShownRevision:
        return await request.read(load_revision, request.id(), request.actor)

    async def _render(
        self,
        request: ConsoleRequest,
        shown: ShownRevision,
        *,
        errors: FormErrors | None = None,
        result: object = None,
    ) -> web.Response:
        row, base = shown.row, request.services.knowledge_base
        topic = shown.read_topic(base)
        day = max(request.today, row.valid_from or request.today)
        return request.render(
            "answers/revision.html",
            status=400 if errors else 200,
            tabs=list_tabs(request, "drafts", shown.own.drafts),
            row=row,
            unit=shown.unit.name if shown.unit else texts.REVISION_OF_EVERYBODY,
            title=name_title(row, base, shown.own, request.today),
            topic=topic,
            state_tag=STATE_TAGS[row.state],
            bubbles=list_bubbles(topic, shown.facts, day) if topic else [],
            changes=list_field_changes(shown.read_standing(base, request.today), topic),
            is_new=shown.read_standing(base, request.today) is None,
            is_own=row.drafted_by == request.actor.person_id,
            is_draft=row.state == RevisionState.DRAFT,
            answered=shown.answered,
            errors=errors or FormErrors(),
            result=result,
        )

    async def show_trial(self, request: ConsoleRequest) -> web.Response:
        """Try the draft out: htmx shows the result in the page, without it a page does."""
        shown = await self._load(request)
        topic = shown.read_topic(request.services.knowledge_base)
        tries = list(topic.questions[-3:]) if topic else []
        try:
            result = await self.workshop.trials.run(
                request.services.knowledge_base,
                shown.own.revisions,
                shown.published,
                tries,
                today=request.today,
            )
        except UserError as error:
            if not request.is_fragment:
                raise
            return render_refusal(request, str(error))
        if request.is_fragment:
            return request.render("answers/trial.html", result=result, refusal="")
        return await self._render(request, shown, result=result)

    async def do_approve(self, request: ConsoleRequest) -> web.Response:
        """Publish a draft, if every golden question is still understood."""
        if (way := REFUSAL.ask_to_confirm(request)) is not None:
            return way
        base, today = request.services.knowledge_base, request.today
        trial = await request.read(revision_lifecycle.read_trial, request.id(), actor=request.actor)
        result = await self.workshop.trials.run(
            base, trial.published, trial.revision, (), today=today
        )
        try:
            result.check()
        except UserError as error:
            errors = FormErrors({"": str(error)})
            return await self._render(request, await self._load(request), errors=errors)
        count = await request.write(
            revision_lifecycle.approve_revision,
            request.id(),
            actor=request.actor,
            expected_stamp=trial.stamp,
            now=request.now,
            policy=request.policy,
        )
        # The clock does it within seconds too; who reads «published» may ask at once.
        await base.refresh(request.services.db, today=today)
        flash = texts.ANSWER_PUBLISHED_TOLD.format(count=count) if count else _published(trial)
        return request.redirect("answers.revision", flash=flash, id=request.id())

    async def do_withdraw(self, request: ConsoleRequest) -> web.Response:
        """Take the own draft back, to edit it or for good."""
        shown = await self._load(request)
        form = await request.form()
        if shown.row.drafted_by != request.actor.person_id:
            raise UserError(texts.EDIT_OTHERS)
        await request.write(
            revision_lifecycle.reject_revision,
            request.id(),
            actor=request.actor,
            reason=texts.ANSWER_TAKEN_BACK,
            now=request.now,
        )
        if form.get("then") == "edit" and shown.row.content is not None:
            return request.redirect("answers.edit_revision", id=request.id())
        return request.redirect("answers.drafts", flash=texts.ANSWER_WITHDRAWN)


def _published(trial: revision_lifecycle.DraftTrial) -> str:
    """Return what is said of a draft that was published and for which nobody waits."""
    first = trial.revision.valid_from
    if trial.revision.content is None:
        return texts.ANSWER_HIDDEN
    if first is not None:
        return texts.ANSWER_PUBLISHED_LATER.format(day=format_date(first))
    return texts.ANSWER_PUBLISHED

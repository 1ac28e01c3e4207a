"""Guided answers, one step a message; *kẹt* opens a ticket with the step and a photo."""

from bot import texts
from bot.core.policy import Policy
from bot.faq import guide as guides
from bot.faq.answers import fill_placeholders, render_caveat
from bot.faq.knowledge_files import Topic
from bot.faq.models import Guide
from bot.faq.service import load_facts
from bot.handlers.knowledge_source import GetIndex
from bot.handlers.residents.menu import reject_old_button, show_menu
from bot.handlers.residents.words.tickets import render_placement
from bot.inbox.routing import SEPARATOR, Handler, Turn, exact_phrase
from bot.messages.content import Choice, Reply
from bot.tickets import opening
from bot.tickets import service as handoff
from bot.tickets.assignment import find_category_area
from bot.tickets.models import EscalationLevel, Ticket
from bot.tickets.relayed_content import annotate_text

MOVE_PHRASES = {
    "done": exact_phrase(*texts.SAID_DONE),
    "back": exact_phrase(*texts.SAID_BACK),
    "stuck": exact_phrase(*texts.SAID_STUCK),
    "quit": exact_phrase(*texts.SAID_LEAVE),
}
says_resume = exact_phrase(*texts.SAID_GO_ON)


def start_guide(get_index: GetIndex) -> Handler:
    """*Làm từng bước*: start a guide: "guide:<topic>"."""

    def start(turn: Turn) -> Reply:
        knowledge = get_index(turn).knowledge
        topic = knowledge.topics.get(turn.argument)
        if topic is None or not topic.steps:
            return reject_old_button(turn)
        guide = guides.start_guide(turn.session, turn.contact, topic.id, now=turn.now)
        return _render_step(turn, guide, topic, render_caveat(topic, knowledge.day))

    return start


def _render_step(turn: Turn, guide: Guide, topic: Topic, note: str = "") -> Reply:
    facts = load_facts(turn.session, turn.contact.place_id)
    text = texts.GUIDE_STEP.format(
        number=guide.step + 1,
        count=len(topic.steps),
        step=fill_placeholders(topic.steps[guide.step], facts),
    )
    buttons = [("done", texts.BUTTON_DONE), ("stuck", texts.BUTTON_STUCK)]
    if guide.step:
        buttons.append(("back", texts.BUTTON_STEP_BACK))
    buttons.append(("quit", texts.BUTTON_LEAVE))
    return Reply(
        f"{note}\n{text}".strip(),
        tuple(Choice(label, f"step:{guide.id}:{guide.step}:{verb}") for verb, label in buttons),
    )


def says_guide_move(turn: Turn) -> bool:
    """Return whether the text moves an open guide ("xong", "kẹt"…) or resumes it ("làm tiếp")."""
    if turn.choice or not (says_resume(turn) or any(said(turn) for said in MOVE_PHRASES.values())):
        return False
    return guides.find_open_guide(turn.session, turn.contact, now=turn.now) is not None


def move_in_guide(get_index: GetIndex) -> Handler:
    """Handle "step:<guide>:<step>:<verb>", or the phrase for it."""

    def move(turn: Turn) -> Reply:
        guide = guides.find_open_guide(turn.session, turn.contact, now=turn.now)
        knowledge = get_index(turn).knowledge
        topic = knowledge.topics.get(guide.topic_id) if guide else None
        if guide is None or topic is None or guide.step >= len(topic.steps):
            return reject_old_button(turn)
        verb = _read_move(turn, guide)
        if verb is None:
            guides.resume_guide(guide, now=turn.now)
            note = texts.GUIDE_RESUMED if says_resume(turn) else texts.GUIDE_OLD_STEP
            notes = (note.format(title=topic.title), render_caveat(topic, knowledge.day))
            return _render_step(turn, guide, topic, "\n".join(filter(None, notes)))
        return _apply_move(turn, guide, topic, verb)

    return move


def _read_move(turn: Turn, guide: Guide) -> str | None:
    """Return the move to make, or None if the button belongs to another step."""
    if not turn.choice:
        return next((verb for verb, said in MOVE_PHRASES.items() if said(turn)), None)
    guide_id, step, verb = (*turn.argument.split(SEPARATOR), "", "")[:3]
    here = (guide_id, step) == (str(guide.id), str(guide.step))
    return verb if here and verb in MOVE_PHRASES else None


def _apply_move(turn: Turn, guide: Guide, topic: Topic, verb: str) -> Reply:
    session, contact, now = turn.session, turn.contact, turn.now
    match verb:
        case "done":
            if guides.advance_guide(session, guide, contact, steps=len(topic.steps), now=now):
                return _render_step(turn, guide, topic)
            return Reply(texts.GUIDE_FINISHED.format(title=topic.title), show_menu(turn).choices)
        case "back":
            guides.move_back(session, guide, contact, now=now)
            return _render_step(turn, guide, topic)
        case "stuck":
            guides.mark_stuck(session, guide, contact, now=now)
            return _ask_why_stuck(guide)
    guides.abandon_guide(session, guide, contact, now=now)
    return Reply(texts.GUIDE_LEFT, show_menu(turn).choices)


def _ask_why_stuck(guide: Guide) -> Reply:
    place = f"{guide.id}:{guide.step}"
    return Reply(
        texts.GUIDE_STUCK,
        (
            Choice(texts.BUTTON_SEND_AS_IS, f"stuck:{place}"),
            Choice(texts.BUTTON_TRY_AGAIN, f"step:{place}:again"),
        ),
    )


def tells_why_stuck(turn: Turn) -> bool:
    """Return whether the photo or the text asked for arrives, or the button that sends without it.

    Costs a query only if the last reply had that button.
    """
    if not any(button["value"].startswith("stuck:") for button in turn.contact.offered):
        return False
    if turn.choice.partition(SEPARATOR)[0] not in ("", "stuck"):
        return False
    return guides.find_stuck_guide(turn.session, turn.contact, now=turn.now) is not None


def ask_help_when_stuck(get_index: GetIndex, policy: Policy) -> Handler:
    """Open a ticket with the topic, the step and what was sent, and assign it."""

    def ask_help(turn: Turn) -> Reply:
        guide = guides.find_stuck_guide(turn.session, turn.contact, now=turn.now)
        if guide is None:
            return reject_old_button(turn)
        guides.resume_guide(guide, now=turn.now)
        topic = get_index(turn).knowledge.topics.get(guide.topic_id)
        ticket = _open_stuck_ticket(turn, guide, topic, policy)
        placement = handoff.dispatch_ticket(turn.session, ticket, now=turn.now, policy=policy)
        text = render_placement(turn, placement, policy).text
        if ticket.escalation_level == EscalationLevel.DESK and ticket.respond_due_at is None:
            text = texts.STUCK_RECORDED.format(number=ticket.id, step=guide.step + 1)
        again = Choice(texts.BUTTON_TRY_AGAIN, f"step:{guide.id}:{guide.step}:again")
        return Reply(text, (again, Choice(texts.BUTTON_MENU, "menu")))

    return ask_help


def _open_stuck_ticket(turn: Turn, guide: Guide, topic: Topic | None, policy: Policy) -> Ticket:
    ticket, _ = opening.open_ticket(
        turn.session,
        turn.contact,
        now=turn.now,
        policy=policy,
        text=annotate_text(turn.message),
        topic_id=guide.topic_id,
        subject=topic.title if topic else "",
        area=(find_category_area(topic.category) if topic else None) or "",
        step=guide.step + 1,
        attachments=[attachment.as_json() for attachment in turn.attachments],
    )
    return ticket

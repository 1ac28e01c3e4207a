"""Guided answers, one step a message; *kẹt* opens a ticket with the step and a photo."""

from bot import texts
from bot.core.policy import Policy
from bot.faq import guide as guides
from bot.faq.answers import fill, notice_of
from bot.faq.models import Guide
from bot.faq.service import facts_for
from bot.faq.store import Topic
from bot.handlers.residents.faq import Shelf
from bot.handlers.residents.menu import old_button, show_menu
from bot.inbox.routing import SEPARATOR, Handler, Turn, words
from bot.messages.content import Choice, Reply
from bot.tickets import opening
from bot.tickets import service as handoff
from bot.tickets.assignment import area_of_category
from bot.tickets.models import Hop, Ticket
from bot.tickets.relayed_content import words_of

MOVES = {
    "done": words(*texts.SAID_DONE),
    "back": words(*texts.SAID_BACK),
    "stuck": words(*texts.SAID_STUCK),
    "quit": words(*texts.SAID_LEAVE),
}
is_resume = words(*texts.SAID_GO_ON)


def start_from(shelf: Shelf) -> Handler:
    """*Làm từng bước*: start a guide: "guide:<topic>"."""

    def start(turn: Turn) -> Reply:
        knowledge = shelf().knowledge
        topic = knowledge.topics.get(turn.argument)
        if topic is None or not topic.steps:
            return old_button(turn)
        guide = guides.start(turn.session, turn.contact, topic.id, now=turn.now)
        return _show(turn, guide, topic, notice_of(topic, knowledge.day))

    return start


def _show(turn: Turn, guide: Guide, topic: Topic, note: str = "") -> Reply:
    facts = facts_for(turn.session, turn.contact.unit_id)
    text = texts.GUIDE_STEP.format(
        number=guide.step + 1, count=len(topic.steps), step=fill(topic.steps[guide.step], facts)
    )
    buttons = [("done", texts.BUTTON_DONE), ("stuck", texts.BUTTON_STUCK)]
    if guide.step:
        buttons.append(("back", texts.BUTTON_STEP_BACK))
    buttons.append(("quit", texts.BUTTON_LEAVE))
    return Reply(
        f"{note}\n{text}".strip(),
        tuple(Choice(label, f"step:{guide.id}:{guide.step}:{verb}") for verb, label in buttons),
    )


def moved(turn: Turn) -> bool:
    """Return whether the text moves an open guide ("xong", "kẹt"…) or resumes it ("làm tiếp")."""
    if turn.choice or not (is_resume(turn) or any(said(turn) for said in MOVES.values())):
        return False
    return guides.find_open(turn.session, turn.contact, now=turn.now) is not None


def move_in(shelf: Shelf) -> Handler:
    """Handle "step:<guide>:<step>:<verb>", or the phrase for it."""

    def move(turn: Turn) -> Reply:
        guide = guides.find_open(turn.session, turn.contact, now=turn.now)
        knowledge = shelf().knowledge
        topic = knowledge.topics.get(guide.topic_id) if guide else None
        if guide is None or topic is None or guide.step >= len(topic.steps):
            return old_button(turn)
        verb = _verb(turn, guide)
        if verb is None:
            guides.go_on(guide, now=turn.now)
            note = texts.GUIDE_RESUMED if is_resume(turn) else texts.GUIDE_OLD_STEP
            notes = (note.format(title=topic.title), notice_of(topic, knowledge.day))
            return _show(turn, guide, topic, "\n".join(filter(None, notes)))
        return _moved(turn, guide, topic, verb)

    return move


def _verb(turn: Turn, guide: Guide) -> str | None:
    """Return the move to make, or None if the button belongs to another step."""
    if not turn.choice:
        return next((verb for verb, said in MOVES.items() if said(turn)), None)
    guide_id, step, verb = (*turn.argument.split(SEPARATOR), "", "")[:3]
    here = (guide_id, step) == (str(guide.id), str(guide.step))
    return verb if here and verb in MOVES else None


def _moved(turn: Turn, guide: Guide, topic: Topic, verb: str) -> Reply:
    session, contact, now = turn.session, turn.contact, turn.now
    match verb:
        case "done":
            if guides.forward(session, guide, contact, steps=len(topic.steps), now=now):
                return _show(turn, guide, topic)
            return Reply(texts.GUIDE_FINISHED.format(title=topic.title), show_menu(turn).choices)
        case "back":
            guides.back(session, guide, contact, now=now)
            return _show(turn, guide, topic)
        case "stuck":
            guides.be_stuck(session, guide, contact, now=now)
            return _ask_why(guide)
    guides.leave(session, guide, contact, now=now)
    return Reply(texts.GUIDE_LEFT, show_menu(turn).choices)


def _ask_why(guide: Guide) -> Reply:
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
    if not any(one["value"].startswith("stuck:") for one in turn.contact.offered):
        return False
    if turn.choice.partition(SEPARATOR)[0] not in ("", "stuck"):
        return False
    return guides.find_stuck(turn.session, turn.contact, now=turn.now) is not None


def ask_help_from(shelf: Shelf, policy: Policy) -> Handler:
    """Open a ticket with the topic, the step and what was sent, and assign it."""

    def ask_help(turn: Turn) -> Reply:
        guide = guides.find_stuck(turn.session, turn.contact, now=turn.now)
        if guide is None:
            return old_button(turn)
        guides.go_on(guide, now=turn.now)
        ticket = _stuck_ticket(turn, guide, shelf().knowledge.topics.get(guide.topic_id))
        told = handoff.hand_over(turn.session, ticket, now=turn.now, policy=policy)
        text = told.text
        if ticket.hop == Hop.DESK and ticket.reply_by is None:
            text = texts.STUCK_RECORDED.format(number=ticket.id, step=guide.step + 1)
        again = Choice(texts.BUTTON_TRY_AGAIN, f"step:{guide.id}:{guide.step}:again")
        return Reply(text, (again, *(told.choices or (Choice(texts.BUTTON_MENU, "menu"),))))

    return ask_help


def _stuck_ticket(turn: Turn, guide: Guide, topic: Topic | None) -> Ticket:
    ticket, _ = opening.open_ticket(
        turn.session,
        turn.contact,
        now=turn.now,
        text=words_of(turn.message),
        topic_id=guide.topic_id,
        subject=topic.title if topic else "",
        area=(area_of_category(topic.category) if topic else None) or "",
        step=guide.step + 1,
        attachments=[one.as_json() for one in turn.attachments],
    )
    return ticket

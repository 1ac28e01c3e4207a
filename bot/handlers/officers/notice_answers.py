"""*Trả lời chung*: an author answers everybody who asked about an announcement, in one message."""

import re

from bot import texts
from bot.broadcasts import author_answers, question_digest, questions, service
from bot.broadcasts.models import AnswerState, Broadcast, NoticeAnswer
from bot.core.errors import UserError
from bot.handlers.officers import officer_drafts
from bot.handlers.officers.words import notice_answers as words
from bot.handlers.recognition import Intents, means
from bot.handlers.residents.menu import reject_old_button, show_menu
from bot.inbox.routing import (
    SEPARATOR,
    Answer,
    Handler,
    Turn,
    any_of,
    choice,
    command,
    exact_phrase,
    parse_id,
)
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.notices.notice_questions import tell_authors
from bot.people import approvals
from bot.people.actor import Actor

_SENDS = re.compile(
    r"(?:(?:vang|da|u|uh|ok|oke|duoc|dong y|roi|thi|em|toi|anh|chi) )*gui"
    r"(?: (?:di|luon|ngay|nhe|a|giup|cho|ba con|ca|het|toi|em))*"
)
_YES = re.compile(r"(?:(?:vang|da|u|uh|um|ok|oke|duoc|dong y|co|dung|roi|a|nhe|em|chau) ?)+")
_NO = re.compile(r"(?:(?:khong|ko|k|chua|khoan|dung gui|thoi|da|a|nhe|gui|vang) ?)+")
is_answer_button = choice(Action.NOTICE_ANSWER)
_says_answer = any_of(command("traloi"), exact_phrase(*texts.SAID_NOTICE_ANSWER))


def find_open_answer(turn: Turn) -> NoticeAnswer | None:
    """Return the answer being written in this chat, or None; cached in the turn's memo."""
    if "notice_answer" not in turn.memo:
        person_id = turn.contact.person_id
        turn.memo["notice_answer"] = author_answers.find_open_answer(
            turn.session, person_id, now=turn.now
        )
    answer: NoticeAnswer | None = turn.memo["notice_answer"]
    return answer


def press_answer_button(turn: Turn) -> Answer:
    """Handle a button: "notice-answer:<verb>:<announcement or answer>"."""
    verb, number = (*turn.argument.split(SEPARATOR), "")[:2]
    actor = approvals.get_decider(turn.session, turn.contact.person_id)
    match verb:
        case "stop":
            return Reply(leave_answer(turn), show_menu(turn).choices)
        case "send":
            return _send_answer(turn, parse_id(number))
    if verb not in ("go", "again", "later") or not parse_id(number):
        return reject_old_button(turn)
    broadcast = service.get_broadcast(turn.session, parse_id(number), actor=actor, lock=True)
    if verb == "later":
        return _postpone_answer(turn, broadcast)
    return _begin_answer(turn, broadcast, actor)


def leave_answer(turn: Turn) -> str:
    """Discard the answer; return a sentence with the number of unanswered questions."""
    answer = find_open_answer(turn)
    author_answers.abandon_answers(turn.session, turn.contact.person_id, now=turn.now)
    turn.memo.pop("notice_answer", None)
    if answer is None:
        return texts.NOTICE_ANSWER_LEFT
    broadcast = turn.session.get_one(Broadcast, answer.broadcast_id)
    waiting = questions.count_askers(turn.session, broadcast).waiting
    return texts.NOTICE_ANSWER_LEFT_WAITING.format(count=waiting)


def _postpone_answer(turn: Turn, broadcast: Broadcast) -> Reply:
    waiting = questions.count_askers(turn.session, broadcast).waiting
    if not waiting:
        raise UserError(texts.NOTICE_NOBODY_WAITS.format(number=broadcast.id))
    return words.render_postponed(broadcast, waiting)


def result_buttons(turn: Turn, broadcast: Broadcast) -> tuple[Choice, ...]:
    """Return the answer button for an announcement with unanswered questions; else no button."""
    return (
        (words.make_begin_button(broadcast),)
        if questions.count_askers(turn.session, broadcast).waiting
        else ()
    )


def _begin_answer(turn: Turn, broadcast: Broadcast, actor: Actor) -> Reply:
    """Start an answer, after showing the author the questions they have not seen yet."""
    officer_drafts.leave_other_drafts(turn)
    author_answers.begin_answer(turn.session, broadcast, actor=actor, now=turn.now)
    if question_digest.has_untold_questions(turn.session, broadcast):
        tell_authors(turn.session, broadcast, [turn.contact], now=turn.now)
    count = questions.count_askers(turn.session, broadcast).waiting
    return words.render_answer_question(broadcast, count)


def asks_to_answer(turn: Turn) -> bool:
    """Return whether an officer or approver asks to answer, by command or phrase."""
    if turn.choice or not _says_answer(turn):
        return False
    return approvals.find_decider(turn.session, turn.contact.person_id) is not None


def choose_notice(turn: Turn) -> Answer:
    """Start the answer; when several announcements have open questions, ask which one."""
    actor = approvals.get_decider(turn.session, turn.contact.person_id)
    broadcasts = author_answers.list_awaiting_answer(turn.session, actor.scope)
    if len(broadcasts) == 1:
        number = broadcasts[0].id
        broadcast = service.get_broadcast(turn.session, number, actor=actor, lock=True)
        return _begin_answer(turn, broadcast, actor)
    if not broadcasts:
        return Reply(texts.NOTICE_NONE_WAITING, show_menu(turn).choices)
    return words.render_which_notice(broadcasts)


def is_writing_answer(turn: Turn) -> bool:
    """Return whether the turn is text while an answer is being written; files do not count."""
    if turn.choice or not turn.normalized_text or turn.text.startswith("/"):
        return False
    return turn.contact.person_id is not None and find_open_answer(turn) is not None


def take_answer(intents: Intents) -> Handler:
    """Return a handler that stores the text and previews it; a yes sends it, a no discards it."""
    agrees, refuses = means(intents, "yes", "done"), means(intents, "no", "not-now", "not-done")

    def taken(turn: Turn) -> Answer:
        answer = find_open_answer(turn)
        if answer is None:
            return reject_old_button(turn)
        if answer.state == AnswerState.AWAITING_CONFIRMATION:
            if (
                agrees(turn)
                or _SENDS.fullmatch(turn.normalized_text)
                or _YES.fullmatch(turn.normalized_text)
            ):
                return _send_answer(turn, answer.id)
            if refuses(turn) or _NO.fullmatch(turn.normalized_text):
                return Reply(leave_answer(turn), show_menu(turn).choices)
        count = author_answers.save_answer_text(turn.session, answer, turn.text, now=turn.now)
        return words.render_confirmation(answer, count)

    return taken


def _send_answer(turn: Turn, answer_id: int) -> Reply:
    answer = turn.session.get(NoticeAnswer, answer_id) if answer_id else None
    if answer is None or answer.person_id != turn.contact.person_id:
        return reject_old_button(turn)
    actor = approvals.get_decider(turn.session, turn.contact.person_id)
    broadcast = service.get_broadcast(turn.session, answer.broadcast_id, actor=actor, lock=True)
    turn.session.refresh(answer)
    outcome = author_answers.send_answer(turn.session, answer, broadcast, actor=actor, now=turn.now)
    turn.memo.pop("notice_answer", None)
    return words.render_sent(broadcast, outcome, show_menu(turn).choices)

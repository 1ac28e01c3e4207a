"""*Trả lời chung*: an author answers everybody who asked about an announcement, in one message."""

import re

from bot import texts
from bot.broadcasts import author_answers, question_digest, questions, service
from bot.broadcasts.models import AnswerState, Broadcast, NoticeAnswer
from bot.core.errors import UserError
from bot.handlers.officers import officer_drafts
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
from bot.messages.content import Choice, Reply
from bot.people import approvals

STOP = "tl:stop"
_SENDS = re.compile(
    r"(?:(?:vang|da|u|uh|ok|oke|duoc|dong y|roi|thi|em|toi|anh|chi) )*gui"
    r"(?: (?:di|luon|ngay|nhe|a|giup|cho|ba con|ca|het|toi|em))*"
)
_YES = re.compile(r"(?:(?:vang|da|u|uh|um|ok|oke|duoc|dong y|co|dung|roi|a|nhe|em|chau) ?)+")
_NO = re.compile(r"(?:(?:khong|ko|k|chua|khoan|dung gui|thoi|da|a|nhe|gui|vang) ?)+")
is_answer_button = choice("tl")
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


def draft_buttons(answer: NoticeAnswer) -> tuple[Choice, ...]:
    """Return the buttons for the current state of the answer."""
    stop = Choice(texts.BUTTON_NEVER_MIND, STOP)
    if answer.state == AnswerState.OPEN:
        return (stop,)
    send = Choice(texts.BUTTON_NOTICE_SEND, f"tl:send:{answer.id}")
    return send, Choice(texts.BUTTON_NOTICE_REWRITE, f"tl:again:{answer.broadcast_id}"), stop


def press_answer_button(turn: Turn) -> Answer:
    """Handle a button: "tl:<verb>:<announcement or answer>"."""
    verb, number = (*turn.argument.split(SEPARATOR), "")[:2]
    scope = approvals.get_scope(turn.session, turn.contact.person_id)
    match verb:
        case "stop":
            return Reply(leave_answer(turn), show_menu(turn).choices)
        case "send":
            return _send_answer(turn, parse_id(number))
    if verb not in ("go", "again", "later") or not parse_id(number):
        return reject_old_button(turn)
    broadcast = service.get_broadcast(turn.session, scope, parse_id(number), lock=True)
    return _postpone_answer(turn, broadcast) if verb == "later" else _begin_answer(turn, broadcast)


def leave_answer(turn: Turn) -> str:
    """Discard the answer; return a sentence with the number of unanswered questions."""
    answer = find_open_answer(turn)
    author_answers.abandon_answers(turn.session, person_id=turn.contact.person_id, now=turn.now)
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
    return Reply(texts.NOTICE_LATER.format(count=waiting), (_begin_button(broadcast),))


def _begin_button(broadcast: Broadcast) -> Choice:
    return Choice(
        texts.BUTTON_NOTICE_ANSWER_OF.format(number=broadcast.id), f"tl:go:{broadcast.id}"
    )


def result_buttons(turn: Turn, broadcast: Broadcast) -> tuple[Choice, ...]:
    """Return the answer button for an announcement with unanswered questions; else no button."""
    return (
        (_begin_button(broadcast),)
        if questions.count_askers(turn.session, broadcast).waiting
        else ()
    )


def _begin_answer(turn: Turn, broadcast: Broadcast) -> Reply:
    """Start an answer, after showing the author the questions they have not seen yet."""
    officer_drafts.leave_other_drafts(turn)
    person_id = turn.contact.person_id
    assert person_id is not None
    author_answers.begin_answer(turn.session, broadcast, person_id=person_id, now=turn.now)
    if question_digest.has_untold_questions(turn.session, broadcast):
        question_digest.tell_authors(turn.session, broadcast, [turn.contact], now=turn.now)
    count = questions.count_askers(turn.session, broadcast).waiting
    prompt = texts.NOTICE_ANSWER_ASK.format(
        count=count, number=broadcast.id, title=questions.make_title(broadcast)
    )
    return Reply(prompt, (Choice(texts.BUTTON_NEVER_MIND, STOP),))


def asks_to_answer(turn: Turn) -> bool:
    """Return whether an officer or approver asks to answer, by command or phrase."""
    if turn.choice or not _says_answer(turn):
        return False
    return approvals.find_scope(turn.session, turn.contact.person_id) is not None


def choose_notice(turn: Turn) -> Answer:
    """Start the answer; when several announcements have open questions, ask which one."""
    scope = approvals.get_scope(turn.session, turn.contact.person_id)
    broadcasts = author_answers.list_awaiting_answer(turn.session, scope)
    if len(broadcasts) == 1:
        return _begin_answer(
            turn, service.get_broadcast(turn.session, scope, broadcasts[0].id, lock=True)
        )
    if not broadcasts:
        return Reply(texts.NOTICE_NONE_WAITING, show_menu(turn).choices)
    return Reply(texts.NOTICE_ANSWER_WHICH, tuple(map(_begin_button, broadcasts)))


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
        shown = texts.NOTICE_ANSWER_SHOWN.format(count=count, text=answer.text)
        return Reply(shown, draft_buttons(answer))

    return taken


def _send_answer(turn: Turn, answer_id: int) -> Reply:
    answer = turn.session.get(NoticeAnswer, answer_id) if answer_id else None
    if answer is None or answer.person_id != turn.contact.person_id:
        return reject_old_button(turn)
    scope = approvals.get_scope(turn.session, turn.contact.person_id)
    broadcast = service.get_broadcast(turn.session, scope, answer.broadcast_id, lock=True)
    turn.session.refresh(answer)
    sent = author_answers.send_answer(turn.session, answer, broadcast, now=turn.now)
    service.record_audit(turn.session, broadcast, "answer", turn.contact.person_id, turn.now)
    turn.memo.pop("notice_answer", None)
    text = texts.NOTICE_ANSWER_SENT.format(count=sent.reached, number=broadcast.id)
    unreached_text = texts.NOTICE_ANSWER_LOST.format(count=sent.unreached) if sent.unreached else ""
    return Reply(f"{text} {unreached_text}".strip(), show_menu(turn).choices)

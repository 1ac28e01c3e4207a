"""*Trả lời chung*: an author answers everybody who asked about an announcement, in one message."""

import re

from bot import texts
from bot.broadcasts import group_replies, question_summary, questions, service
from bot.broadcasts.models import AnswerState, Broadcast, NoticeAnswer
from bot.core.errors import UserError
from bot.handlers.officers import office
from bot.handlers.residents.menu import old_button, show_menu
from bot.handlers.understanding import Intents, means
from bot.inbox.routing import (
    SEPARATOR,
    Answer,
    Handler,
    Turn,
    any_of,
    choice,
    command,
    id_in,
    words,
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
presses = choice("tl")
_says_answer = any_of(command("traloi"), words(*texts.SAID_NOTICE_ANSWER))


def find_open(turn: Turn) -> NoticeAnswer | None:
    """Return the answer being written in this chat, or None; cached in the turn's memo."""
    if "notice_answer" not in turn.memo:
        person_id = turn.contact.person_id
        turn.memo["notice_answer"] = group_replies.find_open(turn.session, person_id, now=turn.now)
    answer: NoticeAnswer | None = turn.memo["notice_answer"]
    return answer


def buttons(answer: NoticeAnswer) -> tuple[Choice, ...]:
    """Return the buttons for the current state of the answer."""
    stop = Choice(texts.BUTTON_NEVER_MIND, STOP)
    if answer.state == AnswerState.OPEN:
        return (stop,)
    send = Choice(texts.BUTTON_NOTICE_SEND, f"tl:send:{answer.id}")
    return send, Choice(texts.BUTTON_NOTICE_REWRITE, f"tl:again:{answer.broadcast_id}"), stop


def press(turn: Turn) -> Answer:
    """Handle a button: "tl:<verb>:<announcement or answer>"."""
    verb, number = (*turn.argument.split(SEPARATOR), "")[:2]
    scope = approvals.must_have_scope(turn.session, turn.contact.person_id)
    match verb:
        case "stop":
            return Reply(leave(turn), show_menu(turn).choices)
        case "send":
            return _send(turn, id_in(number))
    if verb not in ("go", "again", "later") or not id_in(number):
        return old_button(turn)
    one = service.get(turn.session, scope, id_in(number), lock=True)
    return _later(turn, one) if verb == "later" else _begin(turn, one)


def leave(turn: Turn) -> str:
    """Discard the answer; return a sentence with the number of unanswered questions."""
    answer = find_open(turn)
    group_replies.leave(turn.session, person_id=turn.contact.person_id, now=turn.now)
    turn.memo.pop("notice_answer", None)
    if answer is None:
        return texts.NOTICE_ANSWER_LEFT
    one = turn.session.get_one(Broadcast, answer.broadcast_id)
    waiting = questions.count(turn.session, one).waiting
    return texts.NOTICE_ANSWER_LEFT_WAITING.format(count=waiting)


def _later(turn: Turn, one: Broadcast) -> Reply:
    waiting = questions.count(turn.session, one).waiting
    if not waiting:
        raise UserError(texts.NOTICE_NOBODY_WAITS.format(number=one.id))
    return Reply(texts.NOTICE_LATER.format(count=waiting), (_answer_button(one),))


def _answer_button(one: Broadcast) -> Choice:
    return Choice(texts.BUTTON_NOTICE_ANSWER_OF.format(number=one.id), f"tl:go:{one.id}")


def result_buttons(turn: Turn, one: Broadcast) -> tuple[Choice, ...]:
    """Return the answer button for an announcement with unanswered questions; else no button."""
    return (_answer_button(one),) if questions.count(turn.session, one).waiting else ()


def _begin(turn: Turn, one: Broadcast) -> Reply:
    """Start an answer, after showing the author the questions they have not seen yet."""
    office.let_go(turn)
    person_id = turn.contact.person_id
    assert person_id is not None
    group_replies.begin(turn.session, one, person_id=person_id, now=turn.now)
    if question_summary.has_untold(turn.session, one):
        question_summary.tell(turn.session, one, [turn.contact], now=turn.now)
    count = questions.count(turn.session, one).waiting
    asked = texts.NOTICE_ANSWER_ASK.format(
        count=count, number=one.id, title=questions.title_of(one)
    )
    return Reply(asked, (Choice(texts.BUTTON_NEVER_MIND, STOP),))


def asks_answering(turn: Turn) -> bool:
    """Return whether an officer or approver asks to answer, by command or phrase."""
    if turn.choice or not _says_answer(turn):
        return False
    return approvals.scope_of(turn.session, turn.contact.person_id) is not None


def choose_notice(turn: Turn) -> Answer:
    """Start the answer; when several announcements have open questions, ask which one."""
    scope = approvals.must_have_scope(turn.session, turn.contact.person_id)
    asked = group_replies.list_asked(turn.session, scope)
    if len(asked) == 1:
        return _begin(turn, service.get(turn.session, scope, asked[0].id, lock=True))
    if not asked:
        return Reply(texts.NOTICE_NONE_WAITING, show_menu(turn).choices)
    return Reply(texts.NOTICE_ANSWER_WHICH, tuple(map(_answer_button, asked)))


def writes(turn: Turn) -> bool:
    """Return whether the turn is text while an answer is being written; files do not count."""
    if turn.choice or not turn.bare or turn.text.startswith("/"):
        return False
    return turn.contact.person_id is not None and find_open(turn) is not None


def take(intents: Intents) -> Handler:
    """Return a handler that stores the text and previews it; a yes sends it, a no discards it."""
    agrees, refuses = means(intents, "yes", "done"), means(intents, "no", "not-now", "not-done")

    def taken(turn: Turn) -> Answer:
        answer = find_open(turn)
        if answer is None:
            return old_button(turn)
        if answer.state == AnswerState.SHOWN:
            if agrees(turn) or _SENDS.fullmatch(turn.bare) or _YES.fullmatch(turn.bare):
                return _send(turn, answer.id)
            if refuses(turn) or _NO.fullmatch(turn.bare):
                return Reply(leave(turn), show_menu(turn).choices)
        count = group_replies.keep(turn.session, answer, turn.text, now=turn.now)
        shown = texts.NOTICE_ANSWER_SHOWN.format(count=count, text=answer.text)
        return Reply(shown, buttons(answer))

    return taken


def _send(turn: Turn, number: int) -> Reply:
    answer = turn.session.get(NoticeAnswer, number) if number else None
    if answer is None or answer.person_id != turn.contact.person_id:
        return old_button(turn)
    scope = approvals.must_have_scope(turn.session, turn.contact.person_id)
    one = service.get(turn.session, scope, answer.broadcast_id, lock=True)
    turn.session.refresh(answer)
    sent = group_replies.send(turn.session, answer, one, now=turn.now)
    service.note(turn.session, one, "answer", turn.contact.person_id, turn.now)
    turn.memo.pop("notice_answer", None)
    said = texts.NOTICE_ANSWER_SENT.format(count=sent.reached, number=one.id)
    lost = texts.NOTICE_ANSWER_LOST.format(count=sent.unreached) if sent.unreached else ""
    return Reply(f"{said} {lost}".strip(), show_menu(turn).choices)

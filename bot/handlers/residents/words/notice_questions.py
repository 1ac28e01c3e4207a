"""What a resident reads who asks the author of an announcement something."""

from bot import texts
from bot.broadcasts import questions
from bot.broadcasts.models import Broadcast
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply

ASK_PREFIX, LEAVE_PREFIX = Action.NOTICE_QUESTION.prefix("ask"), Action.NOTICE_QUESTION.prefix("no")


def make_ask_button(notice: Broadcast, message_id: int) -> Choice:
    """Return the button that sends a message to the author as a question."""
    return Choice(texts.BUTTON_ASK_SENDER, f"{ASK_PREFIX}{notice.id}:{message_id}")


def list_fallback_buttons() -> tuple[Choice, ...]:
    """Return the buttons under an offer beside the author: a person, the menu."""
    return Choice(texts.BUTTON_PERSON, "person"), Choice(texts.BUTTON_MENU, "menu")


def render_offer(notice: Broadcast, choices: tuple[Choice, ...]) -> Reply:
    """Offer to ask the author."""
    return Reply(texts.NOTICE_ASK_OFFER.format(title=questions.make_title(notice)), choices)


def add_offer(reply: Reply, notice: Broadcast, message_id: int) -> Reply:
    """Return an answer that is not sure, with the offer to ask the author below it."""
    more = texts.NOTICE_ASK_TOO.format(title=questions.make_title(notice))
    choices = (*reply.choices, make_ask_button(notice, message_id))
    return Reply(f"{reply.text}\n{more}", choices, reply.attachments)


def render_question_request(notice: Broadcast) -> Reply:
    """Ask for the words of the question."""
    text = texts.NOTICE_ASK_WORDS.format(title=questions.make_title(notice))
    return Reply(text, (Choice(texts.BUTTON_NEVER_MIND, f"{LEAVE_PREFIX}{notice.id}"),))


def render_earlier_answer(notice: Broadcast, answer: str) -> Reply:
    """Give the answer that the author gave to the same question before."""
    more = Choice(texts.BUTTON_ASK_MORE, Action.NOTICE_QUESTION.pack("more", notice.id))
    text = texts.NOTICE_ANSWERED_BEFORE.format(title=questions.make_title(notice), text=answer)
    return Reply(text, (more, Choice(texts.BUTTON_MENU, "menu")))


def render_thanked() -> Reply:
    """Reply to an acknowledgement."""
    return Reply(texts.NOTICE_THANKED)


def render_question_kept(*, repeated: bool, menu_choices: tuple[Choice, ...]) -> Reply:
    """Say that the question goes to the author, or that the same one went before."""
    return Reply(
        texts.NOTICE_ASKED_BEFORE if repeated else texts.NOTICE_QUESTION_KEPT, menu_choices
    )


def render_not_asked(menu_choices: tuple[Choice, ...]) -> Reply:
    """Say that nothing was sent, above the menu."""
    return Reply(texts.NOTICE_NOT_ASKED, menu_choices)

"""Intent recognition of a turn, computed once per message and shared by all routes."""

from collections.abc import Callable

from bot import texts
from bot.duty.lines import parse_duty
from bot.faq.intents import Emergency, IntentIndex, Recognition
from bot.handlers.led_conversations import is_led_by_person
from bot.inbox.routing import Condition, Turn, exact_phrase
from bot.people.linking import is_team_member
from bot.tickets.phrases import parse_command, parse_note
from bot.tickets.queries import list_offered_tickets, list_taken_tickets

Intents = Callable[[], IntentIndex]
MAX_WORDS = 14  # words: a longer text tells of something; only danger is looked for in it
NO_RECOGNITION = Recognition()
# Officers' lines, word for word: what they mean is known, likeness has no say. One is "danh sách
# thông báo", and two fifths of the phrasings of *stop* hold the very word.
_work_line = exact_phrase(
    *texts.SAID_COMMANDS, *texts.SAID_BROADCAST, *texts.SAID_LEFT, *texts.SAID_POLL_OFFICE,
    *texts.SAID_WAITING, *texts.SAID_OWN_DRAFTS,
)  # fmt: skip
INTENTS_KEY = "intents"  # in a turn's memo
_UNSHOWN = (*texts.UNSHOWN.values(), texts.UNSHOWN_ELSE)


def recognise(turn: Turn, intents: Intents) -> Recognition:
    """Return the recognised intents of the text; empty for buttons, commands and attachments.

    Cached in the turn's memo.
    """
    if INTENTS_KEY not in turn.memo:
        spoken = turn.normalized_text and not (
            turn.choice or turn.start or turn.text.startswith("/") or is_unshown(turn)
        )
        turn.memo[INTENTS_KEY] = intents().recognise(turn.text) if spoken else NO_RECOGNITION
    recognition = turn.memo[INTENTS_KEY]
    assert isinstance(recognition, Recognition)
    return recognition


def is_unshown(turn: Turn) -> bool:
    """Return whether the text is a channel's placeholder for content it could not fetch.

    "(gửi một tin story)" was once recognised as the request for all notices in one message.
    """
    return turn.text.startswith(_UNSHOWN)


def means(intents: Intents, *names: str, share: float = 0.0) -> Condition:
    """Return a predicate: the text surely means one of these intents and is meant for the bot.

    `share` is the confidence (0..1) required beyond the intent's own threshold. Text for the
    helping
    person, or of a helper for a resident, is not for the bot.
    """

    def meant(turn: Turn) -> bool:
        at_work = turn.contact.person_id is not None and _work_line(turn)
        if at_work or len(turn.normalized_text.split()) > MAX_WORDS:
            return False
        recognition = recognise(turn, intents)
        best = recognition.best
        if best is None or best.id not in names:
            return False
        if recognition.sign is None and recognition.ranked[0][1] < share:
            return False
        return not is_carried(turn)

    return meant


def is_carried(turn: Turn) -> bool:
    """Return whether the text is relayed to another person, or is a member's work."""
    if "carried" not in turn.memo:
        led = is_led_by_person(turn)
        turn.memo["carried"] = led or has_ticket_in_hand(turn) or _is_member_work(turn)
    return bool(turn.memo["carried"])


def is_member_command(turn: Turn) -> bool:
    """Return whether the text is a member's command ("chuyển", "mai tôi nghỉ"): no emergency."""
    if turn.contact.person_id is None or not is_team_member(turn.session, turn.contact):
        return False
    if parse_command(turn.text) is not None or parse_note(turn.text) is not None:
        return True
    return bool(parse_duty(turn.text, today=turn.now.date()))


def _is_member_work(turn: Turn) -> bool:
    """Return whether it is a member's command ("nhận 1") or about a ticket offered to them."""
    if turn.contact.person_id is None or not is_team_member(turn.session, turn.contact):
        return False
    return is_member_command(turn) or bool(
        list_offered_tickets(turn.session, turn.contact.person_id)
    )


def has_ticket_in_hand(turn: Turn) -> bool:
    """Return whether this member or officer holds a ticket."""
    if turn.contact.person_id is None or not is_team_member(turn.session, turn.contact):
        return False
    return bool(list_taken_tickets(turn.session, turn.contact.person_id))


def find_emergency(turn: Turn, intents: Intents) -> Emergency | None:
    """Return the emergency that the text describes, or None."""
    return recognise(turn, intents).emergency


def is_wordless(turn: Turn) -> bool:
    """Return whether nothing was pressed and the person typed no letter or digit."""
    return not turn.choice and (not turn.normalized_text or is_unshown(turn))

"""One message, one transaction: store it, answer it, queue the answer (ADR-0003).

Three ways it can fail. A UserError is answered with its text and the handler's writes are rolled
back. A bug is logged and answered once with an apology. A database that is unavailable is raised to
the channel, which does not acknowledge the message, so that the platform sends it again.
"""

import hashlib
import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import Session

from bot import texts
from bot.core import metrics
from bot.core.clock import Clock
from bot.core.db import Database, OperationalError
from bot.core.errors import UserError
from bot.core.preparation import write_prepared
from bot.core.trace import current_trace, make_trace, tracing
from bot.inbox.routing import (
    MEMO_UNWARNED,
    Route,
    Turn,
    get_route,
    list_menu_choices,
    list_replies,
)
from bot.messages import history
from bot.messages.buttons import upgrade_button
from bot.messages.content import Attachment, Choice, Event, Incoming, Reply, validate_pressed_value
from bot.messages.history import Message
from bot.messages.route_names import RouteName
from bot.outbox import messaging_windows
from bot.outbox.buttons import match_buttons
from bot.outbox.replies import stage_replies
from bot.outbox.service import fail_queued, is_own_message
from bot.people.linking import is_team_member
from bot.people.models import Contact
from bot.people.purposes import Purpose, find_purpose, split_attachments
from bot.people.service import find_contact, get_or_create_contact, mark_unreachable
from bot.privacy import consent, erasure, incoming_mask
from bot.vietnamese.letters import nfc, normalize_for_match, to_plain_letters

log = logging.getLogger(__name__)

LONGEST_TEXT = 8000  # characters kept of one message; more is noise or an attack
LONGEST_SECRET = 100
LONGEST_CHOICE = 80  # as long as their columns
LONGEST_NAME = 120
LONGEST_ID = 200
# A deep link copied by hand, on whatever channel; a code of a person is opened by its own words.
_TYPED_LINK = re.compile(
    r"\s*(?:/? ?start(?:@\w*)?[\s=:]*|(?:https?://)?(?:t|telegram)\.me/\w+\?start=)(u-[\w-]+)(?:\W.*)?",
    re.IGNORECASE,
)
LONGEST_QUOTE = 1000
WARN_AGAIN_AFTER = timedelta(minutes=10)  # in which what must not be sent is explained once
RESUME_PHRASES = frozenset(normalize_for_match(phrase) for phrase in texts.SAID_MENU)


class MessageAnswerer:
    """Base of services that answer contacts.

    `routes` returns the routes in order; `wake` is called with the account that must send.
    """

    def __init__(
        self,
        db: Database,
        routes: Callable[[], Sequence[Route]],
        clock: Clock,
        wake: Callable[[str], None],
    ) -> None:
        self._db = db
        self._routes = routes
        self._clock = clock
        self._wake = wake


class Inbox(MessageAnswerer):
    """Receives the messages of every channel."""

    async def receive(self, incoming: Incoming) -> None:
        """Store and answer one message. Idempotent.

        Raises OperationalError when nothing could be stored: do not acknowledge the message then.
        """
        now = self._clock()
        with tracing(current_trace() or make_trace(now)):
            await self._receive(normalize_incoming(incoming), now)

    async def _receive(self, incoming: Incoming, now: datetime) -> None:
        if incoming.event is Event.AGENT_ECHO:
            await self._db.write(pause_bot, incoming, now=now)
            return
        metrics.RECEIVED.labels(incoming.account).inc()
        try:
            await write_prepared(self._db, handle_message, incoming, self._routes(), now=now)
        except OperationalError:
            raise
        except UserError as error:
            await self._db.write(answer_user_error, incoming, str(error), error.choices, now=now)
        except Exception:
            log.exception(
                "inbox: a handler broke",
                extra={"action": "handler_failed", "account": incoming.account},
            )
            metrics.FAILED_HANDLERS.labels(incoming.account).inc()
            await self._apologise(incoming, now)
        log.info("message received", extra={"action": "received", "account": incoming.account})
        self._wake(incoming.account)

    async def _apologise(self, incoming: Incoming, now: datetime) -> None:
        """Send an apology. If that fails too, drop the message.

        A channel that repeated it for ever would block everybody else.
        """
        try:
            await self._db.write(store_apology, incoming, now=now)
        except OperationalError:
            raise
        except Exception:
            log.exception("inbox: cannot even apologise", extra={"action": "apology_failed"})


def normalize_incoming(incoming: Incoming) -> Incoming:
    """Return the message in the form the tables can hold, whatever the channel let through.

    Text is cut after its secrets are masked: a cut through a card number would hide that it is one.
    """
    link = (
        None
        if incoming.start
        else _TYPED_LINK.fullmatch(to_plain_letters(incoming.text[:LONGEST_CHOICE]))
    )
    if link:
        incoming = replace(incoming, text="/start", start=link[1])
    return replace(
        incoming,
        message_id=_normalize_id(incoming.message_id),
        text=nfc(incoming.text[: 4 * LONGEST_TEXT])[: LONGEST_TEXT + LONGEST_SECRET],
        choice=nfc(incoming.choice)[:LONGEST_CHOICE],
        start=nfc(incoming.start)[:LONGEST_CHOICE],
        name=nfc(incoming.name)[:LONGEST_NAME],
        reply_to=_normalize_id(incoming.reply_to),
        forwarded=nfc(incoming.forwarded)[:LONGEST_NAME],
        quote=nfc(incoming.quote)[: LONGEST_QUOTE + LONGEST_SECRET],
        attachments=tuple(
            replace(
                attachment,
                ref=nfc(attachment.ref),
                name=nfc(attachment.name)[:LONGEST_NAME],
                mime=nfc(attachment.mime),
            )
            for attachment in incoming.attachments
        ),
    )


def _normalize_id(given: str) -> str:
    """Return the id, or its digest when it is too long or not printable ASCII."""
    if len(given) <= LONGEST_ID and given.isascii() and given.isprintable():
        return given
    return hashlib.sha256(given.encode("utf-8", "surrogatepass")).hexdigest()


def handle_message(
    session: Session, incoming: Incoming, routes: Sequence[Route], *, now: datetime
) -> None:
    """Store the message and answer it, unless it was stored before or repeats the last one."""
    contact, message, incoming, unwanted = _store_incoming(session, incoming, now)
    masked = incoming.covered
    if message is None or message.repeated:
        return
    if incoming.event is Event.BLOCKED:
        mark_unreachable(session, contact.id, now=now)
        fail_queued(session, contact.id, now=now)
        return
    contact.unreachable_since = None
    if incoming.event is Event.RETURNED:
        return
    if messaging_windows.has_window(incoming.account):
        messaging_windows.record_interaction(contact, incoming.sent_at, now=now)
        messaging_windows.release_parked(session, contact, now=now)
    turn = _make_turn(session, contact, message, incoming, masked=masked, now=now)
    if _is_taken_over(turn, incoming):
        message.route = RouteName.BY_HAND
        return
    consent.schedule_forgetting(contact, now=now)
    answer = _answer_turn(turn, incoming, routes, unwanted)
    warnings = (
        _make_secret_warning(session, contact, now)
        if masked and MEMO_UNWARNED not in turn.memo
        else ()
    )
    replies = (*warnings, *answer)
    if history.continues_album(session, message, now=now):
        return  # carried and kept like every photo; the album was answered with its first
    if message.route in (RouteName.HELD, RouteName.BESIDE) and not replies:
        return  # what is offered stays offered
    stage_replies(session, contact, replies, now, message)


def _answer_turn(
    turn: Turn, incoming: Incoming, routes: Sequence[Route], unwanted: Sequence[Purpose]
) -> tuple[Reply, ...]:
    """Return the answer, behind what is said of attachments that are not kept."""
    said_so = tuple(Reply(texts.ATTACHMENT_NOT_KEPT[purpose]) for purpose in unwanted)
    if said_so and not _has_content(incoming):
        turn.message.route = RouteName.REFUSED
        return said_so
    route = get_route(routes, turn)
    turn.message.route = route.name
    return (*said_so, *list_replies(route.handler(turn)))


def pause_bot(session: Session, incoming: Incoming, *, now: datetime) -> None:
    """Pause the bot for a contact when a colleague wrote to them on the platform's own console.

    Platforms also echo our own messages, under ids that may differ from those they answered with:
    what is not marked as human-written and arrives while we are sending to the contact is ours.
    """
    contact = find_contact(session, incoming.account, incoming.address)
    if contact is None or is_own_message(
        session, contact, incoming.message_id, colleague=incoming.colleague, now=now
    ):
        return
    contact.bot_paused_until = now + messaging_windows.HUMAN_TAKEOVER


def _is_taken_over(turn: Turn, incoming: Incoming) -> bool:
    """Return whether a colleague has taken over this chat; a button or *menu* ends the takeover."""
    until = turn.contact.bot_paused_until
    if until is None:
        return False
    if turn.now < until and not incoming.choice and turn.normalized_text not in RESUME_PHRASES:
        return True
    turn.contact.bot_paused_until = None
    return False


def answer_user_error(
    session: Session,
    incoming: Incoming,
    text: str,
    choices: tuple[Choice, ...] = (),
    *,
    now: datetime,
) -> None:
    """Answer a UserError; everything its handler wrote has been rolled back.

    The buttons are `choices`, else the menu's.
    """
    contact, message, incoming, _ = _store_incoming(session, incoming, now)
    masked = incoming.covered
    if message is not None:
        contact.unreachable_since = None
        message.route = RouteName.REFUSED
        warnings = _make_secret_warning(session, contact, now) if masked else ()
        stage_replies(
            session, contact, (*warnings, Reply(text, choices or list_menu_choices())), now
        )


def store_apology(session: Session, incoming: Incoming, *, now: datetime) -> None:
    """Answer a message whose handler failed, once."""
    contact, message, _, _ = _store_incoming(session, incoming, now)
    if message is not None and incoming.event is not Event.BLOCKED:
        contact.unreachable_since = None
        message.route = RouteName.FAILED
        message.asked = bool(message.text)  # what we failed at is what a person is needed for
        stage_replies(session, contact, (Reply(texts.APOLOGY, list_menu_choices()),), now)


def _store_incoming(
    session: Session, incoming: Incoming, now: datetime
) -> tuple[Contact, Message | None, Incoming, Sequence[Purpose]]:
    """Return the contact, the stored message (None if a duplicate), and the masked message.

    What the person does not want to be kept is left out; of which purposes it was, is returned.
    """
    contact = get_or_create_contact(session, incoming.account, incoming.address, now=now)
    wanted, unwanted = split_attachments(contact, incoming.attachments)
    if unwanted:
        erasure.discard_files(session, incoming.account, [one.as_json() for one in unwanted])
        incoming = replace(incoming, attachments=wanted)
    covered = incoming_mask.mask_incoming(incoming, contact.announced)
    text = covered.text[:LONGEST_TEXT]
    # A filled-in form is kept by its handler, of who agreed; never in what was said.
    kept = replace(covered, attachments=()) if incoming.event is Event.CONTACT_SHARED else covered
    kept = replace(kept, quote=kept.quote[:LONGEST_QUOTE])
    message = history.store_incoming(session, contact.id, kept, text, now=now)
    if message is not None:
        announced = incoming_mask.detect_announced_secret(covered, contact.announced)
        if announced != contact.announced:
            contact.announced = announced
    purposes = [find_purpose(one) for one in unwanted]
    return contact, message, covered, [one for one in Purpose if one in purposes]


def find_wanted(session: Session, incoming: Incoming) -> tuple[Attachment, ...]:
    """Return the attachments of a message that the person wants to be kept."""
    contact = find_contact(session, incoming.account, incoming.address)
    if contact is None:
        return incoming.attachments
    return split_attachments(contact, incoming.attachments)[0]


def _has_content(incoming: Incoming) -> bool:
    """Return whether something is left to answer."""
    return bool(incoming.text.strip() or incoming.choice or incoming.start or incoming.attachments)


def _make_turn(
    session: Session,
    contact: Contact,
    message: Message,
    incoming: Incoming,
    *,
    masked: bool,
    now: datetime,
) -> Turn:
    # What was said earlier and is changed now is no press in the list that is shown now.
    typed = "" if incoming.event is Event.EDITED else message.text
    fitting = [] if incoming.choice else match_buttons(contact.offered, typed)
    return Turn(
        session=session,
        contact=contact,
        message=message,
        text=message.text,
        choice=validate_pressed_value(
            upgrade_button(incoming.choice or (fitting[0]["value"] if len(fitting) == 1 else ""))
        ),
        start=incoming.start,
        attachments=incoming.attachments,
        name=incoming.name,
        now=now,
        masked=masked,
        ambiguous_choices=tuple(Choice(**button) for button in fitting) if len(fitting) > 1 else (),
        network=incoming.network,
    )


def _make_secret_warning(session: Session, contact: Contact, now: datetime) -> tuple[Reply, ...]:
    """Return the warning that precedes the answer when a secret was masked.

    It is explained in full to a resident once in `WARN_AGAIN_AFTER`.
    """
    if is_team_member(session, contact):
        return (Reply(texts.SECRET_COVERED_MEMBER),)
    already_warned = history.was_sent(
        session, contact.id, texts.SECRET_COVERED, since=now - WARN_AGAIN_AFTER
    )
    return (Reply(texts.SECRET_COVERED_AGAIN if already_warned else texts.SECRET_COVERED),)

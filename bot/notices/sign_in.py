"""The code that confirms a session of the console, sent to the person's own chat."""

from sqlmodel import Session

from bot import texts
from bot.messages.content import Reply
from bot.outbox.notify import notify_contact
from bot.people import linking
from bot.people.events import SignInCodeMade
from bot.people.sign_in import CODE_VALID_FOR


def send_code(session: Session, event: SignInCodeMade) -> None:
    """Send the code; one that arrives too late to be used is not sent at all."""
    contact = linking.map_contacts(session, [event.person_id]).get(event.person_id)
    if contact is not None:
        notify_contact(
            session,
            contact,
            Reply(texts.SIGN_IN_CODE.format(code=event.code)),
            now=event.at,
            key=f"sign-in:{event.session_id}:{event.at.timestamp():.0f}",
            send_before=event.at + CODE_VALID_FOR,
        )

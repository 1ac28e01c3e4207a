"""The test message of a channel account."""

from sqlmodel import Session

from bot import texts
from bot.messages.content import Reply
from bot.outbox.notify import notify_contact
from bot.people.models import Contact
from bot.usecases.events import ChannelTested


def send_test(session: Session, event: ChannelTested) -> None:
    """Send the test message to whoever asked for it."""
    notify_contact(
        session,
        session.get_one(Contact, event.contact_id),
        Reply(texts.CHANNEL_TEST),
        now=event.at,
        key=f"channel-test:{event.contact_id}:{event.at.timestamp():.0f}",
    )

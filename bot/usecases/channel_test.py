"""A test message of an account to the one who asks for it."""

from datetime import datetime

from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import NotFound
from bot.core.events import emit
from bot.people.actor import Actor
from bot.people.models import Contact
from bot.usecases.events import ChannelTested


def send_test_message(session: Session, account: str, *, actor: Actor, now: datetime) -> None:
    """Have a test message sent to the actor's own chat on an account. Raises NotFound."""
    query = select(Contact.id).where(
        Contact.account == account,
        Contact.person_id == actor.person_id,
        col(Contact.person_id).is_not(None),
    )
    contact_id = session.exec(query.order_by(col(Contact.seen_at).desc())).first()
    if contact_id is None:
        raise NotFound(texts.CHANNEL_NO_OWN_CHAT)
    emit(session, ChannelTested(account, contact_id, actor, now))

"""Every table, imported in one place, for migrations and for fresh test databases."""

from bot.broadcasts import models as broadcasts
from bot.classes import models as reminders
from bot.core.audit import Audit
from bot.core.tokens import ChannelToken
from bot.faq import models as faq
from bot.inbox.models import Spooled
from bot.messages.history import Message
from bot.outbox import models as outbox
from bot.people import models as people
from bot.people.units import Unit
from bot.polls import models as polls
from bot.privacy import models as privacy
from bot.reminders.recurring import ReminderRule
from bot.tickets import models as handoff

__all__ = [
    "Audit",
    "ChannelToken",
    "Message",
    "ReminderRule",
    "Spooled",
    "Unit",
    "broadcasts",
    "faq",
    "handoff",
    "outbox",
    "people",
    "polls",
    "privacy",
    "reminders",
]

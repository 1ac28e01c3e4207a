"""Every table, imported in one place: for the migrations and for a fresh database in tests."""

from bot.audit import Audit
from bot.broadcasts import models as broadcasts
from bot.faq import models as faq
from bot.handoff import models as handoff
from bot.history import Message
from bot.outbox import models as outbox
from bot.people import models as people
from bot.polls import models as polls
from bot.privacy import models as privacy
from bot.reminders import models as reminders
from bot.reminders.recurring import ReminderRule
from bot.spooled import Spooled
from bot.tokens import ChannelToken
from bot.units import Unit

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

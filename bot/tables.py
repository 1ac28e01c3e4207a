"""Every table, imported in one place, for migrations and for fresh test databases."""

from bot.broadcasts import models as broadcasts
from bot.classes import models as classes
from bot.core.audit import Audit
from bot.core.tokens import ChannelToken
from bot.duty import models as duty
from bot.faq import models as faq
from bot.inbox.models import QueuedEvent
from bot.messages.history import Message
from bot.outbox import models as outbox
from bot.outreach import models as outreach
from bot.people import models as people
from bot.people import pending_imports, sign_in
from bot.people.units import Unit
from bot.polls import models as polls
from bot.privacy import models as privacy
from bot.reminders import models as reminders
from bot.reminders.recurring_rules import ReminderRule
from bot.reports import models as reports
from bot.tickets import models as tickets

__all__ = [
    "Audit",
    "ChannelToken",
    "Message",
    "QueuedEvent",
    "ReminderRule",
    "Unit",
    "broadcasts",
    "classes",
    "duty",
    "faq",
    "outbox",
    "outreach",
    "pending_imports",
    "people",
    "polls",
    "privacy",
    "reminders",
    "reports",
    "sign_in",
    "tickets",
]

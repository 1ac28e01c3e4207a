"""Every table, imported in one place, for migrations and for fresh test databases."""

from bot.broadcasts import models as broadcasts
from bot.classes import models as classes
from bot.commitments import models as commitments
from bot.core.audit import Audit
from bot.core.sealing import SealingKey
from bot.core.tokens import ChannelToken
from bot.duty import models as duty
from bot.faq import models as faq
from bot.inbox.models import QueuedEvent
from bot.messages.history import Message
from bot.outbox import models as outbox
from bot.outreach import models as outreach
from bot.people import (
    account_units,
    contact_blocks,
    import_records,
    merges,
    pending_imports,
    sent_forms,
    sign_in,
    unit_settings,
    unsent_forms,
)
from bot.people import models as people
from bot.people.units import Unit
from bot.polls import models as polls
from bot.privacy import models as privacy
from bot.reminders import models as reminders
from bot.reminders.recurring_rules import ReminderRule
from bot.reports import models as reports
from bot.reports.evidence import models as evidence
from bot.reports.indicators import models as indicators
from bot.schedule import models as schedule
from bot.tickets import models as tickets

__all__ = [
    "Audit",
    "ChannelToken",
    "Message",
    "QueuedEvent",
    "ReminderRule",
    "SealingKey",
    "Unit",
    "account_units",
    "broadcasts",
    "classes",
    "commitments",
    "contact_blocks",
    "duty",
    "evidence",
    "faq",
    "import_records",
    "indicators",
    "merges",
    "outbox",
    "outreach",
    "pending_imports",
    "people",
    "polls",
    "privacy",
    "reminders",
    "reports",
    "schedule",
    "sent_forms",
    "sign_in",
    "tickets",
    "unit_settings",
    "unsent_forms",
]

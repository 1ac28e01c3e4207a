"""Every sentence the bot says, whole, with named gaps (ADR-0010), and what it listens for.

A proof-reader reads these files from top to bottom. The answers to residents' questions are content
and live in `data/faq`. Tests keep it: NFC, no unused sentence, no missing gap, no Vietnamese
elsewhere, no name in two files.
"""

from bot.texts.audit import *
from bot.texts.authenticity import *
from bot.texts.automatic import *
from bot.texts.backups import *
from bot.texts.broadcasts import *
from bot.texts.channels import *
from bot.texts.classes import *
from bot.texts.command_help import *
from bot.texts.command_help_reports import *
from bot.texts.command_usage import *
from bot.texts.commitments import *
from bot.texts.console import *
from bot.texts.console_answers import *
from bot.texts.console_broadcasts import *
from bot.texts.console_classes import *
from bot.texts.console_help import *
from bot.texts.console_lists import *
from bot.texts.console_office import *
from bot.texts.console_outreach import *
from bot.texts.console_people import *
from bot.texts.console_polls import *
from bot.texts.console_reports import *
from bot.texts.console_teams import *
from bot.texts.console_tickets import *
from bot.texts.console_today import *
from bot.texts.contact_blocks import *
from bot.texts.demo_year import *
from bot.texts.documents import *
from bot.texts.errors import *
from bot.texts.errors_accounts import *
from bot.texts.errors_indicators import *
from bot.texts.errors_lists import *
from bot.texts.errors_outreach import *
from bot.texts.errors_settings import *
from bot.texts.evidence import *
from bot.texts.figures import *
from bot.texts.health import *
from bot.texts.import_records import *
from bot.texts.indicators import *
from bot.texts.knowledge import *
from bot.texts.lists import *
from bot.texts.members import *
from bot.texts.office_chat import *
from bot.texts.officers import *
from bot.texts.operators import *
from bot.texts.outreach import *
from bot.texts.outreach_chat import *
from bot.texts.own_data import *
from bot.texts.polls import *
from bot.texts.privacy import *
from bot.texts.processing_record import *
from bot.texts.purposes import *
from bot.texts.reminders import *
from bot.texts.report_sheets import *
from bot.texts.reports import *
from bot.texts.residents import *
from bot.texts.roles import *
from bot.texts.safety import *
from bot.texts.tickets import *

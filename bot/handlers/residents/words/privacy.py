"""Words about the speaker's own data."""

from bot import texts
from bot.core import accounts
from bot.faq.answers import format_date
from bot.people import languages
from bot.people.models import Contact
from bot.privacy.personal_data import PersonalData
from bot.usecases.forget_person import ForgottenPerson


def render_data(data: PersonalData) -> str:
    """List what is stored: the profile, the consent, and how much of each kind."""
    language = data.profile["language"]
    agreed = data.consented_at
    holdings = [
        texts.DATA_HOLDING.format(label=label, count=data.counts[table])
        for table, label in texts.DATA_HOLDINGS.items()
        if data.counts.get(table)
    ]
    ways = texts.DATA_WAYS if agreed else texts.DATA_WAYS_UNAGREED
    return texts.DATA_SHOWN.format(
        name=data.profile["name"] or texts.DATA_UNKNOWN,
        phone=data.profile["phone"] or texts.DATA_UNKNOWN,
        unit=data.unit_name or texts.DATA_UNKNOWN,
        language=languages.language_name(language) if language else texts.DATA_UNKNOWN,
        consented=format_date(agreed.date()) if agreed else texts.DATA_NOT_AGREED,
        count=data.message_count,
        ways="\n".join([*holdings, ways]),
    )


def render_erased(forgotten: ForgottenPerson) -> str:
    """Say what was erased, and that ballots of open polls still count, if there are any."""
    count = len(forgotten.contact_ids)
    text = texts.ERASED_ALL.format(count=count) if count > 1 else texts.ERASED
    return f"{text} {texts.ERASED_BALLOTS}" if forgotten.has_counted_ballots else text


def name_channel(contact: Contact) -> str:
    """Return how people call the channel of a contact."""
    return accounts.name_channel(contact.account)

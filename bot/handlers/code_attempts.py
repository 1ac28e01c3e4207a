"""Limit how often a contact or network may try codes, against guessing."""

from bot import texts
from bot.core.errors import UserError
from bot.core.rate_limits import RateLimiter
from bot.inbox.routing import Answer, Handler, Turn
from bot.messages.content import Reply

# How each handler says that it knows no such code.
WRONG_CODE_TEXTS = (
    texts.LINK_CODE_WRONG,
    texts.CLASS_UNKNOWN,
    texts.CERTIFICATE_UNKNOWN,
    texts.POLL_NO_HOUSEHOLD,
    texts.POLL_NO_RECEIPT,
    texts.REPORT_UNKNOWN.partition("{")[0],
)


def count_wrong_codes(meter: RateLimiter, handler: Handler) -> Handler:
    """Wrap a handler of codes: count wrong codes; raise UserError after too many of them."""

    def tried(turn: Turn) -> Answer:
        contact, network = str(turn.contact.id), turn.network
        if not meter.has_capacity(contact=contact, network=network):
            raise UserError(texts.TRIES_ENOUGH)
        try:
            answer = handler(turn)
        except UserError as error:
            if str(error).startswith(WRONG_CODE_TEXTS):
                meter.record_use(contact=contact, network=network)
            raise
        if isinstance(answer, Reply) and answer.text.startswith(WRONG_CODE_TEXTS):
            meter.record_use(contact=contact, network=network)
        return answer

    return tried

"""*/ghinhan*: a member records people they helped face to face."""

from bot import texts
from bot.core.errors import UserError
from bot.faq.matcher import match
from bot.handlers.residents.faq import Shelf
from bot.inbox.routing import Handler, Turn, command
from bot.messages.content import Reply
from bot.people.linking import works
from bot.tickets import support_log

is_command = command("ghinhan")


def is_log(turn: Turn) -> bool:
    """Return whether a team member sent the command."""
    return is_command(turn) and works(turn.session, turn.contact)


def log_from(shelf: Shelf) -> Handler:
    """Return a handler that records the help; its subject is matched to a topic like a question."""

    def log(turn: Turn) -> Reply:
        helped = support_log.read(turn.text.partition(" ")[2].strip())
        if helped is None:
            raise UserError(texts.SUPPORT_HOW)
        found = match(shelf(), helped.subject).candidates
        topic = found[0].topic if found else None
        person = turn.contact.person_id or 0
        support_log.log(
            turn.session, person, helped, topic_id=topic.id if topic else "", now=turn.now
        )
        subject = topic.title if topic else helped.subject
        return Reply(texts.SUPPORT_LOGGED.format(count=helped.count, subject=subject))

    return log

"""Values of buttons: what a press means, packed into one short string and read back.

A value is the action and its arguments, joined by colons: `Action.TICKET.pack(12, "take")` is
"ticket:12:take". Telegram allows 64 bytes for one. People keep chats for years: the prefixes that
were sent before today's are read for ever (`OLD_PREFIXES`).
"""

from enum import StrEnum

SEPARATOR = ":"
MAX_BYTES = 64  # of a value: Telegram's callback_data


class Action(StrEnum):
    """The first part of a button's value."""

    AGAIN = "again"
    AGREE = "agree"
    ATTENDANCE = "attendance"
    BAD_ANSWER = "bad"
    BALLOT = "ballot"
    BROADCAST = "broadcast"
    CALL_BACK = "call-back"
    CANNED_RESPONSE = "canned"
    CLASS = "class"
    CLASS_CANCELLATION = "class-cancel"
    CLASS_PROPOSAL = "class-proposal"
    COMMAND = "command"
    COMPLAINT = "complaint"
    CONSOLE = "console"
    DATA = "data"
    DEADLINE = "deadline"
    DECLINE = "decline"
    ERASE = "erase"
    FIELD_REPORT = "field-report"
    FOLLOW_UP = "follow-up"
    FORM = "form"
    GOOD_ANSWER = "good"
    GUIDE = "guide"
    HELP = "help"
    HOME_TELLING = "told"
    HOME_VISIT = "home-visit"
    IMPORT = "import"
    LINK = "link"
    LISTEN = "listen"
    MENU = "menu"
    NONE_OF_THESE = "notthese"
    NOTICE_ANSWER = "notice-answer"
    NOTICE_QUESTION = "notice-question"
    OWN_TICKET = "own-ticket"
    PERSON = "person"
    PLACE = "place"
    PLACES = "places"
    POINT = "point"
    POLL = "poll"
    REMINDER = "reminder"
    REPORT = "report"
    REVISION = "revision"
    SAFETY = "safety"
    SKILL = "skill"
    STEP = "step"
    SWAP = "swap"
    THANKS = "thanks"
    TICKET = "ticket"
    TOPIC = "topic"
    TOPICS = "topics"
    USE = "use"
    VERIFY = "verify"
    VISIT = "visit"
    WITHDRAW = "withdraw"

    def pack(self, *arguments: object) -> str:
        """Return the value of a button with these arguments.

        >>> Action.TICKET.pack(12, "take")
        'ticket:12:take'
        >>> Action.MENU.pack()
        'menu'
        """
        return SEPARATOR.join((self.value, *(str(argument) for argument in arguments)))

    def prefix(self, *arguments: object) -> str:
        """Return how all values with these first arguments begin, the separator included.

        >>> Action.POLL.prefix("why")
        'poll:why:'
        """
        return self.pack(*arguments) + SEPARATOR


OLD_PREFIXES = {
    "bp": Action.BALLOT,
    "dd": Action.ATTENDANCE,
    "dl": Action.CLASS_PROPOSAL,
    "gl": Action.CALL_BACK,
    "hl": Action.CLASS_CANCELLATION,
    "hn": Action.DEADLINE,
    "ht": Action.NOTICE_QUESTION,
    "kn": Action.SKILL,
    "lenh": Action.COMMAND,
    "lh": Action.CLASS,
    "lk": Action.LINK,
    "mau": Action.CANNED_RESPONSE,
    "my": Action.OWN_TICKET,
    "nghe": Action.LISTEN,
    "nh": Action.REMINDER,
    "pa": Action.FIELD_REPORT,
    "sau": Action.FOLLOW_UP,
    "tb": Action.BROADCAST,
    "tk": Action.TICKET,
    "tl": Action.NOTICE_ANSWER,
    "vs": Action.VISIT,
    "xn": Action.VERIFY,
    "yk": Action.POLL,
}
"""Prefixes of buttons sent until 30/11/2026, which people may still press."""


def parse_button(value: str) -> tuple[Action | None, tuple[str, ...]]:
    """Return the action and the arguments of a value; (None, ()) for what no button of ours holds.

    >>> parse_button("tk:12:take")
    (<Action.TICKET: 'ticket'>, ('12', 'take'))
    >>> parse_button("nonsense")
    (None, ())
    """
    head, *arguments = value.split(SEPARATOR)
    action = OLD_PREFIXES.get(head) or _ACTIONS.get(head)
    return (action, tuple(arguments)) if action is not None else (None, ())


def upgrade_button(value: str) -> str:
    """Return the value with today's prefix; others are returned as they are.

    >>> upgrade_button("tk:12:take"), upgrade_button("menu")
    ('ticket:12:take', 'menu')
    """
    head, separator, rest = value.partition(SEPARATOR)
    action = OLD_PREFIXES.get(head)
    return f"{action.value}{separator}{rest}" if action is not None else value


_ACTIONS = {action.value: action for action in Action}

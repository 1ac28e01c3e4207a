"""*Tải về*: a copy of everything that is stored about the speaker, to their own chat."""

from bot import texts
from bot.core.policy import Policy
from bot.faq.answers import format_date
from bot.inbox.routing import Handler, Turn
from bot.messages.content import GENERATED, Attachment, AttachmentKind, Choice, Reply
from bot.privacy import data_copies, data_requests

# What a platform takes as a file from us; everywhere else there is a link.
FILE_FORMATS = {"telegram": ("pdf", "json"), "zalo-oa": ("pdf",), "fake": ("pdf", "json")}
COPY_PATH = "/du-lieu-cua-toi/"  # behind it the token


def send_copy(policy: Policy) -> Handler:
    """Return a handler that sends the copy as files, by a link, or by an officer."""

    def send(turn: Turn) -> Reply:
        home = Choice(texts.BUTTON_MENU, "menu")
        formats = FILE_FORMATS.get(turn.contact.account, ())
        has_page = policy.public_url.startswith("https://")
        if not formats and not has_page:
            return _ask_officer(turn, policy)
        token = data_copies.make_copy(turn.session, turn.contact, now=turn.now)
        files = tuple(_make_file(token, kind) for kind in formats)
        if len(formats) == len(data_copies.FORMATS) or not has_page:
            return Reply(texts.COPY_SENT, (home,), files)
        link = Choice(texts.BUTTON_COPY_LINK, url=f"{policy.public_url}{COPY_PATH}{token}")
        text = texts.COPY_PDF_AND_LINK if files else texts.COPY_LINK
        return Reply(text, (link, home), files)

    return send


def _make_file(token: str, kind: str) -> Attachment:
    return Attachment(
        AttachmentKind.DOCUMENT,
        ref=data_copies.make_reference(token, kind),
        name=texts.COPY_FILE_NAME.format(kind=kind),
        account=GENERATED,
    )


def _ask_officer(turn: Turn, policy: Policy) -> Reply:
    """Open a request that an officer carries out: this channel takes no file, and has no page."""
    row = data_requests.ask_for_copy(turn.session, turn.contact, policy=policy, now=turn.now)
    day = format_date(row.due_at.astimezone(policy.zone).date())
    return Reply(
        texts.COPY_BY_OFFICER.format(number=row.id, day=day), (Choice(texts.BUTTON_MENU, "menu"),)
    )

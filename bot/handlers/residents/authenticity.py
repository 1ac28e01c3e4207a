"""Authenticity checks: *kiểm tra 4821*, *tin này có thật không*."""

import re

from bot import texts
from bot.broadcasts import authenticity
from bot.broadcasts.authenticity import Scam
from bot.broadcasts.preview import Pace
from bot.core import links
from bot.core.links import Site
from bot.faq import service
from bot.handlers.residents.faq import Shelf
from bot.handlers.residents.menu import show_menu
from bot.inbox.routing import Handler, Turn, any_of, command, words
from bot.messages.content import Choice, Reply
from bot.vietnamese.letters import bare

_WORDS = "|".join(sorted((bare(one) for one in texts.SAID_CHECK), key=len, reverse=True))
_CODE = re.compile(rf"(?:{_WORDS})\s*(?P<code>\d{{4,6}})")
_TEXT = re.compile(rf"(?:{'|'.join(bare(one) for one in texts.SAID_CHECK_TEXT)})\b")
_MAY_I = r"(?:vao|bam|mo|tai|cai|tham gia|ket ban)(?: \w+){1,4} (?:duoc|dc) (?:khong|ko|k|hok|hong)"
_DOUBT = re.compile(rf"\b(?:{'|'.join(bare(one) for one in texts.SAID_DOUBT)}|{_MAY_I})\b")
_PHONE = re.compile(r"(?:0|\+84)[\d .]{8,13}\d")
_SCHEME = re.compile(r"https?:|www\.", re.IGNORECASE)
FEW = 2  # words beside a name: it is the name that is asked about
PASTED = 10  # words behind *kiểm tra*: somebody's message, not a matter of one's own
asks_how = any_of(command("kiemtra"), words(*texts.SAID_CHECK))


def is_code(turn: Turn) -> bool:
    """Return whether the text is the word *kiểm tra* and a code."""
    return not turn.choice and _CODE.fullmatch(turn.bare) is not None


def is_doubt(turn: Turn) -> bool:
    """Return whether a link is pasted, a number doubted, or *kiểm tra* put before somebody's message.

    A question in one's own words ("có người gọi bảo…, thật không?") is for the knowledge to
    answer.
    """
    if turn.choice or turn.start or not turn.text:
        return False
    if written := links.find(turn.text):
        return _is_pasted(turn, written)
    if _TEXT.match(turn.bare):
        return len(turn.bare.split()) >= PASTED
    return bool(_DOUBT.search(turn.bare)) and bool(_PHONE.search(turn.text))


def _is_pasted(turn: Turn, written: list[str]) -> bool:
    """Return whether the links are to be checked; a known site inside a question is not.

    "dichvucong.gov.vn báo lỗi" asks for help with the portal, not whose site it is.
    """
    known = (Site.STATE, Site.STORE, Site.COMMON)
    if any(_SCHEME.match(link) or links.judge(link).site not in known for link in written):
        return True
    others = len(turn.text.split()) - len(written)
    return others <= FEW or bool(_DOUBT.search(turn.bare))


def tell_how(_turn: Turn) -> Reply:
    """Explain how to ask for a check."""
    return Reply(texts.GENUINE_HOW)


def check_code(pace: Pace) -> Handler:
    """Tell whether a code belongs to one of our announcements, and show its text."""

    def check(turn: Turn) -> Reply:
        said = _CODE.fullmatch(turn.bare)
        code = said["code"] if said else ""
        answer = authenticity.check_code(turn.session, code, zone=pace.zone, now=turn.now)
        return Reply(answer, show_menu(turn).choices)

    return check


def check_text(shelf: Shelf, scams: tuple[Scam, ...]) -> Handler:
    """Report what is known about a suspicious message; offer a person."""

    def check(turn: Turn) -> Reply:
        turn.message.asked = True
        answer = authenticity.check_text(turn.text, scams)
        phone = authenticity.find_phone(turn.text)
        if phone and answer == texts.GENUINE_PHONE.format(phone=phone):
            answer = _whose(turn, shelf, phone) or answer
        person = Choice(texts.BUTTON_PERSON, "person")
        return Reply(answer or texts.GENUINE_UNSURE, (person, Choice(texts.BUTTON_MENU, "menu")))

    return check


def _whose(turn: Turn, shelf: Shelf, phone: str) -> str:
    """Return whose number it is according to the commune's facts, or "" if they do not tell."""
    fact = service.find_whose(turn.session, turn.contact.unit_id, phone)
    office = shelf().directory.of_fact(fact)
    return texts.CONTACT_WHOSE.format(phone=phone, name=office.name) if office else ""

"""Authenticity checks: *kiểm tra 4821*, *tin này có thật không*."""

import re

from bot import texts
from bot.broadcasts import authenticity
from bot.broadcasts.authenticity import ScamPattern
from bot.broadcasts.preview import SendingPolicy
from bot.core import links
from bot.core.links import Site
from bot.core.official_sites import OfficialSites
from bot.faq import service
from bot.handlers.knowledge_source import GetIndex
from bot.handlers.led_conversations import is_engaged
from bot.handlers.residents.menu import show_menu
from bot.handlers.residents.words import authenticity as words
from bot.inbox.routing import Condition, Handler, Turn, any_of, command, exact_phrase
from bot.messages.content import Reply
from bot.vietnamese.letters import normalize_for_match

_CHECK_PHRASES = "|".join(
    sorted((normalize_for_match(phrase) for phrase in texts.SAID_CHECK), key=len, reverse=True)
)
_CODE_CHECK = re.compile(rf"(?:{_CHECK_PHRASES})\s*(?P<code>\d{{4,6}})")
_TEXT_CHECK = re.compile(
    rf"(?:{'|'.join(normalize_for_match(phrase) for phrase in texts.SAID_CHECK_TEXT)})\b"
)
_MAY_I = r"(?:vao|bam|mo|tai|cai|tham gia|ket ban)(?: \w+){1,4} (?:duoc|dc) (?:khong|ko|k|hok|hong)"
_DOUBT = re.compile(
    rf"\b(?:{'|'.join(normalize_for_match(phrase) for phrase in texts.SAID_DOUBT)}|{_MAY_I})\b"
)
_PHONE = re.compile(r"(?:0|\+84)[\d .]{8,13}\d")
_SCHEME = re.compile(r"https?:|www\.", re.IGNORECASE)
LINK_MAX_EXTRA_WORDS = 2  # words beside a name: it is the name that is asked about
PASTED_MIN_WORDS = 10  # words behind *kiểm tra*: somebody's message, not a matter of one's own
asks_how_to_check = any_of(command("kiemtra"), exact_phrase(*texts.SAID_CHECK))


def asks_code_check(turn: Turn) -> bool:
    """Return whether the text is the word *kiểm tra* and a code."""
    return not turn.choice and _CODE_CHECK.fullmatch(turn.normalized_text) is not None


def doubts_message(turn: Turn) -> bool:
    """Return whether a link is pasted, a number doubted, or *kiểm tra* put before somebody's
    message.

    A question in one's own words ("có người gọi bảo…, thật không?") is for the knowledge to
    answer.
    """
    if turn.choice or turn.start or not turn.text:
        return False
    if written_links := links.extract_links(turn.text):
        return _is_pasted(turn, written_links)
    if _TEXT_CHECK.match(turn.normalized_text):
        return len(turn.normalized_text.split()) >= PASTED_MIN_WORDS
    if authenticity.asks_for_transfer(turn.text) or _is_bare_phone(turn):
        return True
    return bool(_DOUBT.search(turn.normalized_text)) and bool(_PHONE.search(turn.text))


def _is_bare_phone(turn: Turn) -> bool:
    """Return whether a phone number is all that is said, and no ticket waits for one."""
    return bool(_PHONE.fullmatch(turn.text.strip())) and not is_engaged(turn)


def forwards_scam(scams: tuple[ScamPattern, ...]) -> Condition:
    """Return a predicate: somebody's words are passed on that have the signs of a scam.

    Whoever passes them on need not ask: the check is offered by being made.
    """

    def forwards(turn: Turn) -> bool:
        passed_on = not turn.choice and bool(turn.message.payload.get("forwarded"))
        return passed_on and authenticity.looks_like_scam(turn.text, scams)

    return forwards


def _is_pasted(turn: Turn, written_links: list[str]) -> bool:
    """Return whether the links are to be checked; a known site inside a question is not.

    "dichvucong.gov.vn báo lỗi" asks for help with the portal, not whose site it is.
    """
    known = (Site.STATE, Site.STORE, Site.COMMON)
    if any(
        _SCHEME.match(link) or links.classify_link(link).site not in known for link in written_links
    ):
        return True
    others = len(turn.text.split()) - len(written_links)
    return others <= LINK_MAX_EXTRA_WORDS or bool(_DOUBT.search(turn.normalized_text))


def tell_how_to_check(_turn: Turn) -> Reply:
    """Explain how to ask for a check."""
    return words.render_how_to_check()


def check_notice_code(pace: SendingPolicy) -> Handler:
    """Tell whether a code belongs to one of our announcements, and show its text."""

    def check(turn: Turn) -> Reply:
        code_match = _CODE_CHECK.fullmatch(turn.normalized_text)
        code = code_match["code"] if code_match else ""
        answer = authenticity.check_code(turn.session, code, policy=pace.policy, now=turn.now)
        return words.render_code_check(answer, show_menu(turn).choices)

    return check


def check_pasted_text(
    get_index: GetIndex, scams: tuple[ScamPattern, ...], official: OfficialSites
) -> Handler:
    """Report what is known about a suspicious message, whom to ask, and offer a person."""

    def check(turn: Turn) -> Reply:
        turn.message.asked = True
        answer = authenticity.check_text(turn.text, scams, official)
        phone = authenticity.find_phone(turn.text)
        if phone and answer == texts.GENUINE_PHONE.format(phone=phone):
            owner = _describe_phone_owner(turn, get_index, phone)
            return words.render_text_check(owner or answer)
        if answer is None or not authenticity.is_alarming(turn.text, scams, official):
            return words.render_text_check(answer)
        facts = service.load_facts(turn.session, turn.contact.unit_id)
        return words.render_alarming_check(answer, facts.get("police_phone", ""))

    return check


def _describe_phone_owner(turn: Turn, get_index: GetIndex, phone: str) -> str:
    """Return whose number it is according to the commune's facts, or "" if they do not tell."""
    fact = service.find_fact_by_phone(turn.session, turn.contact.place_id, phone)
    office = get_index(turn).directory.find_by_fact(fact)
    return texts.CONTACT_WHOSE.format(phone=phone, name=office.name) if office else ""

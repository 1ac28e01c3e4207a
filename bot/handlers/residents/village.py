"""Choosing one's village: by paged buttons, by number, or typed ("thon 3", "xom dong")."""

import re
from collections.abc import Sequence

from bot import texts
from bot.faq.commune_matching import Location, locate_residence
from bot.faq.corrections import find_correction
from bot.faq.village_matching import Place
from bot.handlers.residents.menu import ask_consent, show_menu
from bot.handlers.residents.residence_phrases import (
    LIVING_OPENINGS,
    OTHER_PERSON_PATTERN,
    PLACE_OPENINGS,
    extract_new_place,
)
from bot.inbox.routing import SEPARATOR, Answer, Handler, Turn
from bot.messages.content import Choice, Reply
from bot.people import account_units, units
from bot.people.service import record_village
from bot.people.units import Unit, UnitKind
from bot.tickets import service as handoff
from bot.vietnamese.letters import match_names, normalize_for_match

PAGE_SIZE = 8  # buttons a page: what fits on a small phone's screen
FEW_WORDS = 3  # words beside a commune that may be the name of a village
MAX_WORDS = 12  # a longer text is a story, not the name of a place


def ask_village(turn: Turn) -> Reply:
    """Show the first page of villages, or of communes if there are several."""
    communes = account_units.list_communes(turn.session, turn.contact)
    if not communes:
        return Reply(texts.VILLAGE_NONE, show_menu(turn).choices)
    if len(communes) == 1:
        return _show_villages(turn, communes[0].code, 0)
    return _render_units(texts.ASK_COMMUNE, communes, "", 0)


def show_page(turn: Turn) -> Reply:
    """Show a page of the list: "places:<commune>:<page>"."""
    code, _, page = turn.argument.partition(SEPARATOR)
    if not code and not page:
        return ask_village(turn)
    number = int(page) if page.isdecimal() else 0
    if not code:
        communes = account_units.list_communes(turn.session, turn.contact)
        return _render_units(texts.ASK_COMMUNE, communes, "", number)
    return _show_villages(turn, code, number)


def _show_villages(turn: Turn, code: str, page: int) -> Reply:
    commune = find_place(turn, code)
    if commune and not page and len(twins := _list_same_named(turn, commune)) > 1:
        return _ask_which_unit(turn, twins)
    children = units.list_children(turn.session, commune.id) if commune else ()
    if commune is None or not children:
        return Reply(texts.BUTTON_OLD, show_menu(turn).choices)
    return _render_units(texts.ASK_VILLAGE.format(commune=commune.name), children, code, page)


def _render_units(text: str, listed_units: Sequence[Unit], code: str, page: int) -> Reply:
    shown = listed_units[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    buttons = [Choice(unit.name, _unit_value(unit)) for unit in shown]
    if len(listed_units) > (page + 1) * PAGE_SIZE:
        buttons.append(Choice(texts.BUTTON_MORE, f"places:{code}:{page + 1}"))
    if page:
        buttons.append(Choice(texts.BUTTON_BACK, f"places:{code}:{page - 1}"))
    return Reply(text, tuple(buttons))


def _unit_value(unit: Unit) -> str:
    return f"places:{unit.code}:0" if unit.kind == UnitKind.COMMUNE else f"place:{unit.code}"


def choose_village(turn: Turn) -> Reply:
    """Handle a village's button."""
    unit = find_place(turn, turn.argument)
    if unit is None:
        return Reply(texts.VILLAGE_UNKNOWN, ask_village(turn).choices)
    if len(twins := _list_same_named(turn, unit)) > 1:
        return _ask_which_unit(turn, twins)
    return remember_village(turn, unit)


def remember_village(turn: Turn, unit: Unit) -> Reply:
    """Store the village if the person has consented; ask for consent otherwise.

    Open tickets go to this village's team in either case.
    """
    handoff.set_tickets_unit(turn.session, turn.contact.id, unit)
    if turn.contact.consented_at is None:
        return ask_consent(texts.CONSENT_FIRST, unit.code)
    record_village(turn.session, turn.contact, unit, now=turn.now)
    above = units.find_ancestor(turn.session, unit, UnitKind.COMMUNE)
    commune = above.name if above and above.id != unit.id else ""
    text = texts.VILLAGE_SET if commune else texts.COMMUNE_SET
    return Reply(text.format(unit=unit.name, commune=commune), show_menu(turn).choices)


def has_several_communes(turn: Turn) -> bool:
    """Return whether there are several communes, so that no responsible team is known."""
    return len(account_units.list_communes(turn.session, turn.contact)) > 1


def find_place(turn: Turn, code: str) -> Unit | None:
    """Return the unit of a code, unless it lies outside the unit of the contact's account."""
    unit = units.find_unit(turn.session, code)
    elsewhere = unit is not None and account_units.is_elsewhere(turn.session, turn.contact, unit)
    return None if elsewhere else unit


def answers_village_question(turn: Turn) -> bool:
    """Return whether the village was asked for and the text is short enough to be its name."""
    is_short = bool(turn.normalized_text) and len(turn.normalized_text.split()) <= MAX_WORDS
    return is_village_asked(turn) and is_short and not turn.choice


def is_village_asked(turn: Turn) -> bool:
    """Return whether the village was asked for in the last message."""
    return any(
        button["value"].startswith(("place:", "places:")) and button["value"] != "places"
        for button in turn.contact.offered
    )


def names_village(turn: Turn) -> bool:
    """Return whether the text states a place unasked: "tôi ở thôn 3", "xã Hòa Lạc"."""
    said_words = turn.normalized_text.split()
    if turn.choice or not 2 <= len(said_words) <= MAX_WORDS:
        return False
    opened = any(turn.normalized_text.startswith(f"{opening} ") for opening in PLACE_OPENINGS)
    tells_place = (
        opened
        or is_home_of_another(turn)
        or bool(extract_new_place(turn.text))
        or _corrects_village(turn)
    )
    if not tells_place and not _is_name_alone(turn):
        return False
    return is_place_name(turn) or _tells_home(turn)


def _is_name_alone(turn: Turn) -> bool:
    """Return whether the text is only a village's name without its kind ("Đồng Sen").

    Only for a contact whose village is not known.
    """
    if turn.contact.unit_id is not None:
        return False
    places, _ = _list_places(turn)
    names = {
        normalize_for_match(name).partition(" ")[2] for place in places for name in place.names
    }
    return turn.normalized_text in names


def _tells_home(turn: Turn) -> bool:
    """Return whether the text states a village of a name that several communes have."""
    where = _locate(turn)
    tells_home = any(turn.normalized_text.startswith(f"{verb} ") for verb in LIVING_OPENINGS)
    return tells_home and len(where.villages) > 1 and not where.other_word_count


def is_place_name(turn: Turn) -> bool:
    """Return whether the text is the name of one village or commune, and hardly more."""
    where = _locate(turn)
    return bool(where.village or where.commune)


def is_home_of_another(turn: Turn) -> bool:
    """Return whether the text says where somebody else lives; whether theirs too must be asked."""
    return OTHER_PERSON_PATTERN.search(turn.normalized_text) is not None


def _corrects_village(turn: Turn) -> bool:
    """Return whether the text corrects the stored village: "không phải thôn 3, thôn 2 cơ"."""
    return turn.contact.unit_id is not None and _meant_place(turn) != turn.text


def _meant_place(turn: Turn) -> str:
    """Return the place meant: corrected, or without whose it is; else the text itself.

    A corrected name may exist in many communes: the contact's own commune is preferred.
    """
    if other := OTHER_PERSON_PATTERN.search(turn.normalized_text):
        return " ".join(re.findall(r"[^\W_]+", turn.text)[other[0].count(" ") + 1 :])
    if moved := extract_new_place(turn.text):
        return moved
    unit = turn.session.get(Unit, turn.contact.unit_id) if turn.contact.unit_id else None
    correction = find_correction(turn.text, unit.name) if unit else None
    if unit is None or correction is None:
        return turn.text
    above = units.find_ancestor(turn.session, unit, UnitKind.COMMUNE)
    own_commune = f", {above.name}" if above and above.id != unit.id else ""
    nearby = locate_residence(*_list_places(turn), f"{correction.right}{own_commune}")
    return f"{correction.right}{own_commune}" if nearby.village else correction.right


def answer_place_name_or(answer: Handler) -> Handler:
    """Return a handler for a typed village or commune; anything else goes to `answer`."""

    def typed(turn: Turn) -> Answer:
        return answer_place_name(turn) or answer(turn)

    return typed


def answer_place_name(turn: Turn) -> Reply | None:
    """Store the village, or show its commune's list or similar names; None if it is no place."""
    where = _locate(turn)
    if code := where.village:
        unit = units.get_unit(turn.session, code)
        return (
            _ask_whose_home(turn, unit)
            if is_home_of_another(turn)
            else remember_village(turn, unit)
        )
    if code := where.commune:
        return _show_villages(turn, code, 0)
    if where.doubtful and where.villages and not where.named_communes:
        return Reply(texts.VILLAGE_UNKNOWN, ask_village(turn).choices)
    if codes := [*where.communes, *(guess.code for guess in where.villages[:PAGE_SIZE])]:
        return _ask_which_unit(turn, [units.get_unit(turn.session, code) for code in codes])
    if len(where.named_communes) == 1 and where.other_word_count <= FEW_WORDS:
        return Reply(
            texts.VILLAGE_UNKNOWN, _show_villages(turn, where.named_communes[0], 0).choices
        )
    return None


def _ask_whose_home(turn: Turn, unit: Unit) -> Reply:
    """Ask whether a place stated of somebody else is this person's home too."""
    place_name = ", ".join((unit.name, *(over.name for over in _list_units_above(turn, unit)[:1])))
    kept = turn.session.get(Unit, turn.contact.unit_id) if turn.contact.unit_id else None
    yes = Choice(texts.BUTTON_PLACE_MINE, f"place:{unit.code}")
    if kept is None:
        other = Choice(texts.BUTTON_PLACE_OTHER, "places")
        return Reply(texts.PLACE_WHOSE.format(place=place_name), (yes, other))
    return Reply(
        texts.PLACE_WHOSE_KEPT.format(place=place_name, kept=kept.name),
        (Choice(texts.BUTTON_PERSON, "person"), Choice(texts.BUTTON_MENU, "menu"), yes),
    )


def _list_units_above(turn: Turn, unit: Unit) -> list[Unit]:
    return list(units.list_ancestors(turn.session, unit)[:-1])


def _ask_which_unit(turn: Turn, listed_units: Sequence[Unit]) -> Reply:
    """Ask which of several places is meant, each with its parents; one alone is confirmed."""
    if len(listed_units) == 1:
        choice = _unit_choice(turn, listed_units[0])
        other = Choice(texts.BUTTON_PLACE_OTHER, "places")
        return Reply(texts.ASK_THIS_UNIT.format(place=choice.label), (choice, other))
    return Reply(
        texts.ASK_WHICH_UNIT, tuple(_unit_choice(turn, unit) for unit in listed_units[:PAGE_SIZE])
    )


def _unit_choice(turn: Turn, unit: Unit) -> Choice:
    above = units.list_ancestors(turn.session, unit)[:-1]
    return Choice(", ".join((unit.name, *(ancestor.name for ancestor in above))), _unit_value(unit))


def _list_same_named(turn: Turn, unit: Unit) -> Sequence[Unit]:
    """List the sibling units that the typed label matches as well, maybe on another page."""
    beside = units.list_children(turn.session, unit.parent_id)
    return match_names(turn.text, beside, lambda other: other.name) if turn.text else ()


def _locate(turn: Turn) -> Location:
    """Return what the text says of a place; cached in the turn's memo."""
    if "located" not in turn.memo:
        turn.memo["located"] = locate_residence(*_list_places(turn), _meant_place(turn))
    where: Location = turn.memo["located"]
    return where


def _list_places(turn: Turn) -> tuple[list[Place], list[Place]]:
    """Return villages with their communes' names, and communes; former names included."""
    home = account_units.find_home(turn.session, turn.contact)
    everything = [
        unit
        for unit in units.list_units(turn.session)
        if account_units.covers_unit(home, unit) or unit.kind == UnitKind.PROVINCE
    ]
    by_id = {unit.id: unit for unit in everything}
    villages, communes = [], []
    for unit in everything:
        above = by_id.get(unit.parent_id or 0)
        over = (above.name, *above.aliases) if above else ()
        place = Place(unit.code, (unit.name, *unit.aliases), over, above.code if above else "")
        if unit.kind == UnitKind.VILLAGE:
            villages.append(place)
        elif unit.kind == UnitKind.COMMUNE:
            communes.append(place)
    return villages, communes

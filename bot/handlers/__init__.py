"""The bot's table of contents: what it answers, in the order it is asked. First match wins.

Stop, menu and a person come before everything, so that they work anywhere, in any flow.
"""

from bot import texts
from bot.handlers import browse, data, faq, guide, menu, odd, person, start, village
from bot.handlers.faq import Shelf
from bot.routing import Route, any_of, anything, choice, command, words


def routes(shelf: Shelf) -> tuple[Route, ...]:
    """All routes; `shelf` gives the knowledge as it is now."""
    known = _routes(shelf)
    return (
        Route(command("start", "batdau"), start.welcome),
        Route(start.never_met, start.greeted(known)),
        *known,
    )


def _routes(shelf: Shelf) -> tuple[Route, ...]:
    answer = faq.answer_from(shelf)
    return (
        Route(any_of(command("dung", "stop"), words(*texts.SAID_STOP)), data.stop),
        Route(any_of(command("bat"), words(*texts.SAID_RESUME)), data.resume),
        Route(
            any_of(
                command("nguoi", "canbo"),
                choice("person"),
                words(*texts.SAID_PERSON),
            ),
            person.ask_for_person,
        ),
        Route(
            any_of(command("menu", "help"), choice("menu"), words(*texts.SAID_MENU)),
            menu.show_menu,
        ),
        Route(any_of(choice("agree"), words(*texts.SAID_AGREE)), start.agree),
        Route(choice("decline"), start.decline),
        Route(choice("place"), village.choose),
        Route(any_of(choice("places"), command("thon")), village.show_page),
        Route(any_of(choice("data"), command("dulieu"), words(*texts.SAID_DATA)), data.show_data),
        Route(any_of(choice("withdraw"), words(*texts.SAID_WITHDRAW)), data.withdraw),
        Route(any_of(choice("erase"), words(*texts.SAID_ERASE)), data.erase),
        Route(choice("topics"), browse.show_shelf(shelf)),
        Route(choice("topic"), faq.show_topic(shelf)),
        Route(choice("notthese"), faq.none_of_these),
        Route(choice("good"), faq.praise),
        Route(choice("bad"), faq.complain_to(shelf)),
        Route(choice("guide"), guide.start_from(shelf)),
        Route(guide.tells_why_stuck, guide.ask_help),
        Route(any_of(choice("step"), guide.moved), guide.move_in(shelf)),
        Route(lambda turn: bool(turn.choice), menu.old_button),
        Route(odd.wordless, odd.answer_wordless),
        Route(village.was_asked, village.typed_or(answer)),
        Route(village.named, village.typed_or(answer)),
        Route(anything, answer),
    )

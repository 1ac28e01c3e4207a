"""The bot's table of contents: what it answers, in the order it is asked. First match wins.

Stop, menu and a person come before everything, so that they work anywhere, in any flow.
"""

from bot.handlers import data, faq, menu, odd, person, start, village
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
        Route(any_of(command("dung", "stop"), words("dừng", "stop", "ngừng", "hủy")), data.stop),
        Route(any_of(command("bat"), words("bật", "bật lại")), data.resume),
        Route(
            any_of(
                command("nguoi", "canbo"),
                choice("person"),
                words(
                    "gặp người", "gặp cán bộ", "cho gặp người", "gặp nhân viên", "gặp người thật"
                ),
            ),
            person.ask_for_person,
        ),
        Route(
            any_of(command("menu", "help"), choice("menu"), words("menu", "về menu", "trợ giúp")),
            menu.show_menu,
        ),
        Route(any_of(choice("agree"), words("đồng ý", "tôi đồng ý")), start.agree),
        Route(choice("decline"), start.decline),
        Route(choice("place"), village.choose),
        Route(any_of(choice("places"), command("thon")), village.show_page),
        Route(any_of(choice("data"), command("dulieu"), words("dữ liệu của tôi")), data.show_data),
        Route(any_of(choice("withdraw"), words("rút lại đồng ý")), data.withdraw),
        Route(any_of(choice("erase"), words("xóa dữ liệu của tôi")), data.erase),
        Route(choice("topics"), faq.browse(shelf)),
        Route(choice("topic"), faq.show_topic(shelf)),
        Route(choice("notthese"), faq.none_of_these),
        Route(lambda turn: bool(turn.choice), menu.old_button),
        Route(odd.wordless, odd.answer_wordless),
        Route(village.was_asked, village.typed_or(answer)),
        Route(village.named, village.typed_or(answer)),
        Route(anything, answer),
    )

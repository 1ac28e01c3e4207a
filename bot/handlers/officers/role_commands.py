"""*/lenh*: the commands this person may use, by role; and their entry in the main menu."""

from collections.abc import Sequence
from dataclasses import replace

from bot import texts
from bot.handlers.officers import approval_queue
from bot.handlers.residents import menu as everybody
from bot.handlers.residents.menu import reject_old_button
from bot.inbox.routing import (
    Answer,
    Handler,
    Route,
    Turn,
    any_of,
    command,
    exact_phrase,
    get_handler,
)
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.people.models import RoleKind
from bot.people.service import list_roles

# Which commands a role has a button for; the widest role first.
BUTTONS: dict[str, tuple[str, ...]] = {
    "approver": ("duyet", "nhap", "dangnhap"),
    "officer": ("thongbao", "nhap", "ykien", "duyet", "dangnhap"),
    "viewer": ("dangnhap",),
    "leader": ("tham", "chuabao", "diemdanh", "kynang", "chuatoi", "dangnhap"),
    "member": ("tham", "chuabao", "diemdanh", "kynang", "chuatoi"),
    "resident": ("nguoi", "phananh", "lop", "nhac"),
}
ROLES = {
    RoleKind.APPROVER: "approver",
    RoleKind.OFFICER: "officer",
    RoleKind.COMMITTEE: "viewer",
    RoleKind.LEADER: "leader",
    RoleKind.MEMBER: "member",
}
asks_commands = any_of(command(*texts.COMMAND_POWERS), exact_phrase(*texts.SAID_COMMANDS))


def _role_names(turn: Turn) -> list[str]:
    """Return the keys of `BUTTONS` for this person, widest first; everybody is a resident."""
    if turn.contact.person_id is None:
        return ["resident"]
    held = {
        ROLES.get(RoleKind(role.kind)) for role in list_roles(turn.session, turn.contact.person_id)
    }
    return [*(name for name in BUTTONS if name in held), "resident"]


def show_commands(turn: Turn) -> Reply:
    """List the commands, with buttons for those that need no further text."""
    if turn.argument:
        return reject_old_button(turn)
    roles = _role_names(turn)
    at_work = [name for name in roles if name != "resident"]
    lines = [texts.POWERS_TITLE if at_work else texts.POWERS_RESIDENT_TITLE]
    lines += _render_lines(at_work)
    if at_work:
        lines.append(texts.POWERS_AS_RESIDENT)
    lines += _render_lines(["resident"])
    names = dict.fromkeys(name for role in at_work or roles for name in BUTTONS[role])
    buttons = (Choice(texts.POWER_BUTTONS[name], Action.COMMAND.pack(name)) for name in names)
    return Reply("\n".join(lines), (*buttons, Choice(texts.BUTTON_MENU, "menu")))


def _render_lines(roles: Sequence[str]) -> list[str]:
    phrases = dict.fromkeys(line for role in roles for line in texts.POWERS[role])
    return [texts.POWERS_LINE.format(line=line) for line in phrases]


def press_command_button(routes: Sequence[Route]) -> Handler:
    """Return a handler for "command:<command>", as if it had been typed; "lenh" alone lists
    them."""

    def pressed(turn: Turn) -> Answer:
        if turn.argument not in texts.POWER_BUTTONS:
            return show_commands(turn)
        typed = replace(turn, text=f"/{turn.argument}", choice="", memo={})
        return get_handler(routes, typed)(typed)

    return pressed


def show_menu(turn: Turn) -> Reply:
    """Show the main menu; members and officers also see commands and pending approvals."""
    shown = everybody.show_menu(turn)
    if _role_names(turn) == ["resident"]:
        return shown
    count = len(approval_queue.list_waiting(turn))
    text = f"{shown.text}\n{texts.MENU_WAITING.format(count=count)}" if count else shown.text
    return Reply(text, (*shown.choices, Choice(texts.BUTTON_POWERS, Action.COMMAND.pack())))

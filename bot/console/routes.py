"""A route of the console: its name, who may come, and the function that answers."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from bot.console.context import ConsoleRequest
from bot.people.sign_in import ConsoleRole

Handler = Callable[[ConsoleRequest], Awaitable[web.StreamResponse]]
PREFIX = "/console"

VIEWERS = frozenset(ConsoleRole) - {ConsoleRole.OPERATOR}
"""Everybody who may see figures."""
TEAM = frozenset({ConsoleRole.LEADER, ConsoleRole.OFFICER, ConsoleRole.APPROVER})
"""Those who work with residents, each over their own units."""
OFFICERS = frozenset({ConsoleRole.OFFICER, ConsoleRole.APPROVER})
HELPERS = frozenset({ConsoleRole.LEADER, ConsoleRole.OFFICER})
"""Those who read what residents write: who only approves does not need to."""
APPROVERS = OFFICERS  # the verb asks for a second person
INSTALLERS = OFFICERS | {ConsoleRole.OPERATOR}
EVERYBODY = frozenset(ConsoleRole)


@dataclass(frozen=True, slots=True)
class ConsoleRoute:
    """One address and method; `roles` are those of whom one is enough."""

    method: str
    path: str
    name: str
    handler: Handler
    roles: frozenset[ConsoleRole]


@dataclass(frozen=True, slots=True)
class NavItem:
    """One page of the menu; `key` is the letter after `g` that goes there."""

    route: str
    label: str
    key: str
    roles: frozenset[ConsoleRole]


def get(
    path: str, name: str, handler: Handler, roles: frozenset[ConsoleRole] = frozenset()
) -> ConsoleRoute:
    """Return the route of a page that only reads."""
    return ConsoleRoute("GET", PREFIX + path, name, handler, roles)


def post(
    path: str, name: str, handler: Handler, roles: frozenset[ConsoleRole] = frozenset()
) -> ConsoleRoute:
    """Return the route of a deed."""
    return ConsoleRoute("POST", PREFIX + path, name, handler, roles)

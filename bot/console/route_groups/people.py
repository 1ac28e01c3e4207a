"""Routes of residents and households."""

from bot.console.pages import data_requests, households, people, people_blocks, people_requests
from bot.console.routes import OFFICERS, TEAM, ConsoleRoute, get, post


def list_routes() -> tuple[ConsoleRoute, ...]:
    """Return the routes."""
    one, household = "/people/{id}", "/people/households/{id}"
    asked = "/people/requests/{id}"
    request = f"{one}/requests/{{kind}}"
    return (
        get("/people", "people.list", people.show_people, TEAM),
        get("/people/vouch", "people.vouch", people.show_vouch, TEAM),
        post("/people/vouch", "people.do_vouch", people.do_vouch, TEAM),
        get("/people/households", "people.households", households.show_households, TEAM),
        get("/people/households/new", "people.new_household", households.show_new, TEAM),
        post("/people/households/new", "people.add_household", households.do_add, TEAM),
        post("/people/households/codes", "people.codes", households.do_print_codes, TEAM),
        get("/people/requests", "people.requests", data_requests.show_requests, OFFICERS),
        get("/people/requests/new", "people.new_request", data_requests.show_new, OFFICERS),
        post("/people/requests/new", "people.add_request", data_requests.do_add, OFFICERS),
        get(asked, "people.data_request", data_requests.show_request, OFFICERS),
        post(f"{asked}/answer", "people.acknowledge", data_requests.do_acknowledge, OFFICERS),
        post(f"{asked}/extend", "people.extend", data_requests.do_extend, OFFICERS),
        post(f"{asked}/settle", "people.settle", data_requests.do_settle, OFFICERS),
        post(f"{asked}/reopen", "people.reopen", data_requests.do_reopen, OFFICERS),
        get(household, "people.household", households.show_household, TEAM),
        post(household, "people.save_household", households.do_save, TEAM),
        post(
            f"{household}/merges/{{merge}}/undo",
            "people.undo_merge",
            households.do_undo_merge,
            TEAM,
        ),
        get(f"{household}/merge", "people.merge_household", households.show_merge, TEAM),
        post(f"{household}/merge", "people.do_merge_household", households.do_merge, TEAM),
        get(f"{one}/block", "people.block", people_blocks.show_block, OFFICERS),
        post(f"{one}/block", "people.do_block", people_blocks.do_block, OFFICERS),
        post(f"{one}/unblock", "people.unblock", people_blocks.do_unblock, OFFICERS),
        get(one, "people.show", people.show_person, TEAM),
        get(request, "people.request", people_requests.show_request, OFFICERS),
        post(request, "people.do_request", people_requests.do_request, OFFICERS),
    )

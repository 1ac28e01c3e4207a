"""Routes of residents and households."""

from bot.console.pages import households, people, people_requests
from bot.console.routes import OFFICERS, TEAM, ConsoleRoute, get, post


def list_routes() -> tuple[ConsoleRoute, ...]:
    """Return the routes."""
    one, household = "/people/{id}", "/people/households/{id}"
    request = f"{one}/requests/{{kind}}"
    return (
        get("/people", "people.list", people.show_people, TEAM),
        get("/people/vouch", "people.vouch", people.show_vouch, TEAM),
        post("/people/vouch", "people.do_vouch", people.do_vouch, TEAM),
        get("/people/households", "people.households", households.show_households, TEAM),
        get("/people/households/new", "people.new_household", households.show_new, TEAM),
        post("/people/households/new", "people.add_household", households.do_add, TEAM),
        post("/people/households/codes", "people.codes", households.do_print_codes, TEAM),
        get(household, "people.household", households.show_household, TEAM),
        post(household, "people.save_household", households.do_save, TEAM),
        get(f"{household}/merge", "people.merge_household", households.show_merge, TEAM),
        post(f"{household}/merge", "people.do_merge_household", households.do_merge, TEAM),
        get(one, "people.show", people.show_person, TEAM),
        get(request, "people.request", people_requests.show_request, OFFICERS),
        post(request, "people.do_request", people_requests.do_request, OFFICERS),
    )

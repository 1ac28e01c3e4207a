"""Routes of villages and teams: leaders see their own village."""

from bot.console.pages import team_duty, team_people, team_prints, teams
from bot.console.routes import INSTALLERS, TEAM, ConsoleRoute, get, post

WHO = TEAM | INSTALLERS


def list_routes() -> tuple[ConsoleRoute, ...]:
    """Return the routes."""
    one, person = "/teams/{id}", "/teams/people/{id}"
    return (
        get("/teams", "teams.list", teams.show_teams, WHO),
        get(one, "teams.unit", teams.show_unit, WHO),
        post(f"{one}/members", "teams.add", teams.do_add_member, WHO),
        post(f"{one}/counts", "teams.counts", teams.do_set_counts, WHO),
        get(f"{one}/members.pdf", "teams.print", team_prints.print_members, WHO),
        post(f"{one}/slips", "teams.slips", team_prints.do_print_slips, WHO),
        post(f"{one}/posters", "teams.posters", team_prints.do_print_posters, WHO),
        get(f"{one}/duty", "teams.duty", team_duty.show_duty, WHO),
        post(f"{one}/duty", "teams.add_duty", team_duty.do_add_duty, WHO),
        get(f"{one}/duty.pdf", "teams.print_duty", team_duty.print_duty, WHO),
        post(f"{one}/duty/{{entry}}/end", "teams.end_duty", team_duty.do_remove_duty, WHO),
        get(person, "teams.person", team_people.show_person, WHO),
        post(person, "teams.correct", team_people.do_correct, WHO),
        get(f"{person}/end", "teams.show_end", team_people.show_end, WHO),
        post(f"{person}/end", "teams.end", team_people.do_end, WHO),
        get(f"{person}/merge", "teams.show_merge", team_people.show_merge, WHO),
        post(f"{person}/merge", "teams.merge", team_people.do_merge, WHO),
        post(f"{person}/merges/{{merge}}/undo", "teams.undo_merge", team_people.do_undo_merge, WHO),
    )

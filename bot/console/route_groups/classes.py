"""Routes of classes."""

from bot.console.pages import classes, classes_form, classes_proposals, classes_roll
from bot.console.routes import OFFICERS, TEAM, VIEWERS, ConsoleRoute, get, post


def list_routes() -> tuple[ConsoleRoute, ...]:
    """Return the routes."""
    one, learners = "/classes/{id}", "/classes/{id}/learners"
    proposal = "/classes/proposals/{id}"
    return (
        get("/classes", "classes.list", classes.show_classes, VIEWERS),
        get("/classes/new", "classes.new", classes_form.show_new, TEAM),
        post("/classes/new", "classes.do_new", classes_form.do_open, TEAM),
        get("/classes/series", "classes.series", classes_proposals.show_series, TEAM),
        post("/classes/series/{id}", "classes.switch", classes_proposals.do_switch_series, TEAM),
        get("/classes/proposals", "classes.proposals", classes_proposals.show_proposals, TEAM),
        get(proposal, "classes.proposal", classes_proposals.show_proposal, OFFICERS),
        post(proposal, "classes.accept", classes_proposals.do_accept, OFFICERS),
        post(f"{proposal}/decide", "classes.decide", classes_proposals.do_decide, OFFICERS),
        get(one, "classes.show", classes.show_class, TEAM),
        get(f"{one}/sheet.pdf", "classes.sheet", classes.show_sheet, TEAM),
        post(f"{one}/certificates", "classes.certificates", classes.do_certificates, TEAM),
        get(f"{one}/change", "classes.change", classes_form.show_change, TEAM),
        post(f"{one}/change", "classes.do_change", classes_form.do_change, TEAM),
        get(f"{one}/cancel", "classes.cancel", classes_form.show_cancel, TEAM),
        post(f"{one}/cancel", "classes.do_cancel", classes_form.do_cancel, TEAM),
        post(learners, "classes.add_learner", classes_roll.do_add_learner, TEAM),
        post(
            f"{learners}/{{learner}}/remove",
            "classes.remove_learner",
            classes_roll.do_remove_learner,
            TEAM,
        ),
        get(f"{one}/roll", "classes.roll", classes_roll.show_roll, TEAM),
        post(f"{one}/roll", "classes.do_roll", classes_roll.do_save_roll, TEAM),
        post(f"{one}/walk-ins", "classes.walk_in", classes_roll.do_add_walk_in, TEAM),
        post(f"{one}/headcount", "classes.headcount", classes_roll.do_save_headcount, TEAM),
    )

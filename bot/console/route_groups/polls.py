"""Routes of the pages of polls."""

from bot.console.pages import poll_decisions, poll_drafts, poll_papers, polls
from bot.console.routes import OFFICERS, TEAM, VIEWERS, ConsoleRoute, get, post

ONE = "/polls/{id}"


def list_routes() -> tuple[ConsoleRoute, ...]:
    """Return the routes: viewers read results, leaders type the papers of their village."""
    return (
        get("/polls", "polls", polls.show_polls, VIEWERS),
        get("/polls/new", "polls.new", poll_drafts.show_new, OFFICERS),
        post("/polls/new", "polls.create", poll_drafts.do_create, OFFICERS),
        get(ONE, "polls.show", polls.show_poll, VIEWERS),
        get(f"{ONE}/turnout", "polls.turnout", polls.show_turnout, OFFICERS),
        get(f"{ONE}/villages", "polls.villages", polls.show_villages, VIEWERS),
        get(f"{ONE}/minutes/{{kind}}", "polls.minutes", polls.download_minutes, OFFICERS),
        get(f"{ONE}/edit", "polls.edit", poll_drafts.show_edit, OFFICERS),
        post(f"{ONE}/edit", "polls.save", poll_drafts.do_save, OFFICERS),
        post(f"{ONE}/submit", "polls.submit", poll_decisions.do_submit, OFFICERS),
        post(f"{ONE}/approve", "polls.approve", poll_decisions.do_approve, OFFICERS),
        get(f"{ONE}/refuse", "polls.refuse", poll_decisions.REFUSAL.show, OFFICERS),
        post(f"{ONE}/refuse", "polls.do_refuse", poll_decisions.REFUSAL.do, OFFICERS),
        post(f"{ONE}/unrefuse", "polls.unrefuse", poll_decisions.do_unrefuse, OFFICERS),
        post(f"{ONE}/reopen", "polls.reopen", poll_decisions.do_reopen, OFFICERS),
        get(f"{ONE}/sure/{{deed}}", "polls.sure", poll_decisions.show_sure, OFFICERS),
        post(f"{ONE}/sure/{{deed}}", "polls.do_sure", poll_decisions.do_sure, OFFICERS),
        get(f"{ONE}/papers", "polls.papers", poll_papers.show_papers, TEAM),
        post(f"{ONE}/papers", "polls.enter", poll_papers.do_enter, TEAM),
    )

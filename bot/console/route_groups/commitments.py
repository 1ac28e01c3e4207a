"""Routes of the pages of commitments: «Xã đã nghe – xã đã làm»."""

from bot.console.pages import commitment_deeds, commitment_form, commitments
from bot.console.routes import OFFICERS, VIEWERS, ConsoleRoute, get, post

ONE = "/commitments/{id}"


def list_routes() -> tuple[ConsoleRoute, ...]:
    """Return the routes: the office reads, officers write, a second person approves."""
    return (
        get("/commitments", "commitments", commitments.show_commitments, VIEWERS),
        get("/commitments/new", "commitments.new", commitment_form.show_new, OFFICERS),
        post("/commitments/new", "commitments.create", commitment_form.do_create, OFFICERS),
        get(ONE, "commitments.show", commitments.show_commitment, VIEWERS),
        get(f"{ONE}/photo", "commitments.photo", commitments.show_photo, VIEWERS),
        get(f"{ONE}/edit", "commitments.edit", commitment_form.show_edit, OFFICERS),
        post(f"{ONE}/edit", "commitments.save", commitment_form.do_save, OFFICERS),
        post(f"{ONE}/submit", "commitments.submit", commitment_deeds.do_submit, OFFICERS),
        post(f"{ONE}/approve", "commitments.approve", commitment_deeds.do_approve, OFFICERS),
        get(f"{ONE}/refuse", "commitments.refuse", commitment_deeds.REFUSAL.show, OFFICERS),
        post(f"{ONE}/refuse", "commitments.do_refuse", commitment_deeds.REFUSAL.do, OFFICERS),
        get(f"{ONE}/sure/{{deed}}", "commitments.sure", commitment_deeds.show_sure, OFFICERS),
        post(f"{ONE}/sure/{{deed}}", "commitments.do_sure", commitment_deeds.do_sure, OFFICERS),
    )

"""Routes of the pages of announcements."""

from bot.console.pages import (
    broadcast_decisions,
    broadcast_drafts,
    broadcast_papers,
    broadcast_questions,
    broadcast_results,
    broadcasts,
)
from bot.console.routes import OFFICERS, TEAM, VIEWERS, ConsoleRoute, get, post

ONE = "/broadcasts/{id}"


def list_routes() -> tuple[ConsoleRoute, ...]:
    """Return the routes: viewers read results, leaders who of their village missed one."""
    return (*_list_writing_routes(), *_list_deciding_routes(), *_list_reading_routes())


def _list_writing_routes() -> tuple[ConsoleRoute, ...]:
    return (
        get("/broadcasts", "broadcasts", broadcasts.show_broadcasts, VIEWERS),
        get("/broadcasts/new", "broadcasts.new", broadcast_drafts.show_new, OFFICERS),
        post("/broadcasts/new", "broadcasts.create", broadcast_drafts.do_create, OFFICERS),
        post("/broadcasts/length", "broadcasts.length", broadcast_drafts.show_length, OFFICERS),
        get(ONE, "broadcasts.show", broadcasts.show_broadcast, VIEWERS),
        get(f"{ONE}/progress", "broadcasts.progress", broadcasts.show_progress, OFFICERS),
        get(f"{ONE}/edit", "broadcasts.edit", broadcast_drafts.show_edit, OFFICERS),
        post(f"{ONE}/edit", "broadcasts.save", broadcast_drafts.do_save, OFFICERS),
        get(f"{ONE}/check", "broadcasts.check", broadcast_drafts.show_check, OFFICERS),
        post(f"{ONE}/submit", "broadcasts.submit", broadcast_drafts.do_submit, OFFICERS),
        post(f"{ONE}/copy", "broadcasts.copy", broadcast_drafts.do_copy, OFFICERS),
        get(f"{ONE}/correct", "broadcasts.correct", broadcast_drafts.show_correct, OFFICERS),
        post(f"{ONE}/correct", "broadcasts.do_correct", broadcast_drafts.do_correct, OFFICERS),
        post(f"{ONE}/resend", "broadcasts.resend", broadcast_drafts.do_resend, OFFICERS),
    )


def _list_deciding_routes() -> tuple[ConsoleRoute, ...]:
    return (
        post(f"{ONE}/approve", "broadcasts.approve", broadcast_decisions.do_approve, OFFICERS),
        get(f"{ONE}/refuse", "broadcasts.refuse", broadcast_decisions.REFUSAL.show, OFFICERS),
        post(f"{ONE}/refuse", "broadcasts.do_refuse", broadcast_decisions.REFUSAL.do, OFFICERS),
        post(f"{ONE}/unrefuse", "broadcasts.unrefuse", broadcast_decisions.do_unrefuse, OFFICERS),
        post(f"{ONE}/pause", "broadcasts.pause", broadcast_decisions.do_pause, OFFICERS),
        post(f"{ONE}/resume", "broadcasts.resume", broadcast_decisions.do_resume, OFFICERS),
        get(f"{ONE}/cancel", "broadcasts.cancel", broadcast_decisions.show_cancel, OFFICERS),
        post(f"{ONE}/cancel", "broadcasts.do_cancel", broadcast_decisions.do_cancel, OFFICERS),
    )


def _list_reading_routes() -> tuple[ConsoleRoute, ...]:
    return (
        get(f"{ONE}/unreached", "broadcasts.unreached", broadcast_results.show_unreached, TEAM),
        get(
            f"{ONE}/unreached.pdf",
            "broadcasts.unreached_pdf",
            broadcast_results.download_unreached,
            TEAM,
        ),
        get(
            f"{ONE}/questions", "broadcasts.questions", broadcast_questions.show_questions, OFFICERS
        ),
        post(f"{ONE}/questions", "broadcasts.answer", broadcast_questions.do_write, OFFICERS),
        post(f"{ONE}/questions/send", "broadcasts.send", broadcast_questions.do_send, OFFICERS),
        get(f"{ONE}/files/{{place}}", "broadcasts.file", broadcast_papers.download_file, OFFICERS),
        get(f"{ONE}/poster.pdf", "broadcasts.poster", broadcast_papers.download_poster, OFFICERS),
        get(
            f"{ONE}/loudspeaker.pdf",
            "broadcasts.script",
            broadcast_papers.download_script,
            OFFICERS,
        ),
    )

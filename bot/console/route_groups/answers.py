"""Routes of questions and answers."""

from bot.console.pages import answers, answers_documents, answers_topics
from bot.console.pages.answers_drafts import REFUSAL, Decisions
from bot.console.pages.answers_editor import Editor
from bot.console.pages.answers_scene import Workshop
from bot.console.routes import OFFICERS, ConsoleRoute, get, post


def list_routes() -> tuple[ConsoleRoute, ...]:
    """Return the routes."""
    workshop = Workshop()
    return (*_list_misses(workshop), *_list_topics(), *_list_drafts(workshop), *_list_documents())


def _list_misses(workshop: Workshop) -> tuple[ConsoleRoute, ...]:
    editor, misses = Editor(workshop), answers.Misses()
    return (
        get("/answers", "answers.misses", misses.show_misses, OFFICERS),
        get("/answers/misses/{id}", "answers.group", misses.show_group, OFFICERS),
        post("/answers/misses", "answers.take", answers.do_take, OFFICERS),
        get("/answers/dismissed", "answers.dismissed", answers.show_dismissed, OFFICERS),
        get("/answers/attach", "answers.attach", answers.show_attach, OFFICERS),
        get("/answers/new", "answers.new", editor.show_new, OFFICERS),
        post("/answers/edit", "answers.edit", editor.do_edit, OFFICERS),
        post("/answers/try", "answers.try", editor.do_try, OFFICERS),
        post("/answers/count", "answers.count", editor.do_count, OFFICERS),
        post("/answers/submit", "answers.submit", editor.do_submit, OFFICERS),
        get("/answers/topics/{topic}/edit", "answers.edit_topic", editor.show_topic, OFFICERS),
        get(
            "/answers/revisions/{id}/edit", "answers.edit_revision", editor.show_revision, OFFICERS
        ),
    )


def _list_topics() -> tuple[ConsoleRoute, ...]:
    return (
        get("/answers/topics", "answers.topics", answers_topics.show_topics, OFFICERS),
        get("/answers/topics/{topic}", "answers.topic", answers_topics.show_topic, OFFICERS),
        get("/answers/topics/{topic}/hide", "answers.hide", answers_topics.show_hide, OFFICERS),
        post("/answers/topics/{topic}/hide", "answers.do_hide", answers_topics.do_hide, OFFICERS),
        post(
            "/answers/topics/{topic}/shipped",
            "answers.restore_shipped",
            answers_topics.do_restore_shipped,
            OFFICERS,
        ),
        post(
            "/answers/revisions/{id}/restore",
            "answers.restore",
            answers_topics.do_restore,
            OFFICERS,
        ),
    )


def _list_drafts(workshop: Workshop) -> tuple[ConsoleRoute, ...]:
    decisions = Decisions(workshop)
    revision = "/answers/revisions/{id}"
    return (
        get("/answers/drafts", "answers.drafts", decisions.show_drafts, OFFICERS),
        get(revision, "answers.revision", decisions.show_revision, OFFICERS),
        get(f"{revision}/trial", "answers.trial", decisions.show_trial, OFFICERS),
        post(f"{revision}/approve", "answers.approve", decisions.do_approve, OFFICERS),
        get(f"{revision}/return", "answers.refuse", REFUSAL.show, OFFICERS),
        post(f"{revision}/return", "answers.return", REFUSAL.do, OFFICERS),
        post(f"{revision}/withdraw", "answers.withdraw", decisions.do_withdraw, OFFICERS),
        post(f"{revision}/settle", "answers.settle", answers_documents.do_settle, OFFICERS),
    )


def _list_documents() -> tuple[ConsoleRoute, ...]:
    return (
        get("/answers/conflicts", "answers.conflicts", answers_documents.show_conflicts, OFFICERS),
        get("/answers/documents", "answers.documents", answers_documents.show_documents, OFFICERS),
        get(
            "/answers/documents/{document}",
            "answers.document",
            answers_documents.show_document,
            OFFICERS,
        ),
    )

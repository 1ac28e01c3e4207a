"""Routes of the page «Hộp thư»."""

from bot.console.pages import ticket_deeds, ticket_draft, ticket_files, tickets
from bot.console.routes import HELPERS, ConsoleRoute, get, post


def list_routes() -> tuple[ConsoleRoute, ...]:
    """Return the routes of the tickets."""
    one = "/tickets/{id}"
    return (
        get("/tickets", "tickets.list", tickets.show_list, HELPERS),
        get(one, "tickets.show", tickets.show_ticket, HELPERS),
        get(f"{one}/conversation", "tickets.conversation", tickets.show_conversation, HELPERS),
        get(f"{one}/live", "tickets.live", ticket_files.show_live, HELPERS),
        get(f"{one}/files/{{message}}/{{index}}", "tickets.file", ticket_files.show_file, HELPERS),
        post(f"{one}/reply", "tickets.reply", ticket_deeds.do_send_reply, HELPERS),
        post(f"{one}/note", "tickets.note", ticket_deeds.do_add_note, HELPERS),
        post(f"{one}/take", "tickets.take", ticket_deeds.do_take_ticket, HELPERS),
        get(f"{one}/assign", "tickets.assign", ticket_deeds.show_assign, HELPERS),
        post(f"{one}/assign", "tickets.do_assign", ticket_deeds.do_assign_ticket, HELPERS),
        get(f"{one}/close", "tickets.close", ticket_deeds.show_close, HELPERS),
        post(f"{one}/close", "tickets.do_close", ticket_deeds.do_close_ticket, HELPERS),
        get(f"{one}/reopen", "tickets.reopen", ticket_deeds.show_reopen, HELPERS),
        post(f"{one}/reopen", "tickets.do_reopen", ticket_deeds.do_reopen_ticket, HELPERS),
        get(f"{one}/reveal", "tickets.reveal", ticket_deeds.show_reveal, HELPERS),
        post(f"{one}/reveal", "tickets.do_reveal", ticket_deeds.do_reveal_resident, HELPERS),
        get(f"{one}/draft", "tickets.draft", ticket_draft.show_draft, HELPERS),
        post(f"{one}/draft", "tickets.do_draft", ticket_draft.do_draft_answer, HELPERS),
    )

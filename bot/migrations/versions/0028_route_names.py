"""Messages answered before routes had names get them, where the old value says which route it was.

Until now `message.route` held the Python name of the handler. A name that several handlers had
("press.<locals>.pressed") says too little and stays, as do values of handlers that are gone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

# The handler's name in the last version that stored it, and the name of its only route.
NAMES = {
    "scatter": "announcements.digest_off",
    "gather": "announcements.digest_on",
    "stop_in.<locals>.stop": "announcements.stop",
    "take_why": "approvals.refusal_reason",
    "show_waiting.<locals>.show": "approvals.waiting",
    "call": "attendance.roll_call",
    "check_code.<locals>.check": "authenticity.code",
    "tell_how": "authenticity.how_to_check",
    "check_text.<locals>.check": "authenticity.pasted_text",
    "answer_code.<locals>.answer": "authenticity.retyped_code",
    "begin.<locals>.begun": "broadcasts.begin",
    "show_left": "broadcasts.unreached",
    "leave": "callback.cancel",
    "take_from.<locals>.take": "callback.phone",
    "check_certificate.<locals>.check": "certificates.check",
    "greeted.<locals>.greet_first": "chat.first_message",
    "say_fixed_reply.<locals>.say": "chat.fixed_reply",
    "tell_who": "chat.introduce",
    "welcome": "chat.start",
    "answer_wordless": "chat.wordless",
    "show_leaving.<locals>.show": "classes.choose_to_leave",
    "list_for.<locals>.show": "classes.for_relative",
    "take_name.<locals>.take": "classes.learner_name",
    "take_wish": "classes.learning_wish",
    "show_mine.<locals>.show": "classes.mine",
    "stop": "classes.stop_reminders",
    "agree": "consent.agree",
    "agree.<locals>.agreed": "consent.agree_in_words",
    "show_deadlines.<locals>.show": "deadlines.list",
    "choose_deadline.<locals>.choose": "deadlines.switch",
    "decide.<locals>.decided": "duty.swap",
    "answer_who.<locals>.<lambda>": "duty.who",
    "answer_emergency.<locals>.answer": "emergency.answer",
    "complain_to.<locals>.complain": "faq.bad",
    "praise": "faq.good",
    "none_of_these": "faq.none_of_these",
    "show_point.<locals>.show": "faq.point",
    "asking_once.<locals>.answer_and_ask": "faq.question",
    "play_topic.<locals>.play": "faq.recording",
    "show_topic.<locals>.show": "faq.topic",
    "take.<locals>.react": "feedback.reaction",
    "warned.<locals>.warn": "files.risky",
    "answer_aside.<locals>.answer": "flow.aside",
    "leave.<locals>.left": "flow.leave",
    "says_nothing_more": "flow.nothing_to_cancel",
    "take_after_all.<locals>.take": "flow.use_as_answer",
    "move_in.<locals>.move": "guide.move",
    "start_from.<locals>.start": "guide.start",
    "ask_help_from.<locals>.ask_help": "guide.stuck",
    "take.<locals>.take_edit": "inbox.edit",
    "keep_beside": "inbox.keep_beside",
    "read_on.<locals>.read": "inbox.pieces",
    "link.<locals>.answer": "linking.code",
    "confirm.<locals>.answer": "linking.confirm_contact",
    "give_code.<locals>.give": "linking.request_code",
    "undo": "linking.undo",
    "unlink": "linking.unlink",
    "send_canned.<locals>.send_sentence": "member.canned_response",
    "own_question.<locals>.ask": "member.own_question",
    "take_back.<locals>.taken_back": "member.recall",
    "speak.<locals>.spoken": "member.speak",
    "log_from.<locals>.log": "member.support_log",
    "record.<locals>.recorded": "member.visit",
    "ask_between": "menu.ambiguous_label",
    "old_button": "menu.old_button",
    "show_menu": "menu.show",
    "offer": "notices.about_quoted",
    "ask_sender": "notices.ask_sender",
    "choose_notice": "notices.choose",
    "take": "notices.question_text",
    "show_notice": "notices.repeat",
    "say_welcome": "notices.thanks",
    "ask_from.<locals>.<lambda>": "person.request",
    "erase": "personal_data.erase",
    "show_data": "personal_data.show",
    "withdraw": "personal_data.withdraw",
    "write_down.<locals>.write": "polls.assisted_ballot",
    "show_list": "polls.office_list",
    "show_open.<locals>.show": "polls.open",
    "take_option.<locals>.take": "polls.option",
    "check_receipt": "polls.receipt",
    "take_place.<locals>.take": "proposals.place",
    "clear": "reminders.clear",
    "complete_or.<locals>.complete": "reminders.complete",
    "keep.<locals>.<lambda>": "reminders.create",
    "keep_on.<locals>.keeping": "reminders.keep",
    "hold": "reminders.keep_all",
    "show_own.<locals>.<lambda>": "reminders.list",
    "move.<locals>.moving": "reminders.move",
    "rest.<locals>.resting": "reminders.pause",
    "resume.<locals>.resuming": "reminders.resume",
    "stop.<locals>.stopping": "reminders.stop",
    "begin": "reports.begin",
    "fill.<locals>.filled": "reports.form",
    "show_status": "reports.status",
    "show_passport.<locals>.show": "skills.passport",
    "tick.<locals>.ticked": "skills.tick",
    "added_or.<locals>.added": "tickets.add",
    "cancel": "tickets.cancel",
    "carry.<locals>.carried": "tickets.carry",
    "keep_time.<locals>.keep": "tickets.preferred_time",
    "tell_how_far.<locals>.tell": "tickets.progress",
    "judge.<locals>.answer": "tickets.verdict",
    "show_shelf.<locals>.show": "topics.browse",
    "choose": "village.choose",
    "show_page": "village.list",
    "send_from.<locals>.send": "voice.send",
}


def upgrade() -> None:
    message = sa.table("message", sa.column("route", sa.String(60)))
    op.execute(
        sa.update(message)
        .where(message.c.route.in_(list(NAMES)))
        .values(route=sa.case(NAMES, value=message.c.route))
    )

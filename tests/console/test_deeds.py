"""Every deed of the console can be undone, or is said before. A new one must say which."""

from bot.console import list_routes

UNDONE_BY = {
    # what was done → the route that undoes it
    "answers.do_hide": "answers.withdraw",
    "answers.restore": "answers.withdraw",
    "answers.restore_shipped": "answers.withdraw",
    "answers.return": "answers.submit",
    "answers.settle": "answers.withdraw",
    "answers.submit": "answers.withdraw",
    "answers.take": "answers.take",
    "answers.withdraw": "answers.submit",
    "broadcasts.do_correct": "broadcasts.save",
    "broadcasts.do_refuse": "broadcasts.unrefuse",
    "broadcasts.pause": "broadcasts.resume",
    "broadcasts.resume": "broadcasts.pause",
    "broadcasts.submit": "broadcasts.save",
    "broadcasts.unrefuse": "broadcasts.do_refuse",
    "classes.add_learner": "classes.remove_learner",
    "classes.decide": "classes.decide",
    "classes.do_roll": "classes.do_roll",
    "classes.headcount": "classes.headcount",
    "classes.remove_learner": "classes.add_learner",
    "classes.switch": "classes.switch",
    "classes.walk_in": "classes.do_roll",
    "evidence.link": "evidence.end_link",
    "people.do_merge_household": "people.undo_merge",
    "people.reopen": "people.settle",
    "people.save_household": "people.save_household",
    "people.settle": "people.reopen",
    "people.undo_merge": "people.do_merge_household",
    "polls.do_refuse": "polls.unrefuse",
    "polls.reopen": "polls.do_sure",
    "polls.submit": "polls.save",
    "polls.unrefuse": "polls.do_refuse",
    "settings.day": "settings.day",
    "settings.deadline_add": "settings.deadline_do_withdraw",
    "settings.facts": "settings.facts",
    "settings.hours": "settings.hours",
    "settings.own_change": "settings.own_reset",
    "settings.own_reset": "settings.own_change",
    "teams.add": "teams.end",
    "teams.add_duty": "teams.end_duty",
    "teams.correct": "teams.correct",
    "teams.counts": "teams.counts",
    "teams.end_duty": "teams.add_duty",
    "teams.merge": "teams.undo_merge",
    "teams.undo_merge": "teams.merge",
    "tickets.do_assign": "tickets.do_assign",
    "tickets.do_close": "tickets.do_reopen",
    "tickets.do_reopen": "tickets.do_close",
    "tickets.take": "tickets.do_assign",
}
SAID_BEFORE = {
    # what cannot be undone → the page that says what will happen
    "answers.approve": "answers.revision",
    "broadcasts.approve": "broadcasts.check",
    "broadcasts.do_cancel": "broadcasts.cancel",
    "broadcasts.send": "broadcasts.questions",
    "classes.accept": "classes.proposal",
    "classes.do_cancel": "classes.cancel",
    "classes.do_change": "classes.change",
    "classes.do_new": "classes.new",
    "import_records.undo": "import_records.show",
    "imports.apply": "imports.plan",
    "people.do_request": "people.request",
    "people.do_vouch": "people.vouch",
    "people.extend": "people.data_request",
    "polls.approve": "polls.show",
    "polls.do_sure": "polls.sure",
    "polls.enter": "polls.papers",
    "settings.deadline_change": "settings.deadline_edit",
    "settings.deadline_do_withdraw": "settings.deadline_withdraw",
    "settings.do_live": "settings.live",
    "setup.found": "setup.commune",
    "teams.end": "teams.show_end",
    "tickets.do_reveal": "tickets.reveal",
    "tickets.reply": "tickets.show",
}
HARMLESS = {
    # what changes nothing for anybody, or only adds what can be corrected
    "answers.count": "counts words",
    "answers.edit": "a form that is carried from page to page",
    "answers.try": "a trial",
    "broadcasts.answer": "a text that is shown before it is sent",
    "broadcasts.copy": "a draft",
    "broadcasts.create": "a draft",
    "broadcasts.length": "counts letters",
    "broadcasts.resend": "a draft",
    "broadcasts.save": "a draft",
    "channels.check": "asks a platform",
    "channels.test": "a message to oneself",
    "classes.certificates": "papers; issuing them again gives the same",
    "evidence.end_link": "another link is made at once",
    "evidence.make": "papers; the figures stay as they are",
    "evidence.verify": "looks at a file",
    "imports.save_columns": "nothing is imported",
    "imports.send": "nothing is imported",
    "people.acknowledge": "notes that somebody was told",
    "people.add_household": "is corrected, or merged with the right one",
    "people.add_request": "is settled with a sentence",
    "people.codes": "papers",
    "polls.create": "a draft",
    "polls.save": "a draft",
    "sign_in.do_confirm": "one's own session",
    "sign_in.end_device": "one's own session",
    "sign_in.out": "one's own session",
    "sign_in.place": "what is looked at",
    "sign_in.send_code": "a code to oneself",
    "sign_in.use": "one's own session",
    "sign_in.use_inspection": "one's own session",
    "teams.posters": "papers",
    "teams.slips": "papers; codes that were given stay valid",
    "tickets.do_draft": "a draft for a second person",
    "tickets.note": "only colleagues read it; another note corrects it",
    "unsent.drop": "a text that was not sent",
    "unsent.keep": "a text that is not sent",
}


def test_every_deed_is_undone_or_said_before() -> None:
    deeds = {route.name for route in list_routes() if route.method == "POST"}
    listed = [*UNDONE_BY, *SAID_BEFORE, *HARMLESS]
    assert len(listed) == len(set(listed))
    assert sorted(deeds - set(listed)) == [], "say how each of these is undone, or what says it"
    assert sorted(set(listed) - deeds) == [], "these are gone"


def test_what_undoes_is_there() -> None:
    names = {route.name for route in list_routes()}
    assert sorted(set(UNDONE_BY.values()) - names) == []
    assert sorted(set(SAID_BEFORE.values()) - names) == []

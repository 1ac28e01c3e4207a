# Everything a newcomer types. `make help` lists the verbs.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# The stamps carry the lock's checksum: a changed lock is installed anew, an unchanged one costs nothing.
STAMP   = $(VENV)/.$(1)-$(shell cat requirements/uv.txt requirements/$(1).txt | cksum | cut -d' ' -f1)
ARGS   ?=

.DEFAULT_GOAL := help
.PHONY: help run chat demo-zalo test test-slow chaos fuzz check fix bench lock browser clean

help:  ## list these verbs
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

run: $(call STAMP,run)  ## start the service (with the demo communes unless BOT_DEMO=0) and print where to look
	$(BIN)/python -m bot run --trial

chat: $(call STAMP,run)  ## talk to the bot in this terminal
	@$(BIN)/python -m bot chat --trial $(ARGS)

demo-zalo: $(call STAMP,run)  ## play somebody on Zalo on this machine: no account, no network
	$(BIN)/python -m tests.pretend.zalo_demo $(ARGS)

# Half of a test's time is waiting for a database's disk, a clock or a browser: on two cores, two
# workers used 115 % of the 200. Who is done takes from who is not: the whole suite took 8 minutes
# instead of 14.
WORKERS := $(shell $(PYTHON) -c 'import os; print(2 * (os.cpu_count() or 1))')

# Processes that are started or killed, a hundred thousand rows, dialogues played for minutes, screens
# of every size, every route of the console walked by every role, its larger pages: half of the suite's time. They have a target of their own, for before a release.
SLOW := $(addprefix tests/journeys/test_,knowledge_of_units.py learning.py points.py answer_notices.py proof.py open_things.py) \
        $(addprefix tests/journeys/test_,after_a_fraud.py safety_check.py notice_questions.py taking_back.py whose_number.py) \
        tests/polls/test_one_ballot.py tests/polls/test_polls.py tests/channels/test_webchat_budgets.py \
        tests/broadcasts/test_sending.py tests/core/test_tokens.py tests/people/test_import_undo.py \
        tests/schedule/test_alarms.py tests/fuzz/test_parsers.py tests/fuzz/test_lists.py tests/chaos/test_auditor.py \
        tests/faq/test_confusable.py tests/faq/test_context.py tests/chaos/test_short.py tests/test_security.py tests/fuzz/test_doors.py \
        tests/core/test_moves.py tests/test_kill.py tests/test_stop.py tests/test_plans.py tests/broadcasts/test_kill.py \
        tests/cli tests/privacy/test_canary.py tests/journeys/test_dialogues.py tests/journeys/test_page_voice.py \
        tests/reports/test_demo_radar.py tests/reports/test_every_figure.py \
        tests/channels/test_webchat_small.py tests/channels/test_webchat_talking.py \
        tests/usecases/test_chat_imports.py tests/schedule/demo_year tests/journeys/test_odd_presses.py \
        tests/console/test_roles.py tests/console/test_screens.py \
        tests/console/test_journey.py tests/console/test_from_zero.py tests/console/test_sent_once.py \
        $(addprefix tests/console/pages/test_,import_records.py answers.py broadcasts.py polls.py tickets.py classes.py people.py teams.py report_rows.py data_requests.py indicators.py outreach.py) \
        $(addprefix tests/console/pages/test_,commitments.py evidence.py list_imports.py setup.py reports.py report_help.py report_pages.py report_service_levels.py settings_deadlines.py settings_own.py four_eyes.py) tests/console/test_unsent.py

# Every worker and every process a test starts would compile all that it imports anew, in a container
# that forbids to keep what is compiled: 28 s of a worker's time before its first test, 8 with it.
test test-slow chaos fuzz: export PYTHONDONTWRITEBYTECODE :=

test: $(call STAMP,dev) browser  ## the suite without test-slow; make test ARGS="-k tickets"
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(addprefix --ignore=,$(SLOW)) $(ARGS)

test-slow: $(call STAMP,dev) browser  ## what takes minutes: processes, query plans, dialogues, screens
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(SLOW) $(ARGS)

chaos: $(call STAMP,dev)  ## ten minutes of random faults on each database, then the auditor's table; as root it also cuts the network and fills a disk
	$(BIN)/python -m tests.chaos --database sqlite $(ARGS)
	$(BIN)/python -m tests.chaos --database postgresql $(ARGS)

fuzz: $(call STAMP,dev)  ## more than 20,000 odd inputs for every parser, webhook, list and form
	FUZZ=nightly $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal tests/fuzz $(ARGS)

check: $(call STAMP,dev)  ## format, lint, types, floors: changes nothing
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

fix: $(call STAMP,dev)  ## format and repair what a machine can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(call STAMP,bench)  ## measure speed and accuracy beside baselines; make bench ARGS=accuracy
	$(BIN)/python -m tests.bench $(ARGS)

lock: $(call STAMP,dev)  ## write the lock files anew from pyproject.toml
	$(BIN)/uv pip compile $(LOCK) requirements/uv.in -o requirements/uv.txt
	$(BIN)/uv pip compile $(LOCK) pyproject.toml -o requirements/run.txt
	$(BIN)/uv pip compile $(LOCK) pyproject.toml --extra dev -o requirements/dev.txt
	$(BIN)/uv pip compile $(LOCK) pyproject.toml --extra dev --extra bench -o requirements/bench.txt

LOCK := --quiet --upgrade --universal --no-header --generate-hashes

# uv installs in a second what pip needs a minute for; where uv cannot run, pip does the same work.
$(VENV)/.%:
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; try: make PYTHON=python3.11 $(MAKECMDGOALS)"; rm -rf $(VENV); exit 1; }
	@set -e; name=$*; name=$${name%%-*}; echo "Installing $$name packages into $(VENV)…"; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt \
		&& $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/$$name.txt \
		|| $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/$$name.txt; \
	printf '#!/bin/sh\nPYTHONPATH=%s exec %s/$(BIN)/python -m bot "$$@"\n' "$(CURDIR)" "$(CURDIR)" > $(BIN)/bot; \
	chmod +x $(BIN)/bot; rm -f $(VENV)/.$$name-*; touch $@

# Chromium for the page tests comes from the system; root on Debian gets it by itself.
browser:
	@command -v chromium chromium-browser google-chrome >/dev/null 2>&1 || [ -n "$$CHROMIUM" ] \
		|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
			&& { apt-get update -qq; apt-get install -y -qq --no-install-recommends chromium fonts-noto-core >/dev/null; }; } \
		|| echo "No Chromium found: the page tests will be skipped (apt install chromium)."

clean:  ## forget the venv and caches; data in var/ stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

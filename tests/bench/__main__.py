"""`make bench`: all benches, or those that are named (see BENCHES)."""

import sys
from importlib import import_module

BENCHES = (
    "accuracy",
    "details",
    "intents",
    "pipeline",
    "kill",
    "handoff",
    "reminders",
    "bulk",
    "zalo",
    "dialogues",
    "console",
    "reports",
)

asked, sys.argv[1:] = sys.argv[1:], []  # each bench reads its own options, of which it gets none
for name in asked or BENCHES:
    if name not in BENCHES:
        sys.exit(f"there is no bench {name!r}; there are {', '.join(BENCHES)}")
    import_module(f"tests.bench.{name}").main()

"""Prometheus counters: increments only, no count over a table, no text or addresses as labels."""

from prometheus_client import Counter

RECEIVED = Counter("bot_messages_received", "Messages heard, by account", ["account"])
FAILED_HANDLERS = Counter("bot_handler_failures", "Messages answered with an apology", ["account"])
SETTLED = Counter(
    "bot_deliveries_settled", "Attempts to deliver, by how they ended", ["account", "status"]
)

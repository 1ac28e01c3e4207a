"""What stands in `Delivery.reason`, or begins it: why it failed, or what became of it."""

REASON_BLOCKED = "blocked"
REASON_EXPIRED = "expired"
REASON_LATE = "late"
# Begin the reason of a delivery that took words back.
RECALL_REMOVED = "taken back: removed"
RECALL_ANNOUNCED = "taken back: said so"
SENT_WITHOUT_FILE = "without its file: "  # begins the reason of what was sent so

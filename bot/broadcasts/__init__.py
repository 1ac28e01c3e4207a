"""Broadcasts: announcements to many people, drafted, previewed, approved, sent and reported on."""

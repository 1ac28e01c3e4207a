"""What people are told because of an event: one module a feature, event in, outbox out."""

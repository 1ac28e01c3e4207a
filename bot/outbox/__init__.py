"""Outbox: enqueue, claim, pace, send and settle messages. Every outgoing message passes here."""

"""Personal data: masking, consent, inventory, erasure."""

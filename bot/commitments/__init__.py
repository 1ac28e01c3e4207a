"""What the commune promised in answer to a poll or to field reports, and whether it was done."""

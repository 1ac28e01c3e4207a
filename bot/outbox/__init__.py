"""What we owe people: stage, claim, pace, send, settle. The only way out of the building."""

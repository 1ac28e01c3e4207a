"""What the speaker is told, one module a feature: values in, replies out."""

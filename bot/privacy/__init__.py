"""Personal data: what is covered before storage, what was agreed to, what is shown and erased."""

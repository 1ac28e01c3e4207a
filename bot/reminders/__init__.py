"""Classes, and reminders of classes, of recurring deadlines and of personal matters."""

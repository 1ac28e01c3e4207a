"""Classes, and reminders of classes, of deadlines and of one's own matters."""

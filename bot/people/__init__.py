"""People: contacts on channels, persons, roles, households and linking."""

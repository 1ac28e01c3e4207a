"""Announcements to many: drafted, looked over, approved by a second person, sent, accounted for."""

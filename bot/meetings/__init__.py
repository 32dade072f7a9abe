"""Meetings in people's calendars: invited, moved, cancelled, and what those invited answer."""

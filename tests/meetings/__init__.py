"""Tests of meetings in people's calendars."""

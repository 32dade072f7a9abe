"""The door to Teams: what goes out, at which pace, under which token."""

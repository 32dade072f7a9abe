"""`iro-bot serve`: the desk is opened, then whatever keeps it going."""

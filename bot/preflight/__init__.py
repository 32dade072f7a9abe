"""`iro-bot preflight`: is everything there that the service will need, found out by asking for it."""

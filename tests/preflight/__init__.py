"""`iro-bot preflight`: what it finds there, what it finds missing, and what it says mends it."""

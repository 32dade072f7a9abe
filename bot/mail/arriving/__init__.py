"""A mail that came in: whose it is, what it answers, and who hears of it where nobody but a person can file it."""

"""What the service is told by its surroundings, a file for each kind of it; `bot/config.py` reads them all at once."""

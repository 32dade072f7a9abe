"""A procedure file read back in plain English, for whoever signs it off."""

"""The outbox's way out, whatever the door: claimed, written, handed over, settled; and what an operator sees of it."""

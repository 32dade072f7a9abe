"""The door to a mailbox: what goes out, what comes in and what it means; what comes in begins in collect.py."""

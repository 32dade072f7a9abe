"""The running service: doors, one desk, delivery and timers."""

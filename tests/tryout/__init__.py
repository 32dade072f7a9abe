"""The try-out: its page, its API, its played doors."""

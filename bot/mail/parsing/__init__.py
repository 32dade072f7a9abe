"""What stands in a mail, read without trust: its words, who wrote it and who vouches for that, what machines report."""

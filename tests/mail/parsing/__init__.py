"""What is read out of a mail, as text and bytes go in."""

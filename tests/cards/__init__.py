"""Cards, mails and the words in them."""

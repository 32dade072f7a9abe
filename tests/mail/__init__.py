"""Mail: our doors to a mailbox, and what comes in through them."""

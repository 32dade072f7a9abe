"""Our mailbox in Outlook, over Graph: how a mail goes out once, what comes in, and how Microsoft tells us of it."""

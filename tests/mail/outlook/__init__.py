"""Our mailbox in Outlook, against a Graph on this machine."""

"""Our mailbox on any mail server, against servers on this machine."""

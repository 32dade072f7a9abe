"""Our mailbox on any mail server: what goes out by SMTP is seen again over IMAP."""

"""The played office: real rules, real database, real cards and mails; chats, mailboxes and clock are played."""

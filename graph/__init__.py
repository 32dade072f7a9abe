"""Microsoft Graph: one mailbox, its calendar, and the directory. It speaks values of its own and knows no cases."""

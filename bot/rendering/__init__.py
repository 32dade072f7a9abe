"""What is shown of a case to one person: cards and mails, as the case is now."""

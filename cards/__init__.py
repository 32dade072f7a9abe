"""What people see and fill in: cards, mails, and what they answered."""

"""Cards for people who never open a chat: a card as a mail, and a reply to it as a press of its buttons."""

"""What the bot answers: to a typed line, to a press on a card, to a form that is filled in."""

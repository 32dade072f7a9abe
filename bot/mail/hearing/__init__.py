"""What a person says in a mail: a press of a button, a command or an answer; and what is said back."""

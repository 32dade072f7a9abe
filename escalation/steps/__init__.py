"""What follows each action: `decide` turns to one of these, and they owe, tell and log on its workbench."""

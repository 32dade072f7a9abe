"""Microsoft Graph: the real SDK against a server on this machine that misbehaves when it is told to."""

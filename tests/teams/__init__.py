"""The Teams door, behind real HTTP and with tokens minted by the tests' own keys."""

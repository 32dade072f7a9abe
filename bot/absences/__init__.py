"""Who is away: asked of calendars, read from automatic replies, told to those concerned."""

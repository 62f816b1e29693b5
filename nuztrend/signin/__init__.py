"""Signing in to the newsroom: password, code, delays, recovery, and words that outlive a session."""

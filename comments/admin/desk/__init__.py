"""The moderators' desk: what waits in the order of urgency, one comment with all that bears on it, and the decision."""

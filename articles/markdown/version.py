"""The number that stored HTML carries to say which renderer made it."""

RENDERER_VERSION: int = 3
"""Goes up with every change of the output, so that `rerender` finds the stories that are behind."""

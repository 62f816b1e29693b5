"""Paper cut-outs for the demo stories: one hand, one family of colours, one short function per story.

`palette` mixes, `shapes` gives outlines, `sheet` lays them down as paper, `scenery` knows skies and moons,
and the modules named after a desk of the newsroom hold the pictures themselves.
"""

"""Letters to writers of comments who gave an address: answers to them, and decisions on what they wrote.

The verbs of comments put letters into the outbox (comments/models/letterbox.py), `outbox` sends them, `letters` says
what stands in them, `links` signs what leads back, `views` are the pages behind those links.
"""

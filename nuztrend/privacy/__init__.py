"""What is stored about people, told once: what readers are told, what is forgotten, exported and erased comes of it.

It knows no app. `registry` is what apps declare into (`personal.py` of each), `finding` how they find and erase rows,
`person` exports and erases what is held of one person.
"""

from nuztrend.privacy.registry import (
    Holding,
    InBrowser,
    Person,
    Whose,
    declare,
    declare_in_browser,
    not_personal,
)

__all__ = ["Holding", "InBrowser", "Person", "Whose", "declare", "declare_in_browser", "not_personal"]

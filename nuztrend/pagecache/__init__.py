"""The exact page cache: the database says what is fresh, the cache only holds bytes.

A change calls `touch` in its transaction: the tags get the next number of the clock with the COMMIT. A page remembers
the clock that was read before its rendering began and the tags it said it `depends_on`; it is fresh while none of them
carries a higher number and its end (`ends_at`) has not come. `front.PageCache` answers hits before Django is entered.
"""

from nuztrend.pagecache.rendering import depends_on, ends_at, kept, kept_each, rendering_began, shared
from nuztrend.pagecache.tags import EVERYTHING, touch

__all__ = ["EVERYTHING", "depends_on", "ends_at", "kept", "kept_each", "rendering_began", "shared", "touch"]

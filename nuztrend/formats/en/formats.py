"""How the newsroom's lists and forms print dates: as everywhere on the site, `06-jun-2025, 14:05 UTC`."""

DATE_FORMAT = SHORT_DATE_FORMAT = "d-b-Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "d-b-Y, H:i T"

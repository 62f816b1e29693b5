#!/usr/bin/env python
"""The portal's command line: `manage.py serve`, `migrate`, `import_stories` and the rest."""

import os
import sys

from django.core.management import execute_from_command_line

from nuztrend.env import BadSetting


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nuztrend.settings")
    try:
        execute_from_command_line(sys.argv)
    except BadSetting as error:
        sys.exit(f"nuztrend: {error}")


if __name__ == "__main__":
    main()

"""Print how many SQL queries a page makes in the project of DJANGO_SETTINGS_MODULE: `python -m bench.queries /`."""

import sys

import django
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def queries(path: str) -> int:
    """Give the number of queries of one page view, the second one, so that no first-time work counts.

    Raises:
        SystemExit: the page does not answer 200.
    """
    reader = Client(headers={"host": "127.0.0.1"})
    reader.get(path)
    with CaptureQueriesContext(connection) as captured:
        answer = reader.get(path)
    if answer.status_code != 200:
        sys.exit(f"{path} answers {answer.status_code}")
    return len(captured)


if __name__ == "__main__":
    django.setup()
    print(queries(sys.argv[1]))

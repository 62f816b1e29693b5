"""Two who work at the same moment, each on a connection of its own."""

import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction


def beside(work: Callable[[], Any], meanwhile: Callable[[], Any]) -> Any:
    """Do `work` on another connection while `meanwhile` is under way in a transaction; give what it gave or raised.

    What `meanwhile` gives is called, if it can be, when `work` has come to where it must wait.
    """
    given: list[Any] = []

    def run() -> None:
        try:
            given.append(work())
        except Exception as error:
            given.append(error)
        finally:
            connection.close()

    other = threading.Thread(target=run)
    with transaction.atomic():
        step = meanwhile()
        other.start()
        time.sleep(0.4)  # long enough for it to come to where it must wait
        if callable(step):
            step()
    other.join(20)
    return given[0]

"""The background worker, which works when a test says so."""

from django.core.management import call_command


def work() -> None:
    """Do whatever is to be done at this moment."""
    call_command("db_worker", batch=True, interval=0, verbosity=0, startup_delay=False, reload=False)


def work_and_tick() -> None:
    """Do what is to be done, and what the chores of the minute then find to do."""
    work()
    call_command("tick")
    work()

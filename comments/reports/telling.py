"""What a reporter who gave an address is written. Called when the change is committed; the receipt tells it anyway."""

from comments.models.report import Report


def received(report: Report, receipt: str) -> None:
    """Confirm that a notice came in, with the address of its receipt; nothing is sent as long as there is no mail."""


def decided(report: Report) -> None:
    """Say what was decided, and why; nothing is sent as long as there is no mail."""

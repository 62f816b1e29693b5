"""Probes for the operator's supervisor and load balancer."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Say whether readers can be served: 200 when the database answers and is migrated, else 503 with the reason."""
    report = {"database": "ok", "migrations": "ok"}
    try:
        connection.ensure_connection()
        executor = MigrationExecutor(connection)
        if waiting := executor.migration_plan(executor.loader.graph.leaf_nodes()):
            report["migrations"] = f"{len(waiting)} not applied: run manage.py migrate"
    except DatabaseError:
        report = {"database": "does not answer", "migrations": "unknown"}
    ready = all(value == "ok" for value in report.values())
    return JsonResponse(report, status=200 if ready else 503)

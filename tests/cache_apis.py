"""What caches downstream and their providers answer."""

import json

from tests.apis import Answer, Asked


def cloudflare(asked: Asked) -> Answer:
    """https://developers.cloudflare.com/api/resources/cache/methods/purge/"""
    if asked.headers.get("authorization") != "Bearer cf-token-of-the-test":
        return cloudflare_error(403, 10000, "Authentication error")
    if len(asked.json.get("tags", [])) > 100:
        return cloudflare_error(400, 1134, "Tags may not contain more than 100 tags")
    return Answer(200, json.dumps({"success": True, "errors": [], "messages": [], "result": {"id": "zone"}}))


def cloudflare_error(status: int, code: int, message: str) -> Answer:
    told = {"success": False, "errors": [{"code": code, "message": message}], "messages": [], "result": None}
    return Answer(status, json.dumps(told))


def fastly(asked: Asked) -> Answer:
    """https://www.fastly.com/documentation/reference/api/purging/"""
    if asked.headers.get("fastly-key") != "fastly-token-of-the-test":
        return Answer(401, json.dumps({"msg": "Provided credentials are missing or invalid"}))
    if asked.path.endswith("/purge_all"):
        return Answer(200, json.dumps({"status": "ok"}))
    keys = asked.json["surrogate_keys"]
    if len(keys) > 256:
        return Answer(400, json.dumps({"msg": "Bad request", "detail": "Too many surrogate keys"}))
    return Answer(200, json.dumps(dict.fromkeys(keys, "108-1391560174-974124")))


def varnish(asked: Asked) -> Answer:
    """As deploy/varnish.vcl lets Varnish answer."""
    return Answer(200, "<h1>200 Purged</h1>") if asked.method == "PURGE" else Answer(405)

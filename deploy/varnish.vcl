# Varnish (6.0 or newer) before the portal, with PURGE=http and PURGE_URL=http://127.0.0.1:6081/.
# It keeps what the portal gives with Surrogate-Control and drops it by the keys of a PURGE request.
# TLS ends before Varnish (Hitch, or nginx), which must set X-Forwarded-For and X-Forwarded-Proto; then BEHIND_PROXY=1.
vcl 4.1;

import std;

backend default {
    .host = "127.0.0.1";
    .port = "8000";
}

acl purgers {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        # A reader who comes through a TLS proxy on this machine has its address too; Varnish has by now added it to
        # the X-Forwarded-For that such a proxy sets, so that a comma gives the reader away.
        if (client.ip !~ purgers || req.http.X-Forwarded-For ~ ",") {
            return (synth(405, "Only the portal may purge"));
        }
        if (req.http.Surrogate-Key !~ "^[a-z0-9:_-]+( [a-z0-9:_-]+)*$") {
            return (synth(400, "PURGE needs a Surrogate-Key"));
        }
        # whole keys only: story:1 must not drop story:12
        ban("obj.http.Surrogate-Key ~ (^|\s)(" + regsuball(req.http.Surrogate-Key, " ", "|") + ")(\s|$)");
        return (synth(200, "Purged"));
    }
    unset req.http.Surrogate-Key;
    if (client.ip ~ purgers) {
        # a reader's request through that proxy: the portal takes the last address for the reader's, which it wrote
        set req.http.X-Forwarded-For = regsub(req.http.X-Forwarded-For, ",[^,]*$", "");
    }
    if (req.http.Authorization || req.http.Cookie ~ "(^|;\s*)sessionid=") {
        return (pass); # the newsroom
    }
    if (req.method == "GET" || req.method == "HEAD") {
        return (hash); # with its other cookies: a page that the portal lets us keep does not depend on them
    }
}

sub vcl_backend_response {
    set beresp.grace = 0s; # no page is shown after its end or its change, not even once
    set beresp.keep = 0s;
    if (beresp.http.Surrogate-Control ~ "max-age=[0-9]+" && !beresp.http.Set-Cookie) {
        set beresp.ttl = std.duration(regsub(beresp.http.Surrogate-Control, "^.*max-age=([0-9]+).*$", "\1s"), 0s);
        return (deliver);
    }
    if (!beresp.http.Cache-Control) {
        set beresp.ttl = 0s; # Varnish would keep it for two minutes
    }
}

sub vcl_deliver {
    unset resp.http.Surrogate-Control;
    unset resp.http.Surrogate-Key;
}

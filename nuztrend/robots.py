"""What programs are told of the site: /robots.txt, security.txt, and the key of IndexNow."""

from datetime import UTC, datetime, timedelta
from hmac import compare_digest

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, re_path
from django.utils import timezone
from django.views.decorators.http import require_safe

from nuztrend.lib.addresses import address
from nuztrend.pagecache import depends_on, ends_at, shared

PLAIN = "text/plain; charset=utf-8"
CLOSED = ("/admin/", "/captcha/", "/search/?", "/search/suggest/")
"""Of no use to anybody else's index. Comments and their forms stay readable: they say `noindex` themselves."""

# Names and purposes by their makers, gathered at https://github.com/ai-robots-txt/ai.robots.txt (22 August 2026).
# Googlebot, Bingbot, Applebot and PetalBot are left out: who refuses them leaves the search engines.
TRAINING = (
    *("AI2Bot", "Ai2Bot-Dolma", "Amazonbot", "anthropic-ai", "Applebot-Extended", "Brightbot 1.0", "Bytespider"),
    *("CCBot", "ChatGLM-Spider", "ClaudeBot", "cohere-training-data-crawler", "Cotoyogi", "DeepSeekBot", "Diffbot"),
    *("FacebookBot", "Factset_spyderbot", "FriendlyCrawler", "Google-CloudVertexBot", "Google-Extended"),
    *("GoogleOther", "GoogleOther-Image", "GoogleOther-Video", "GPTBot", "ICC-Crawler", "ImagesiftBot", "img2dataset"),
    *("ISSCyberRiskCrawler", "Kangaroo Bot", "laion-huggingface-processor", "LAIONDownloader", "meta-externalagent"),
    *("omgili", "omgilibot", "PanguBot", "SBIntuitionsBot", "TikTokSpider", "Timpibot", "VelenPublicWebCrawler"),
    *("Webzio-Extended", "YandexAdditional", "YandexAdditionalBot"),
)
"""They gather text and pictures for the training of models, or sell them for it."""
ANSWERS = (
    *("AddSearchBot", "Amzn-SearchBot", "Amzn-User", "Andibot", "AzureAI-SearchBot", "bedrockbot", "ChatGPT Agent"),
    *("ChatGPT-User", "Claude-SearchBot", "Claude-User", "Claude-Web", "Cloudflare-AutoRAG", "cohere-ai", "Devin"),
    *("DuckAssistBot", "ExaSearchBot", "FirecrawlAgent", "Gemini-Deep-Research", "Google-NotebookLM"),
    *("GoogleAgent-Mariner", "GoogleAgent-URLContext", "iAskBot", "kagi-fetcher", "Kimi-User", "LinerBot"),
    *("LinkupBot", "Manus-User", "meta-externalfetcher", "meta-webindexer", "MistralAI-User", "NotebookLM", "NovaAct"),
    *("OAI-SearchBot", "Operator", "Perplexity-User", "PerplexityBot", "PhindBot", "ShapBot"),
    *("TavilyBot", "TongyiBot", "YiyanBot", "YouBot"),
)
"""They search, answer and act for somebody who asked, mostly with a link to the source."""
KEPT_OUT: dict[str, tuple[str, ...]] = {"all": (), "no-training": TRAINING, "none": (*TRAINING, *ANSWERS)}
"""By the setting AI_CRAWLERS."""


@shared()
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """The Robots Exclusion Protocol (RFC 9309)."""
    depends_on("robots")  # which nothing touches: only settings are said, and they change with a new start
    everybody = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
    kept_out = KEPT_OUT[settings.AI_CRAWLERS]
    machines = [*(f"User-agent: {name}" for name in kept_out), "Disallow: /", ""] if kept_out else []
    sitemaps = [f"Sitemap: {settings.SITE_URL}{address(name)}" for name in ("sitemap", "sitemap_news")]
    return HttpResponse("\n".join([*machines, *everybody, "", *sitemaps, ""]), content_type=PLAIN)


@shared()
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness (RFC 9116). It expires a year after the day on which it is read."""
    if not settings.SECURITY_CONTACT:
        raise Http404("no contact is given")
    depends_on("robots")
    now = timezone.now().astimezone(UTC)
    today = datetime(now.year, now.month, now.day, tzinfo=UTC)
    ends_at(today + timedelta(days=1))
    said = {
        "Contact": settings.SECURITY_CONTACT,
        "Expires": f"{today + timedelta(days=365):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages": settings.LANGUAGE_CODE,
        "Canonical": f"{settings.SITE_URL}{request.path}",
    }
    return HttpResponse("".join(f"{name}: {value}\n" for name, value in said.items()), content_type=PLAIN)


@require_safe
def indexnow_key(request: HttpRequest, key: str) -> HttpResponse:
    """The key by which search engines see that announcements come from this host."""
    if not (settings.INDEXNOW_KEY and compare_digest(key, settings.INDEXNOW_KEY)):
        raise Http404("another key")
    return HttpResponse(key, content_type=PLAIN)


urlpatterns = [
    path("robots.txt", robots, name="robots"),
    path(".well-known/security.txt", security, name="security"),
    re_path(r"^(?P<key>[A-Za-z0-9-]{8,128})\.txt$", indexnow_key, name="indexnow_key"),
]

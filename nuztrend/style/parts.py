"""Which parts the style page shows: for each the template of the pages, and the made-up rows that it is given."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.template import engines

from articles.cards import trending_line
from articles.models import Amendment, Article, Photo
from articles.readers import Recent
from articles.reading import Onward
from articles.search.asking import LONGEST, Question
from articles.search.finding import Found, Result
from articles.search.form import SearchForm
from articles.search.suggesting import Suggestion
from articles.trending import Trending
from articles.wording.contents import changes_between
from comments.captcha.picture import draw
from comments.mail.forms import AddressForm
from comments.models import LONGEST_EXPLANATION, Comment, Decision, Reason
from comments.naming import UNNAMED
from comments.receipts.forms import AppealForm, TextForm
from comments.reports.form import GROUPS as REASONS
from comments.reports.form import ContestForm, ReportForm
from comments.threads.nesting import Place
from comments.threads.opening import NEWEST, OLDEST, ORDERS, Talk
from comments.transparency.figures import GROUPS
from comments.writing.busy import HERE, KEPT, OVER_BUDGET
from comments.writing.busy import told as told_in_words
from comments.writing.form import MISSING_DIGITS, WRONG_DIGITS, CommentForm
from nuztrend.context import site
from nuztrend.lib.addresses import address
from nuztrend.lib.paging import Page
from nuztrend.strip import Strip
from nuztrend.style import samples
from nuztrend.style.drawing import Part, drawn
from nuztrend.weather import CREDITS, Weather
from nuztrend.weather.models import City

Shown = tuple[str, str, dict[str, Any]]
"""A name, a template, and what the template is given besides what every page knows."""

DIGITS = "401276"
SUNNY = Weather("Columbus", 26, "☀️", "Clear sky", CREDITS["met-norway"], samples.NOON)
CONTENTS = [("s-a-heading", "A heading"), ("s-a-smaller-heading", "A smaller heading")]
DATED = {"since": "2025-06-30", "until": "2025-06-01"}


def groups(request: HttpRequest) -> list[tuple[str, list[Part]]]:
    """Give the parts of the pages in every state, by what they are; it reads photos and writes nothing."""
    wide, upright = samples.photos()
    shown = {
        "Frame": frame(),
        "Lists of stories": lists(wide),
        "A story": story(wide, upright),
        "Corrections": told(),
        "Comments": talk(),
        "The form": form(),
        "Reports": reports(),
        "Receipts": receipts(),
        "Search": search(),
        "City of the weather": city(),
        "Messages": messages(),
    }
    base = {**site(request), "request": request, "menu": samples.SECTIONS, "url": shown_address}
    numbers = iter(range(1_000))
    return [
        (kind, [drawn(next(numbers), name, template, base | given) for name, template, given in parts])
        for kind, parts in shown.items()
    ]


def shown_address(name: str, *args: str | int) -> str:
    """Give the address of a page; for the picture of a captcha the picture, since none is issued here."""
    if name == "captcha_picture":
        return f"data:image/png;base64,{b64encode(draw(DIGITS, b'style')).decode()}"
    return address(name, *args)


def frame() -> Iterator[Shown]:
    """What stands around every page."""
    yield "Strip, search and switch of colours", "_partials/band.html", {"strip": strip(None)}
    yield "The same with weather", "_partials/band.html", {"strip": strip(SUNNY)}
    yield "Masthead", "_partials/masthead.html", {}
    yield "Menu", "_partials/menu.html", {}
    yield "Menu on the page of a section", "_partials/menu.html", {"tag": samples.SECTIONS[1]}
    yield "Footer", "_partials/footer.html", {}
    yield "Footer without sections", "_partials/footer.html", {"menu": []}


def lists(photo: Photo | None) -> Iterator[Shown]:
    """Cards in all their shapes, where they stand; paging; empty states."""
    stories = [samples.story(number, photo if number % 3 != 2 else None) for number in range(12)]
    lines = [trending_line(each) for each in stories[:5]]
    voices = {"newest_comments": samples.comments, "site_data": str}
    front = {
        **voices,
        "leads": stories[:4],
        "latest": stories[4:],
        "has_older": True,
        "sections": [(section, stories[:4]) for section in samples.SECTIONS],
        "trending": lines,
    }
    empty = {"leads": [], "latest": [], "has_older": False, "sections": [], "trending": []}
    yield "Front page", "articles/home.html", front
    yield "Front page, preview of another order", "articles/front_preview.html", {**front, "left_out": 1}
    yield "Front page of an empty portal", "articles/home.html", {**voices, **empty}
    first, middle, last = Page(stories[:4], 1, True), Page(stories[1:3], 2, True), Page(stories[3:5], 3, False)
    yield "List, first page", "articles/_river.html", {"page": first}
    yield "List, a page in the middle", "articles/_river.html", {"page": middle}
    yield "List, last page", "articles/_river.html", {"page": last}
    yield "List, cut off", "_partials/paging.html", {"page": Page(stories[:1], 3, True, 3), "things": "stories"}
    yield "List, empty", "articles/_river.html", {"page": Page[Article]([], 1, False)}
    card = engines["jinja2"].env.get_template("articles/_card.html").module.card  # type: ignore[attr-defined]
    small = [card(each, samples.SECTIONS, shape="small", sizes="7rem") for each in stories[:4]]
    for name, cards, trending in (("", small, lines), (", empty", [], [])):
        yield f"Read More{name}", "articles/_related.html", {"related": cards}
        yield f"Latest Trending{name}", "articles/_trending.html", {"trending": trending}
    yield "A line of Latest Trending", "articles/_trending_line.html", {"story": stories[0]}
    detail = {"this_hour": "09:00", "last_hour": "08:00", "half_life": 12, "weight_of_comment": 5, "weight_of_new": 3}
    ranked = [Trending(each, Recent(214, 1_690, 20_311), pinned=not number) for number, each in enumerate(stories[:3])]
    yield "Trending in detail", "articles/trending.html", {**detail, "rows": ranked}
    yield "Trending in detail, empty", "articles/trending.html", {**detail, "rows": []}
    tags = {"page": Page(samples.SUBJECTS, 1, True), "letters": [("H", samples.SUBJECTS)]}
    yield "Tags", "articles/tags.html", tags
    none: dict[str, Any] = {"menu": [], "page": Page([], 1, False), "letters": []}
    yield "Tags, none yet", "articles/tags.html", none
    yield "Archive", "articles/archive.html", {"years": [(2025, [(samples.NOON.date(), 1_204)])]}
    yield "Archive, empty", "articles/archive.html", {"years": []}


def story(wide: Photo | None, upright: Photo | None) -> Iterator[Shown]:
    """The page of a story."""
    tags = [*samples.SECTIONS[:2], *samples.SUBJECTS]
    asides = {"related": [], "trending": [], "comments_data": no_data}
    full = {
        **asides,
        "article": samples.full_story(wide, amendments=samples.amendments()[:1], source_type="own", ai_use="none"),
        "tags": tags,
        "bylines": [samples.TEAM, samples.ADA],
        "contents": CONTENTS,
        "onward": Onward(samples.SECTIONS[0], "sample-1", samples.HEADLINES[2]),
        "comments_under": lambda article: Talk(Page(samples.threads(), 1, True), [3, 2, 1]),
    }
    yield "Story with everything", "articles/article.html", full
    bare: dict[str, Any] = {
        "tags": [],
        "bylines": [],
        "contents": [],
        "onward": None,
        "comments_under": lambda article: Talk(Page[Place]([], 1, False)),
    }
    closed = samples.story(1, None, body_html="<p>Words alone.</p>", comments_policy=Article.CommentsPolicy.CLOSED)
    yield "Story of words alone, comments closed", "articles/article.html", {**asides, **bare, "article": closed}
    if upright:
        tall = samples.story(3, upright, body_html="<p>Under a picture that is higher than wide.</p>", words=40)
        yield "Story with an upright picture", "articles/article.html", {**asides, **bare, "article": tall}
    draft = samples.story(4, None, publish_at=None, version=3, state=Article.State.DRAFT)
    preview = {"article": draft, "preview_state": "draft", "preview_public": False}
    yield "Preview", "articles/preview.html", {**asides, **bare, **preview}
    outside = {"version": "draft, version 3", "until": "10-jul-2025, 09:00 UTC", "embargo": "09-jul-2025, 06:00 UTC"}
    yield "Preview for outsiders", "articles/shared_preview.html", {**asides, **bare, **preview, **outside}
    ended = {"until": "06-jul-2025, 09:00 UTC"}
    yield "Preview link, ended", "articles/preview_over.html", {"revoked": False, **ended}
    yield "Preview link, revoked", "articles/preview_over.html", {"revoked": True, **ended}


def told() -> Iterator[Shown]:
    """What readers are told of changes, and what changed word by word."""
    on = samples.story(amendments=samples.amendments())
    yield "Above a story", "articles/_amendments.html", {"article": on}
    rows = samples.corrections()
    page = {"page": Page(rows, 1, True), "trending": []}
    yield "Page of corrections", "articles/corrections.html", page
    yield "Page of corrections, none yet", "articles/corrections.html", {**page, "page": Page[Amendment]([], 1, False)}
    for name, changes in (("", changes_between(*samples.contents(), for_readers=True)), (", nothing left", [])):
        given = {"article": on, "told": rows[0], "changes": changes}
        yield f"What changed{name}", "articles/changes.html", given


def talk() -> Iterator[Shown]:
    """Comments under a story and on the front page."""
    on, comments = samples.story(), samples.comments()
    yield "Newest comments", "comments/_recent.html", {"newest_comments": lambda: comments}
    yield "Newest comments, none", "comments/_recent.html", {"newest_comments": list}
    places, orders = samples.threads(), {"article": on, "orders": ORDERS.values()}
    for name, order, page in (
        ("", NEWEST, Page(places, 1, True)),
        (", oldest first", OLDEST, Page(places[:2], 2, True, 2)),
        (", none", NEWEST, Page[Place]([], 1, False)),
    ):
        given = {**orders, "order": order, "talk": Talk(page), "page": page}
        yield f"Page of comments{name}", "comments/comments.html", given
    thread = {"article": on, "thread": samples.thread(), "page": Page(comments, 2, True)}
    yield "Page of one thread", "comments/thread.html", thread
    yield "New comments", "comments/_new.html", {"article": on, "places": places[:1], "has_more": True}
    yield "Vote, not counted", "comments/vote.html", {"why": "Please try again in 2 minutes.", "back": "/"}


def receipts() -> Iterator[Shown]:
    """The private pages of who wrote a comment."""
    on = samples.story()
    for state in Comment.State:
        yield f"Receipt, {state.label}", "comments/receipt.html", receipt(state)
    answered = samples.appeal(Decision.DISMISSED)
    yield "Receipt, after an appeal", "comments/receipt.html", receipt(Comment.State.REMOVED, appeal=answered)
    waiting = samples.appeal(Decision.OPEN)
    yield "Receipt, during an appeal", "comments/receipt.html", receipt(Comment.State.REJECTED, appeal=waiting)
    mine = samples.comment(4, "Grace", "Mine, and only mine.")
    page: dict[str, Any] = {"article": on, "comment": mine, "foreign": False, "open": True, "lodged": False}
    typed, nothing = TextForm({"text": "My words."}), AppealForm({"text": ""})
    yield "Change the words", "comments/receipt_edit.html", {**page, "form": typed}
    yield "Too late to change them", "comments/receipt_edit.html", {**page, "form": typed, "open": False}
    yield "Delete", "comments/receipt_delete.html", page
    declined = {**page, "standing": receipt(Comment.State.REMOVED)["standing"], "refused": ""}
    yield "Appeal, nothing written", "comments/receipt_appeal.html", {**declined, "form": nothing}
    on_letters: dict[str, Any] = {"is_offered": True, "letterbox": None}
    yield "Letters", "comments/receipt_letters.html", {**on_letters, "form": AddressForm()}
    yield "Letters, a slip", "comments/receipt_letters.html", {**on_letters, "form": AddressForm({"address": "grace@"})}
    for name, box in (
        ("asked", samples.letterbox(None)),
        ("confirmed", samples.letterbox(samples.NOON)),
        ("gone", None),
    ):
        known = {**on_letters, "letterbox": box, "is_offered": box is not None, "form": AddressForm()}
        yield f"Letters, {name}", "comments/receipt_letters.html", known
        linked = {"letterbox": box, "story_name": f"“{samples.HEADLINES[0]}”"}
        yield f"Link to confirm, {name}", "comments/receipt_letters_confirm.html", linked
        yield f"Link to end letters, {name}", "comments/receipt_letters_stop.html", linked
    twice = {**declined, "lodged": True, "refused": "You have used your one appeal already.", "form": typed}
    yield "A second appeal", "comments/receipt_appeal.html", twice


def receipt(state: str, **given: Any) -> dict[str, Any]:
    """Give what the receipt of a comment in this state is given."""
    standing = samples.standing(state)
    shown = {
        "article": samples.story(),
        "letterbox": None,
        "has_letters": True,
        "comment": standing.comment,
        "standing": standing,
        "is_public": True,
    }
    open_until = samples.NOON if state == Comment.State.HELD else None
    more = {"stands": standing.comment.is_visible, "appeal": None, "edit_until": open_until, "contact": "/"}
    return shown | more | given


def form() -> Iterator[Shown]:
    """The comment form: blank, asking for digits, with every slip, and refused."""
    on = samples.story()
    typed = {"name": "Grace", "text": "My words.", "captcha_key": "style", "opened": ""}
    captcha = {"article": on, "captcha_key": "style", "captcha_answer": "", "opened": ""}
    yield "Blank", "comments/_form.html", {"article": on}
    answered = samples.comments()[0]
    yield "Answering", "comments/answer.html", {"article": on, "answered": answered}
    yield "With the digits", "comments/_form.html", {**captcha, "form": CommentForm(on, typed)}
    first = slip({**typed, "captcha_key": ""}, captcha=MISSING_DIGITS)
    yield "Without JavaScript: one more step", "comments/write.html", {**captcha, "form": first}
    yield "Wrong digits", "comments/write.html", {**captcha, "form": slip(typed, captcha=WRONG_DIGITS)}
    nothing = slip({"captcha_key": "style"}, captcha=MISSING_DIGITS)
    yield "Nothing filled in", "comments/write.html", {**captcha, "form": nothing}
    preview = CommentForm(on, {**typed, "preview": "1"})
    yield "Preview", "comments/write.html", {**captcha, "form": preview, "answered": answered}
    spared = {**captcha, "captcha_key": "", "form": CommentForm(on, typed, clearance="style")}
    yield "Spared the digits", "comments/_form.html", spared
    yield "Too many digits asked for", "comments/_form.html", {**spared, "form": CommentForm(on, typed)}
    again = {"why": OVER_BUDGET, "kept": HERE, "when": told_in_words(40), **dict.fromkeys(KEPT, "")}
    yield "Too many comments", "comments/busy.html", {**again, "text": "My words."}
    yield "Closed meanwhile", "comments/closed.html", {"article": on, "text": "My words."}
    yield "Not stored", "comments/unavailable.html", {"text": "My words."}


def slip(typed: dict[str, str], **told: str) -> CommentForm:
    """Give a form that was sent, with what is said beside its fields."""
    sent = CommentForm(samples.story(), typed)
    sent.errors.pop("__all__", None)  # the sample was not opened by anybody, which is no subject here
    for name, words in told.items():
        sent.add_error(name, words)
    return sent


def reports() -> Iterator[Shown]:
    """The form with which readers report a comment, and the receipt of who did."""
    on, comment = samples.story(), samples.comments()[0]
    about = {"article": on, "comment": comment, "kept_days": 180, "longest_explanation": LONGEST_EXPLANATION}
    form = {**about, "groups": REASONS, "form": ReportForm(comment)}
    yield "Report a comment", "comments/report_form.html", form
    slips = ReportForm(comment, {"code": "illegal", "address": "ada at home"})
    slips.errors.pop("__all__", None)
    yield "Report a comment, slips", "comments/report_form.html", {**form, "form": slips}
    yield "Reported too late", "comments/report_gone.html", {"article": on, "text": "My words."}
    for number, (name, report) in enumerate(samples.reports(comment)):
        receipt = {**about, "report": report, "reason": Reason(report.code).label, "form": ContestForm()}
        receipt |= {"stands": name != "upheld", "contact": "mailto:editors@example.org", "reports_to_hold": number}
        receipt |= {"is_public": number % 2 == 0, "story_name": UNNAMED}
        yield f"Receipt of a report, {name}", "comments/report.html", receipt
    tallies = {"as_of": samples.NOON, "reports_to_hold": 3, "months": samples.months()}
    yield "Moderation in figures", "comments/transparency.html", {**tallies, "tables": [(g, g.figures) for g in GROUPS]}
    yield "Moderation in figures, none", "comments/transparency.html", {**tallies, "months": [], "tables": []}


def search() -> Iterator[Shown]:
    """The page of search, and the list under its box."""
    asked: dict[str, Any] = {"found": None, "meant": "", "subjects": [], "page": None, "longest": LONGEST}
    results = [Result(samples.story(number), samples.HEADLINES[number], "… the ") for number in range(2)]  # type: ignore[arg-type]
    subjects = [Suggestion("Harbours", address("tag", "harbours"), "tag"), Suggestion("Ada Lovelace", "/", "byline")]
    words = SearchForm({"q": "harbor"})
    yield "Search", "articles/search.html", {**asked, "form": SearchForm({})}
    found = {"found": Found(Question(), [1, 2], True), "page": Page(results, 2, True), "subjects": subjects}
    yield "Found", "articles/search.html", {**asked, **found, "form": words}
    none = {
        "found": Found(Question(), []),
        "page": Page([], 1, False),
        "meant": "harbour",
        "meant_address": "q=harbour",
    }
    yield "Nothing found", "articles/search.html", {**asked, **none, "form": words}
    yield "A slip", "articles/search.html", {**asked, "form": SearchForm({"q": "harbour", **DATED})}
    yield "No word to look for", "articles/search.html", {**asked, "form": SearchForm({"q": "?!"})}
    yield "Suggestions", "site/_suggested.html", {"suggestions": [*subjects, Suggestion("A short one", "/", "story")]}


def strip(weather: Weather | None) -> Strip:
    """Give the strip of today with this weather."""
    return replace(Strip.today(), weather=weather)


def city() -> Iterator[Shown]:
    """The page on which readers choose the city of the weather."""
    columbus = City(pk=4509177, name="Columbus", region="Ohio", country="United States")
    page: dict[str, Any] = {"own": strip(SUNNY), "chosen": None, "asked": "", "found": None, "longest": 100}
    page |= {"credit": SUNNY.credit, "credit_of_file": None}
    yield "Nothing chosen", "strip/city.html", page
    yield "Chosen, and another looked for", "strip/city.html", {**page, "chosen": columbus, "found": [columbus]}
    yield "No such city", "strip/city.html", {**page, "asked": "Atlantis", "found": []}


def messages() -> Iterator[Shown]:
    """What a reader gets who cannot get what was asked for."""
    reason = "The survey was of another harbour: see https://example.org/survey"
    gone = samples.story(state=Article.State.RETRACTED, retraction_reason=reason)
    yield "Retracted", "articles/gone.html", {"article": gone}
    yield "Withdrawn by time", "articles/gone.html", {"article": samples.story()}
    for number in ("404", "400", "403", "403_csrf"):
        yield number.replace("_csrf", " without token"), f"{number}.html", {}


def no_data(*rows: object) -> str:
    """Give no data for machines: these stories are made up."""
    return ""

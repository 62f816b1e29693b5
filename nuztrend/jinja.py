"""What the public templates know besides their context: addresses, how dates are written, and the comments.

They are Jinja2's, which compiles them to Python; the admin's templates stay with Django's own engine.
"""

from typing import Any

from django.conf import settings
from django.template import defaultfilters
from django.templatetags.static import static
from jinja2 import Environment, StrictUndefined

from articles.frame import frame_part
from articles.printing import dateline, kicker, month_name, paragraphs, reading_time, told_time
from articles.readers.page import read_address
from articles.structured import byline_data, machine_time, shared_picture, site_data, story_data, tag_data
from comments.models import LONGEST_NAME, LONGEST_TEXT
from comments.printing import by_whom, comment_addresses, comment_time, comments_data, comments_under, newest_comments
from nuztrend.lib.addresses import address
from nuztrend.lib.dates import span_words
from nuztrend.lib.templates import Folded


def environment(**options: Any) -> Environment:
    """Give the environment of the public templates. A name that nobody gave is an error, not an empty place."""
    options |= {"autoescape": True, "undefined": StrictUndefined}
    made = Folded(**options, address=address, trim_blocks=True, lstrip_blocks=True)
    made.globals.update(
        frame_part=frame_part,
        comment_addresses=comment_addresses,
        comments_under=comments_under,
        newest_comments=newest_comments,
        read_address=read_address,
        comments_data=comments_data,
        story_data=story_data,
        tag_data=tag_data,
        byline_data=byline_data,
        site_data=site_data,
        shared_picture=shared_picture,
        locale={"en": "en_US"}.get(settings.LANGUAGE_CODE, settings.LANGUAGE_CODE.replace("-", "_")),
        longest_name=LONGEST_NAME,
        longest_text=LONGEST_TEXT,
    )
    made.filters.update(
        static=static,  # of a constant: looked up when the template is compiled, not once a request
        dateline=dateline,
        month_name=month_name,
        kicker=kicker,
        paragraphs=paragraphs,
        reading_time=reading_time,
        told_time=told_time,
        machine_time=machine_time,
        by_whom=by_whom,
        comment_time=comment_time,
        span_words=span_words,
        pluralize=defaultfilters.pluralize,
        truncatechars=defaultfilters.truncatechars,
        urlize=defaultfilters.urlize,
    )
    return made

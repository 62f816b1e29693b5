// The script of every public page; each part looks for what it works on, and does nothing where there is none.
// `collectstatic` writes the parts into it, each into a block of its own (nuztrend/joined.py): one request.
import "./relative-time.js";
import "./strip.js";
import "./search.js";
import "./read.js";
import "./share.js";
import "./headings.js";
import "./embed.js";
import "./captcha.js";
import "./counter.js";
import "./send-once.js";
import "./vote.js";
import "./news.js";
import "./manifest.js";

// Says how long ago a comment was written, for a month; the exact time stays in the tooltip.
const WORDS = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
const UNITS = [["week", 604_800], ["day", 86_400], ["hour", 3_600], ["minute", 60]];
const MONTH = 2_629_746;

function ago(time) {
  const seconds = (Date.now() - Date.parse(time.dateTime)) / 1000;
  if (seconds > MONTH) return time.title;
  const [unit, size] = UNITS.find(([, size]) => seconds >= size) ?? [];
  return unit ? WORDS.format(-Math.floor(seconds / size), unit) : "just now";
}

function tell() {
  for (const time of document.querySelectorAll("time[data-relative]")) {
    time.title ||= time.textContent;
    time.textContent = ago(time);
  }
}

tell();
setInterval(tell, 60_000);

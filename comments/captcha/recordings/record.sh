#!/bin/sh
# Speaks the ten digits in four synthetic voices: <voice>-<digit>.wav beside this file.
# Needs espeak-ng and sox; run again only to change the voices. The site itself needs neither.
set -eu
cd "$(dirname "$0")"

# name, espeak-ng voice, pitch (0-99), words per minute
voices="
anna   en-us+f3          58  135
boris  en-gb+m3          36  140
clara  en-gb-x-rp+f2     48  125
duncan en-us+m7          30  130
"

raw="$(mktemp -d)"
trap 'rm -rf "$raw"' EXIT

echo "$voices" | while read -r name voice pitch speed; do
    [ -n "$name" ] || continue
    for digit in 0 1 2 3 4 5 6 7 8 9; do
        word=$digit
        [ "$digit" != 0 ] || word=zero
        espeak-ng -v "$voice" -p "$pitch" -s "$speed" -w "$raw/word.wav" "$word"
        # Silence is cut at both ends, so that the gaps are the programme's own; -R makes dither repeatable.
        sox -R "$raw/word.wav" -r 11025 -b 16 -c 1 "$name-$digit.wav" \
            highpass 90 silence 1 0.01 0.1% fade t 0.008 \
            reverse silence 1 0.01 0.1% fade t 0.02 reverse gain -n -2
    done
done

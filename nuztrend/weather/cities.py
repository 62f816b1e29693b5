"""The table of cities: how it is made from GeoNames' files, loaded, and searched."""

import csv
import gzip
import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.db import transaction
from django.db.models import Min

from nuztrend.weather.models import City, CityName, CityTable

DATA = Path(__file__).parent / "data" / "cities.tsv.gz"
OTHER_NAMES, FOREIGN_NAMES = 100_000, 1_000_000  # inhabitants from which a city keeps other names, and other scripts
SHORTEST, LONGEST, FOUND = 2, 60, 20
APOSTROPHES = "'’‘`ʻʼ"


def folded(text: str) -> str:
    """Give a name as it is searched for: small letters without accents and punctuation, one blank between words."""
    parts = unicodedata.normalize("NFKD", text.replace("\0", " ").casefold())
    kept = (letter for letter in parts if not unicodedata.combining(letter) and letter not in APOSTROPHES)
    return " ".join("".join(letter if letter.isalnum() else " " for letter in kept).split())


def search(asked: str) -> list[City]:
    """Give at most 20 cities by what a reader typed: `columbus`, `münchen`, `Columbus, Ohio`, `paris us`.

    Cities that are called so come first, then those whose name begins so, then those with another name that does; of
    each the largest first.
    """
    asked = asked[:LONGEST]
    head, comma, tail = asked.partition(",")
    name, narrower = folded(head), folded(tail).split()
    found = _named(name, narrower)
    words = name.split()
    while not found and not comma and len(words) > 1:  # the last words may be a region or a country
        narrower = [words.pop(), *narrower]
        found = _named(" ".join(words), narrower)
    return found


def _named(name: str, narrower: list[str]) -> list[City]:
    if len(name) < SHORTEST:
        return []
    names = CityName.objects.filter(start=name[:2], name__startswith=name)
    first = dict(names.values_list("city_id").annotate(best=Min("name")))
    cities = City.objects.filter(pk__in=names.values("city_id")).order_by("-population", "pk")
    fitting = [city for city in cities if all(word in _place_words(city, word) for word in narrower)]
    own = {city.pk: folded(city.name) for city in fitting}
    # stable: by population within each
    return sorted(
        fitting, key=lambda city: (name not in (own[city.pk], first[city.pk]), not own[city.pk].startswith(name))
    )[:FOUND]


def _place_words(city: City, word: str) -> set[str]:
    """The word, if it names or begins a word of the city's region or country."""
    around = [*folded(city.region).split(), *folded(city.country).split(), city.code.lower(), city.abbreviation.lower()]
    around.append("usa" if city.code == "US" else "uk" if city.code == "GB" else "")
    return {word} if any(part.startswith(word) for part in around if part) else set()


def load() -> int:
    """Put the table into the database unless it is there already; give how many cities were loaded."""
    packed = DATA.read_bytes()
    digest = hashlib.sha256(packed).hexdigest()
    if CityTable.objects.filter(digest=digest).exists():
        return 0
    cities, names = [], []
    for line in gzip.decompress(packed).decode().splitlines():
        if line.startswith("#"):
            continue
        pk, name, region, abbreviation, country, code, latitude, longitude, people, zone, others = line.split("\t")
        place = {"code": code, "latitude": float(latitude), "longitude": float(longitude), "zone": zone}
        cities.append(
            City(
                id=int(pk),
                name=name,
                region=region,
                abbreviation=abbreviation,
                country=country,
                population=int(people),
                **place,
            )
        )
        for each in {folded(name), *filter(None, others.split("|"))}:
            names.append(CityName(city_id=int(pk), name=each, start=each[:2]))
    with transaction.atomic():
        fields = [field.name for field in City._meta.concrete_fields if not field.primary_key]
        City.objects.bulk_create(
            cities, batch_size=1_000, update_conflicts=True, unique_fields=["id"], update_fields=fields
        )
        CityName.objects.all().delete()
        CityName.objects.bulk_create(names, batch_size=2_000)
        CityTable.objects.all().delete()
        CityTable.objects.create(digest=digest)
    return len(cities)


def trim(cities: Path, regions: Path, countries: Path, to: Path = DATA) -> int:
    """Make the table from cities15000.txt, admin1CodesASCII.txt and countryInfo.txt of GeoNames; give its lines.

    Their columns are explained at https://download.geonames.org/export/dump/.
    """
    region_of = {row[0]: row[1] for row in _rows(regions)}
    country_of = {row[0]: row[4] for row in _rows(countries)}
    lines = []
    for row in _rows(cities):
        code, people = row[8], int(row[14])
        region = region_of.get(f"{code}.{row[10]}", "")
        others = _other_names(row[1], row[3].split(","), people)
        place = [f"{float(row[4]):.2f}", f"{float(row[5]):.2f}", str(people), row[17], "|".join(others)]
        abbreviation = row[10] if row[10].isalpha() else ""  # of states: GA; most countries number their regions
        lines.append([row[0], row[1], region, abbreviation, country_of.get(code, code), code, *place])
    lines.sort(key=lambda line: (line[5], line[2], int(line[0])))
    head = (
        "# Cities of GeoNames (https://www.geonames.org/), CC BY 4.0, trimmed and folded by `manage.py trim_cities`.\n"
    )
    text = head + "".join("\t".join(line) + "\n" for line in lines)
    to.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    return len(lines)


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row and not row[0].startswith("#"):
                yield row


def _other_names(name: str, others: Iterable[str], people: int) -> list[str]:
    """Other names, folded. Left out: codes of airports, and transcriptions, which GeoNames writes small."""
    if people < OTHER_NAMES:
        return []
    kept = set()
    for other in others:
        if not other or len(other) > 40 or (len(other) == 3 and other.isupper()) or (other[0].islower()):
            continue
        word = folded(other)
        if word and (word.isascii() or people >= FOREIGN_NAMES):
            kept.add(word)
    return sorted(kept - {folded(name)})

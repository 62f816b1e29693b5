"""What Read More costs the worker, and how good it is.

    python bench/growth.py fill --stories 100000 --folder /tmp/growth
    python bench/related.py --stories 100000 --folder /tmp/growth [--relate 200] [--publish 40]

Learns what the stories of a filled portal are about, then publishes stories by their verbs and times the worker's task
for each of them. Prints Markdown. With `--corpus FILE` it tells precision at five by section instead, over all stories
of a labelled corpus (`section`, `headline`, `body`), in a portal of its own: no tags, no keywords, all of one moment.
"""

import os
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory, gettempdir

from serving import ROOT, machine, say


def main() -> None:
    parser = ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--stories", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, default=Path(gettempdir()) / "nuztrend-growth")
    parser.add_argument("--relate", type=int, default=200, help="stories of the archive that are related again")
    parser.add_argument("--publish", type=int, default=40)
    parser.add_argument("--corpus", type=Path)
    options = parser.parse_args()
    print(machine(), flush=True)
    with TemporaryDirectory() as own:
        os.environ["VAR"] = own if options.corpus else str(options.folder / str(options.stories))
        os.environ |= {"LOG_LEVEL": "WARNING", "DJANGO_SETTINGS_MODULE": "nuztrend.settings"}
        sys.path[0] = str(ROOT)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        if options.corpus:
            precision(options.corpus)
        else:
            cost(options.relate, options.publish)


def cost(relate: int, publish: int) -> None:
    """Print what the steps take in milliseconds, by the wall and of the processor."""
    from articles import tasks
    from articles.models import Article, Byline, StoryTerm
    from articles.related import rebuild, relate_alone

    began, taken = time.monotonic(), {}
    for at in rebuild.rebuild():
        if at.step == rebuild.RELATE:
            break
        taken[at.step] = time.monotonic() - began
        if at.done % 5_000 == 0:
            say(f"  {at.step}: {at.done:,} of {at.total:,}")
    print(f"- {at.total:,} stories learned in {time.monotonic() - began:,.0f} s, {StoryTerm.objects.count():,} weights")
    published = Article.objects.in_public_life()
    step = max(1, published.count() // relate)
    rows = {"one story of the archive related": times(relate_alone, published.order_by("pk")[::step][:relate])}
    models = list(Article.objects.published().newest_first()[200 : 200 + publish])
    by, new = Byline.objects.first(), []
    for number, model in enumerate(models):
        story = Article(title=f"{model.title} anew", slug=f"anew-{number}-{time.time_ns()}", body=model.body)
        story.save_version(by=None, tags=model.subjects, bylines=[by] if by else [])
        new.append(story)
    rows["publishing, in the request"] = times(lambda story: story.publish(by=None), new)
    rows["the worker's task after a publication"] = times(lambda story: tasks.relate.call(story.pk), new)
    print("\n| | median ms | p95 ms | most ms | CPU, median ms |\n| --- | --- | --- | --- | --- |")
    for name, (wall, cpu) in rows.items():
        print(
            f"| {name} | {median(wall):.0f} | {quantiles(wall, n=20)[-1]:.0f} | {max(wall):.0f} | {median(cpu):.0f} |"
        )


def times(do: object, stories: object) -> tuple[list[float], list[float]]:
    """Give the milliseconds that each story takes: by the wall, and of the processor."""
    wall, cpu = [], []
    for story in stories:
        began, began_cpu = time.perf_counter(), time.process_time()
        do(story)
        wall.append((time.perf_counter() - began) * 1000)
        cpu.append((time.process_time() - began_cpu) * 1000)
    return wall, cpu


def precision(corpus: Path) -> None:
    """Print the share of the first five stories under Read More that are of the same section."""
    from articles.models import Related
    from articles.related import rebuild
    from tests.corpus import publish

    section = publish(corpus)
    for at in rebuild.rebuild():
        if at.done % 500 == 0:
            say(f"  {at.step}: {at.done:,} of {at.total:,}")
    firsts = Related.objects.filter(position__lte=5).values_list("article_id", "other_id")
    right = sum(section[story] == section[other] for story, other in firsts)
    print(f"- precision at five over {len(section):,} stories of {corpus.name}: {right / (5 * len(section)):.3f}")


if __name__ == "__main__":
    main()

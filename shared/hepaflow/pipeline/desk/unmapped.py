"""List the names, codes and units that no profile knows, over the runs that count."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from hepaflow.domain.identity import RunId
from hepaflow.domain.profile.parts import MAIN_FEED
from hepaflow.domain.study.files import Visible
from hepaflow.domain.study.unmapped import EXAMPLES, LeftOut, Unmapped, UnmappedKey, UnmappedKind
from hepaflow.domain.visits.masking import Mask
from hepaflow.pipeline.desk.checks import BETWEEN, Centers, listed_centers, require_center
from hepaflow.pipeline.masking.masked_services import is_masked_now, mask_at
from hepaflow.pipeline.profiles.nearest import nearest
from hepaflow.pipeline.services import Services

_AT_ONCE = 90  # files whose states are read with one request


@dataclass(frozen=True, slots=True)
class UnmappedTask:
    """One thing to explain.

    Attributes:
        unmapped: what it is; `count` and `examples` over all runs that count.
        files: ids of their files, the first digits.
        nearest: analyte codes that a name may mean, nearest first.
        feed: the feed whose profile does not know it.
        center: the center of the feed.
    """

    unmapped: Unmapped
    files: tuple[str, ...]
    nearest: tuple[str, ...]
    feed: str = MAIN_FEED
    center: str = ""


@dataclass(frozen=True, slots=True)
class WorkList:
    """What is to be explained for a center.

    Attributes:
        tasks: most frequent first.
        left_out: how many further texts were met and not kept, summed over the runs that count.
    """

    tasks: tuple[UnmappedTask, ...]
    left_out: int


_CENTERS = 20  # of a page, at two requests each at least
_WHOLE = "whole"  # in place of a number of tasks: every one of the center was listed


@dataclass(frozen=True, slots=True)
class UnmappedPage:
    """What is to be explained for some centers, in order; `after` says where the next page begins, "" if nowhere.

    Attributes:
        tasks: of each center the most frequent first.
        left_out: how many further texts were met and not kept, at the centers that begin on this page.
    """

    tasks: tuple[UnmappedTask, ...]
    left_out: int
    after: str


def unmapped_page(
    services: Services, study: str, center: str, centers: Centers, after: str, limit: int
) -> UnmappedPage:
    """Return a page of what is to be explained; it has at most 20 centers.

    Args:
        services: the ports.
        study: the study's id.
        center: the only center; "" for all that the caller may see.
        centers: the centers that the caller may see; None: all.
        after: the `after` of the page before; "" for the first page.
        limit: how many tasks a page holds at most.

    Raises:
        Missing: no such study or center.
    """
    begin, _, shown = after.partition(BETWEEN)
    visible = listed_centers(services, study, center, centers)
    masked = centers is None and is_masked_now(services, study)
    listed = [at for at in visible if at > begin or (at == begin and shown != _WHOLE)]
    tasks: list[UnmappedTask] = []
    left_out = 0
    for count, at in enumerate(listed, 1):
        told = int(shown) if at == begin else 0
        found = work_list(services, study, at, masked=masked)
        more = found.tasks[told : told + limit - len(tasks)]
        tasks += more
        left_out += 0 if told else found.left_out
        if told + len(more) < len(found.tasks):
            return UnmappedPage(tuple(tasks), left_out, f"{at}{BETWEEN}{told + len(more)}")
        if count < len(listed) and (len(tasks) == limit or count == _CENTERS):
            return UnmappedPage(tuple(tasks), left_out, f"{at}{BETWEEN}{_WHOLE}")
    return UnmappedPage(tuple(tasks), left_out, "")


def work_list(services: Services, study: str, center: str, *, masked: bool = False) -> WorkList:
    """Return what is to be explained for a center, most frequent first.

    A masked caller gets texts alone, in order of the alphabet: rows, files and examples may be of masked results. He gets no
    text that only masked rows may have.

    Args:
        services: the ports.
        study: the study's id.
        center: the center's id.
        masked: whether the caller is masked.

    Raises:
        Missing: no such study or center.
    """
    require_center(services, study, center)
    found: dict[tuple[str, UnmappedKey], list[tuple[str, Unmapped]]] = {}
    left_out = 0
    for run, visible, unmapped in unmapped_now(services, study, center):
        if isinstance(unmapped, LeftOut):
            left_out += unmapped.texts
            continue
        found.setdefault((visible.feed, unmapped.names), []).append((run.file_id, unmapped))
    tasks = [replace(_task(met, services), feed=feed, center=center) for (feed, _), met in found.items()]
    tasks.sort(key=lambda task: (-task.unmapped.count, task.unmapped.names, task.feed))
    if masked:
        number = services.registry.head(study).journal_number
        return WorkList(_masked(tasks, mask_at(services.registry, study, number)), 0)
    return WorkList(tuple(tasks), left_out)


def _masked(tasks: Iterable[UnmappedTask], mask: Mask) -> tuple[UnmappedTask, ...]:
    """Return what a masked caller may know: no text that only masked rows may have.

    Nobody can say of a row whose name is unknown that its analyte is not masked, nor of any row that its visit is not. Where
    day 1 is masked, a text such as `ALT (day 7)` may name a visit.
    """
    if mask.hides_visits or mask.hides_names:
        return ()
    hidden = {*mask.analytes, ""} if mask.analytes else set[str]()
    shown = (task for task in tasks if task.unmapped.analyte not in hidden)
    blank = (replace(task, unmapped=replace(task.unmapped, count=0, examples=()), files=()) for task in shown)
    return tuple(sorted(blank, key=lambda task: (task.unmapped.names, task.feed)))


def unmapped_now(
    services: Services, study: str, center: str
) -> Iterator[tuple[RunId, Visible, Unmapped | LeftOut]]:
    """Yield what was met by runs that count now, with how each counts.

    Args:
        services: the ports.
        study: the study's id.
        center: the center's id.
    """
    noted = list(services.registry.unmapped(study, center))
    files = sorted({run.file_id for run, _ in noted})
    counting: dict[str, Visible] = {}
    for start in range(0, len(files), _AT_ONCE):
        view = services.registry.view(study, files[start : start + _AT_ONCE])
        visible = {file: state.visible() for file, state in view.states.items()}
        counting |= {file: entry for file, entry in visible.items() if entry}
    for run, unmapped in noted:
        counted = counting.get(run.file_id)
        if counted is not None and counted.run_number == run.run_number:
            yield run, counted, unmapped


def _task(met: Iterable[tuple[str, Unmapped]], services: Services) -> UnmappedTask:
    listed = list(met)
    first = listed[0][1]
    examples = dict.fromkeys(example for _, one in listed for example in one.examples)
    whole = Unmapped(*first.names, sum(one.count for _, one in listed), tuple(examples)[:EXAMPLES])
    near = nearest(first.text, services.catalog) if first.kind is UnmappedKind.NAME else ()
    return UnmappedTask(whole, tuple(sorted({file for file, _ in listed})), near)

"""Wait for long work, which the API does as a job."""

import time

import click
from rich.console import Console

from hepaflow.cli.remote.client import Client
from hepaflow.cli.remote.options import REFUSED_STATUS
from hepaflow.cli.remote.refusals import JsonObject

INTERRUPTED = 130  # the status of a program that Ctrl-C ends
_OPEN = ("queued", "running")
_PAUSE = 1.0  # seconds between two looks
_WORKING = {"en": "Working on job {}", "zh": "正在处理任务 {}"}
_STOPPED = {
    "en": "You stopped waiting. The job goes on at the server. It changes nothing unless you confirmed it.\n"
    "See its answer later: hepaflow job {}",
    "zh": "已停止等待。任务在服务器上继续；未经确认不会改变任何结果。\n稍后查看答复：hepaflow job {}",
}
_MASKED = {
    "en": "The job is done. The study masks results from your role, so you do not get its answer. Ask somebody with another role "
    "of the study that is not masked: hepaflow job {}",
    "zh": "任务已完成。本研究对您的角色设盲，因此不显示其答复。请让未被设盲的角色查看：hepaflow job {}",
}
_FAILED = {"en": "The job failed: {}", "zh": "任务失败：{}"}


def awaited(client: Client, answer: JsonObject, *, chinese: bool) -> JsonObject:
    """Return the answer of a request; if it became a job, wait for it and report the progress on standard error.

    Args:
        client: calls the API.
        answer: what the API returned: the answer itself, or a job.
        chinese: report in Chinese instead of English.

    Raises:
        ApiRefusal: the API rejected a request.
        Exit: with status 130, the user stopped waiting; with status 3, the job failed, or its answer is masked.
    """
    if "job_id" not in answer:
        return answer
    language, job = ("zh" if chinese else "en"), answer
    working = _WORKING[language].format(job["job_id"])
    if job["status"] in _OPEN:
        click.echo(working, err=True)
    try:
        with Console(stderr=True).status(working):
            while job["status"] in _OPEN:
                time.sleep(_PAUSE)
                job = client.call("GET", f"/jobs/{job['job_id']}")
    except KeyboardInterrupt:
        click.echo(_STOPPED[language].format(job["job_id"]), err=True)
        raise click.exceptions.Exit(INTERRUPTED) from None
    if job["status"] == "failed":
        click.echo(_FAILED[language].format(job["detail"]), err=True)
        raise click.exceptions.Exit(REFUSED_STATUS)
    if job["answer"] is None:
        job = client.call("GET", f"/jobs/{job['job_id']}")
    if job["masked"]:
        click.echo(_MASKED[language].format(job["job_id"]), err=True)
        raise click.exceptions.Exit(REFUSED_STATUS)
    done: JsonObject = job["answer"]
    return done

"""Jobs, and the workers that were last seen."""

from __future__ import annotations

from django.db import models


class Job(models.Model):
    """One thing to do (việc nền). `kind` and `key` together are asked for once: a second asking finds the first.

    It waits until `run_at`; whoever takes it holds it until `held_until` under a `holder` of their own, after which another
    may take it; sooner where `worker` is seen to be gone. `attempts` counts takings.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Đang chờ"
        HELD = "held", "Đang làm"
        DONE = "done", "Đã xong"
        FAILED = "failed", "Không làm được"

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    run_at = models.DateTimeField()
    held_until = models.DateTimeField(null=True)
    holder = models.UUIDField(null=True)
    worker = models.CharField(max_length=120, blank=True, help_text="Tiến trình lấy việc lần gần nhất (máy:tiến trình)")
    attempts = models.PositiveSmallIntegerField(default=0)
    why = models.TextField(blank=True, help_text="Vì sao lần làm gần nhất không xong")
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("run_at", "pk")
        constraints = (models.UniqueConstraint(fields=("kind", "key"), name="job_once"),)
        indexes = (models.Index(fields=("state", "run_at"), name="job_next"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class WorkerSeen(models.Model):
    """A worker's sign of life."""

    name = models.CharField(max_length=120, primary_key=True, help_text="máy:tiến trình")
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

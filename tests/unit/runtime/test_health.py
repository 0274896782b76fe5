from dataclasses import dataclass

from bot.runtime.health import Health


@dataclass
class Seconds:
    """A stopwatch that is moved by hand."""

    at: float = 0.0

    def __call__(self) -> float:
        return self.at


def test_a_job_is_late_after_three_ticks_and_a_minute() -> None:
    seconds = Seconds()
    health = Health(seconds)
    health.expect("plan", every_s=10)

    seconds.at = 90
    assert health.late() == ()
    seconds.at = 90.5
    assert health.late() == ("plan",)

    health.ticked("plan")
    assert health.late() == ()


def test_a_job_that_fails_still_ticks() -> None:
    seconds = Seconds()
    health = Health(seconds)
    health.expect("plan", every_s=10)

    seconds.at = 100
    health.ticked("plan", failed=True)

    assert health.late() == ()
    assert 'dytt_tick_failures_total{job="plan"} 1' in health.metrics()


def test_metrics_are_written_as_prometheus_reads_them() -> None:
    seconds = Seconds()
    health = Health(seconds)
    health.expect("plan", every_s=10)
    health.expect("deliver", every_s=1)
    health.ticked("plan")
    health.ready = True
    seconds.at = 1.5

    assert health.metrics().splitlines() == [
        "# TYPE dytt_ready gauge",
        "dytt_ready 1",
        "# TYPE dytt_ticks_total counter",
        'dytt_ticks_total{job="deliver"} 0',
        'dytt_ticks_total{job="plan"} 1',
        "# TYPE dytt_tick_failures_total counter",
        'dytt_tick_failures_total{job="deliver"} 0',
        'dytt_tick_failures_total{job="plan"} 0',
        "# TYPE dytt_tick_age_seconds gauge",
        'dytt_tick_age_seconds{job="deliver"} 1.500',
        'dytt_tick_age_seconds{job="plan"} 1.500',
    ]

"""The arithmetic of a railway: what so many trains ask for, and what that needs. `python3 -m operations.national`.

Every number that goes in is either measured (with the command that did) or an assumption, and stands here once.
"""

import math
import sys
from dataclasses import dataclass, field
from typing import Final

DAY_SECONDS: Final = 86_400
_GB: Final = 1e9
_WHOLE_FROM: Final = 100


@dataclass(frozen=True)
class Measured:
    """On two noisy cores; a server's process takes one of them, its database and the generator share the other."""

    checks_per_core: float = 797  # make bench: base.validations_per_second
    purchases_per_core: float = 1100  # make bench: store.purchases_per_second
    sign_ins_per_core: float = 339  # make bench: base.sign_ins_per_second, RSA
    face_ms: float = 57  # make bench: face.search of one 640 x 480 frame, the slower of two
    # Bytes a row with its indexes: pg_total_relation_size over the real tables (docs/guides/national-railway.md).
    ticket_bytes: float = 403
    check_bytes: float = 1230
    telemetry_bytes: float = 274
    audit_bytes: float = 540
    incident_bytes: float = 280
    purchase_bytes: float = 2900  # with 1.6 lines, their movements, the order and its events
    vector_bytes: float = 3_200  # 128 numbers of 4 bytes, their index, id and note
    face_process_mb: float = 700


@dataclass(frozen=True)
class Railway:
    """Assumptions, for a day of a busy season."""

    trains: int
    robots_per_train: int = 15
    passengers_per_robot: int = 36  # of a sleeping car
    changes_per_day: float = 1.7  # how often a berth's passenger is another one in a day
    boarding_share: float = 0.15  # of all trains that board at once, in the worst hour
    boarding_seconds: float = 20 * 60
    peak_factor: float = 2.5  # of the busiest minute, over the boarding's mean
    checks_per_boarding: float = 1.15  # with the refused and repeated ones
    face_share: float = 0.3
    frames_per_face_check: float = 2
    purchases_per_passenger: float = 0.6
    meal_share: float = 0.2  # of a day's purchases that fall into the busiest hour
    incidents_per_train: float = 0.2
    pictures_per_incident: float = 4
    telemetry_seconds: float = 60  # ROBOT_TELEMETRY_SECONDS
    poll_seconds: float = 3  # ROBOT_POLL_SECONDS
    return_seconds: float = 60  # in which the robots of a region sign in, once its uplink is back
    region_share: float = 0.25
    known_faces_share: float = 0.3  # of a year's passengers, who agreed to it
    photographs_per_face: float = 2
    passengers_a_year_per_train: float = 60_000
    busy: float = 0.6  # how much of a core is asked for at the peak
    measured: Measured = field(default_factory=Measured)

    @property
    def robots(self) -> int:
        return self.trains * self.robots_per_train

    @property
    def boardings_per_day(self) -> float:
        return self.robots * self.passengers_per_robot * self.changes_per_day

    @property
    def checks_per_second(self) -> float:
        """In the busiest minute."""
        boarding = self.trains * self.boarding_share * self.robots_per_train * self.passengers_per_robot
        return boarding / self.boarding_seconds * self.peak_factor * self.checks_per_boarding

    @property
    def face_frames_per_second(self) -> float:
        return self.checks_per_second * self.face_share * self.frames_per_face_check

    @property
    def polls_per_second(self) -> float:
        """Where am I, how am I: small requests, with an ETag most of them."""
        return self.robots / self.poll_seconds + self.robots / self.telemetry_seconds

    @property
    def purchases_per_day(self) -> float:
        return self.boardings_per_day * self.purchases_per_passenger

    @property
    def purchases_per_second(self) -> float:
        return self.purchases_per_day * self.meal_share / 3600 * self.peak_factor

    @property
    def sign_ins_per_second(self) -> float:
        return self.robots * self.region_share / self.return_seconds

    @property
    def base_cores(self) -> float:
        """A poll costs less than a check; it is counted as a third of one."""
        own = self.measured
        peak = self.checks_per_second / own.checks_per_core + self.polls_per_second / (3 * own.checks_per_core)
        return (peak + self.sign_ins_per_second / own.sign_ins_per_core) / self.busy

    @property
    def store_cores(self) -> float:
        return self.purchases_per_second / self.measured.purchases_per_core / self.busy

    @property
    def face_cores(self) -> float:
        return self.face_frames_per_second * self.measured.face_ms / 1000 / self.busy

    @property
    def rows_per_day(self) -> dict[str, float]:
        return {
            "tickets": self.boardings_per_day,
            "checks": self.boardings_per_day * self.checks_per_boarding,
            "telemetry": self.robots * DAY_SECONDS / self.telemetry_seconds,
            "audit": self.boardings_per_day * 0.1 + self.robots * 4,
            "incidents": self.trains * self.incidents_per_train,
            "purchases": self.purchases_per_day,
        }

    @property
    def bytes_per_day(self) -> dict[str, float]:
        own, rows = self.measured, self.rows_per_day
        size = {
            "tickets": own.ticket_bytes, "checks": own.check_bytes, "telemetry": own.telemetry_bytes,
            "audit": own.audit_bytes, "incidents": own.incident_bytes, "purchases": own.purchase_bytes,
        }  # fmt: skip
        return {name: count * size[name] for name, count in rows.items()}

    @property
    def kept_gb(self) -> float:
        """With telemetry for 30 days and the audit log for 400, as the settings have it, and the rest for a year."""
        days = {"telemetry": 30, "audit": 400}
        return sum(count * days.get(name, 365) for name, count in self.bytes_per_day.items()) / _GB

    @property
    def photographs(self) -> float:
        return self.trains * self.passengers_a_year_per_train * self.known_faces_share * self.photographs_per_face

    @property
    def gallery_gb(self) -> float:
        return self.photographs * self.measured.vector_bytes / _GB

    @property
    def train_kbit(self) -> float:
        """Of one train's uplink at its own boarding: polls of 0.6 kB, checks of 2 kB, faces of 2 frames of 60 kB."""
        robots = self.robots_per_train
        passengers = robots * self.passengers_per_robot
        checks = passengers / self.boarding_seconds * self.peak_factor * self.checks_per_boarding
        polls = robots / self.poll_seconds + robots / self.telemetry_seconds
        faces = checks * self.face_share * self.frames_per_face_check * 60
        return (polls * 0.6 + checks * 2 + faces) * 8


def table(stages: tuple[int, ...] = (1, 10, 100, 1000)) -> str:
    """In Markdown, a column for each number of trains."""
    railways = [Railway(trains) for trains in stages]
    lines = {
        "robots": [f"{one.robots:,}" for one in railways],
        "boardings a day": [f"{one.boardings_per_day:,.0f}" for one in railways],
        "ticket checks a second, busiest minute": [_number(one.checks_per_second) for one in railways],
        "faces a second (frames)": [_number(one.face_frames_per_second) for one in railways],
        "polls and telemetry a second": [_number(one.polls_per_second) for one in railways],
        "purchases a second, meal time": [_number(one.purchases_per_second) for one in railways],
        "sign-ins a second, a region's uplink is back": [_number(one.sign_ins_per_second) for one in railways],
        "rows a day": [f"{sum(one.rows_per_day.values()):,.0f}" for one in railways],
        "written a day": [f"{sum(one.bytes_per_day.values()) / _GB:,.2f} GB" for one in railways],
        "kept, with the settings' days": [f"{one.kept_gb:,.0f} GB" for one in railways],
        "photographs known": [f"{one.photographs:,.0f}" for one in railways],
        "their vectors": [f"{one.gallery_gb:,.1f} GB" for one in railways],
        "base_server: cores (replicas)": [_cores(one.base_cores) for one in railways],
        "store_server: cores (replicas)": [_cores(one.store_cores) for one in railways],
        "face_server: cores (replicas)": [_cores(one.face_cores) for one in railways],
        "database of base: cores": [_number(max(1.0, one.base_cores)) for one in railways],
        "uplink of one boarding train": [f"{one.train_kbit:,.0f} kbit/s" for one in railways],
    }
    head = f"| trains | {' | '.join(f'{stage:,}' for stage in stages)} |\n|---|{'--:|' * len(stages)}\n"
    return head + "".join(f"| {name} | {' | '.join(cells)} |\n" for name, cells in lines.items())


def _number(value: float) -> str:
    return f"{value:,.1f}" if value < _WHOLE_FROM else f"{value:,.0f}"


def _cores(value: float) -> str:
    return f"{value:,.1f} ({max(2, math.ceil(value))})"


if __name__ == "__main__":
    sys.stdout.write(table())

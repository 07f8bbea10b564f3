"""The tables. Importing this package knows them all, which alembic needs."""

from base_server.models.audit import AuditEntry
from base_server.models.base import Base
from base_server.models.check_conflicts import CheckConflict
from base_server.models.destinations import Attraction, Hotel, Sight
from base_server.models.devices import EnrolledDevice
from base_server.models.faces import Consent, FaceChange, FaceErasure, UserFace
from base_server.models.monitoring import (
    Camera,
    FaceLookup,
    Incident,
    IncidentFrame,
    IncidentPerson,
    IncidentStep,
    MonitoringEvent,
    Sighting,
    WatchlistEntry,
    WatchlistHit,
    WatchlistRemoval,
)
from base_server.models.passengers import KeycloakUser
from base_server.models.people import AuthCard, Engineer, User
from base_server.models.robots import Assignment, HelpCall, Robot
from base_server.models.stores import TrainStore
from base_server.models.telemetry import RobotAlarm, Telemetry
from base_server.models.terminals import StoreTerminal
from base_server.models.tickets import Check, Ticket
from base_server.models.timetable import Station, Trip, TripStop
from base_server.models.wagons import SeatPlan, TripWagon

__all__ = [
    "Assignment",
    "Attraction",
    "AuditEntry",
    "AuthCard",
    "Base",
    "Camera",
    "Check",
    "CheckConflict",
    "Consent",
    "Engineer",
    "EnrolledDevice",
    "FaceChange",
    "FaceErasure",
    "FaceLookup",
    "HelpCall",
    "Hotel",
    "Incident",
    "IncidentFrame",
    "IncidentPerson",
    "IncidentStep",
    "KeycloakUser",
    "MonitoringEvent",
    "Robot",
    "RobotAlarm",
    "SeatPlan",
    "Sight",
    "Sighting",
    "Station",
    "StoreTerminal",
    "Telemetry",
    "Ticket",
    "TrainStore",
    "Trip",
    "TripStop",
    "TripWagon",
    "User",
    "UserFace",
    "WatchlistEntry",
    "WatchlistHit",
    "WatchlistRemoval",
]

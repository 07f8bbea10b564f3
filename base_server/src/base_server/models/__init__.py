"""The tables. Importing this package knows them all, which alembic needs."""

from base_server.models.base import Base
from base_server.models.destinations import Attraction, Hotel, Sight
from base_server.models.faces import Consent, FaceChange, FaceErasure, UserFace
from base_server.models.people import AuthCard, Engineer, User
from base_server.models.robots import Assignment, HelpCall, Robot
from base_server.models.stores import TrainStore
from base_server.models.tickets import Check, Ticket
from base_server.models.timetable import Station, Trip, TripStop

__all__ = [
    "Assignment",
    "Attraction",
    "AuthCard",
    "Base",
    "Check",
    "Consent",
    "Engineer",
    "FaceChange",
    "FaceErasure",
    "HelpCall",
    "Hotel",
    "Robot",
    "Sight",
    "Station",
    "Ticket",
    "TrainStore",
    "Trip",
    "TripStop",
    "User",
    "UserFace",
]

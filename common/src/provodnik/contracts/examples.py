"""What fields hold, for whoever reads an OpenAPI: by their names, or by the model (then an object) and their names."""

from typing import Any, Final

EXAMPLES: Final[dict[str, Any]] = {
    "additional_data": {"place": "вагон 5, место 12"},
    "code": "PRV1.MFRGGZDFMZTWQ2LKNNWG23TPOB",
    "consent_note": "заявление от 1 июня, папка 7",
    "data": "n2F5c1pQ0c5cQ0tZQmJ2dz09",
    "description": "В двух минутах от вокзала",
    "destination": "spb",
    "destination_id": "spb",
    "detail": "there is no user with this id",
    "email": "anna@example.org",
    "face": "/9j/4AAQSkZJRgABAQAAAQABAAD/2Q==",
    "image": "/9j/4AAQSkZJRgABAQAAAQABAAD/2Q==",
    "images": ["/9j/4AAQSkZJRgABAQAAAQABAAD/2Q=="],
    "frames": ["/9j/4AAQSkZJRgABAQAAAQABAAD/2Q=="],
    "key": "04A1B2C3D4",
    "label": "020У",
    "login": "e.ivanova",
    "logo_url": "/static/logos/hotel.svg",
    "name": "Анна Смирнова",
    "name_en": "Moscow",
    "name_ru": "Москва",
    "note": "по сообщению полиции",
    "page": 1,
    "pages": 1,
    "password": "four words and a number 7",
    "place_number": 12,
    "public_key": (
        "-----BEGIN PUBLIC KEY-----\n"
        "MCowBQYDK2VuAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
        "-----END PUBLIC KEY-----\n"
    ),
    "reason": "по просьбе пассажира",
    "request_id": "q0V8m3x1Tt2g",
    "robot_model_id": "PRV-1",
    "robot_model_name": "Проводник 1",
    "size": 50,
    "station_id": "msk",
    "status": "OK",
    "time_zone": "Europe/Moscow",
    "title": "Not Found",
    "token": "b0ZJ5m6S0m1c0dT3b3RpYzE",
    "total": 1,
    "train_label": "020У",
    "train_number": 20,
    "username": "anna",
    "wagon_number": 5,
    # Where the name alone does not tell, or where fields must fit together.
    "CheckAnswer": {"reason": None, "earlier_check": None},
    "DestinationRead": {"id": "spb"},
    "HelpRead": {"reason": "пассажиру нехорошо"},
    "HelpRequest": {"reason": "пассажиру нехорошо"},
    "ItemNamed": {"name": "Чай чёрный"},
    "Recommendation": {
        "name": "Чай чёрный",
        "description": "В стакане с подстаканником",
        "category": "Напитки",
        "price_penny": 15000,
        "balance": 24,
        "reason": {"code": "goes_with", "with": "7f2f0f6e-5d0b-4f0e-9a3e-3a1c2f1d9b10"},
    },
    "RunningOut": {"balance": 24, "units_per_day": 31.5},
    "SightCreate": {"name": "Гостиница у вокзала"},
    "SightRead": {"name": "Гостиница у вокзала"},
    "StationCreate": {"id": "msk"},
    "StationRead": {"id": "msk"},
    "Statistics": {"from": "2026-05-31T21:00:00Z", "to": "2026-06-01T21:00:00Z", "by": "item"},
    "StatisticsRow": {"start": None},
    "TicketValidation": {"images": None},
    "TripRead": {
        "stops": [
            {
                "station": {"id": "msk", "name_ru": "Москва", "name_en": "Moscow", "time_zone": "Europe/Moscow"},
                "arrival": None,
                "departure": "2026-06-01T18:30:00Z",
            }
        ]
    },
    "TripWrite": {
        "stops": [
            {"station_id": "msk", "arrival": None, "departure": "2026-06-01T18:30:00Z"},
            {"station_id": "spb", "arrival": "2026-06-02T03:12:00Z", "departure": None},
        ]
    },
}

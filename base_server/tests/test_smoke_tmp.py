import uuid, asyncio
from datetime import *
from provodnik.clients.base_robot import *
from provodnik.contracts.engineers import *
from provodnik.contracts.users import *
from provodnik.contracts.stations import *
from provodnik.contracts.trips import *
from provodnik.contracts.tickets import *
from provodnik.contracts.assignments import *
from provodnik.contracts.checks import *
from provodnik.contracts.robots import *
from provodnik.contracts.sign_in import *
from provodnik.keys.x25519 import X25519PrivateKey


async def test_all(admin, gateway):
    e = await admin.add_engineer(EngineerCreate(login="eng", password="password1"))
    await admin.set_privileges(EngineerPrivileges(id=e.id, privileges={"ROBOT_LOGIN"}))
    key = X25519PrivateKey.generate()
    r = await enrol_robot(
        gateway,
        RobotEnrolment(
            login="eng", password="password1", public_key=key.public_key.pem(), robot_model_id="m", robot_model_name="n"
        ),
    )
    robot = BaseRobotClient(gateway, r.id, key)
    print(await robot.me())
    for i in "AB":
        await admin.add_station(StationCreate(id=i, name_ru=i, name_en=i, time_zone="Europe/Moscow"))
    start = datetime.now(UTC) + timedelta(hours=1)
    t = await admin.add_trip(
        TripWrite(
            train_number=20,
            label="020У",
            stops=[dict(station_id="A", departure=start), dict(station_id="B", arrival=start + timedelta(hours=8))],
        )
    )
    u = await admin.add_user(UserCreate(name="Anna"))
    tick = await admin.add_ticket(
        TicketCreate(
            user_id=u.id,
            train_number=20,
            wagon_number=5,
            place_number=12,
            station_id="A",
            destination="B",
            date=start,
            start_date=start,
        )
    )
    full = await admin.ticket(tick.id)
    a = await admin.assign(r.id, AssignmentWrite(train_number=20, wagon_number=5, start_date=start))
    print(a)
    check = TicketValidation(check_id=uuid.uuid4(), assignment_id=a.id, code=full.code)
    x = await robot.validate(check)
    print(x)
    assert await robot.validate(check) == x
    print(await robot.validate(TicketValidation(check_id=uuid.uuid4(), assignment_id=a.id, code=full.code)))
    print(await robot.call_help(HelpRequest(reason="x")))
    print(await admin.robots(), await admin.tickets(), await admin.help_calls(), await admin.trips())
    print((await gateway.get("/health/ready")).text, (await gateway.get("/metrics")).text[:300])
    print((await gateway.get("/nothing")).text, (await gateway.get("/base_api/v1/admin/users")).text)
    await admin.update_trip(
        t.id,
        TripWrite(
            train_number=20,
            label="020У",
            stops=[
                dict(station_id="A", departure=start + timedelta(days=1)),
                dict(station_id="B", arrival=start + timedelta(hours=38)),
            ],
        ),
    )
    assert (await admin.ticket(tick.id)).start_date == start + timedelta(days=1)
    await admin.delete_user(u.id)
    await admin.delete_robot(r.id)
    try:
        await robot.me()
        assert 0
    except CodeRefused:
        pass

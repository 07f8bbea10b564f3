"""What the databases hold, asked of them directly: whether anything acknowledged was lost, or anything was doubled."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from operations.compose import Compose
from standalone.faults.journal import Journal

_CHECKS = "SELECT check_id FROM checks WHERE redeems"
_REDEEMED_TWICE = "SELECT ticket_id FROM checks WHERE redeems GROUP BY ticket_id HAVING count(*) > 1"
_INCIDENTS = "SELECT id FROM incidents"
_OPENED_TWICE = "SELECT incident_id FROM incident_steps WHERE kind = 'opened' GROUP BY incident_id HAVING count(*) > 1"
_PURCHASES = "SELECT purchase_id FROM purchases"
_NOT_IN_THE_OUTBOX_ONCE = (
    "SELECT p.id FROM purchases p LEFT JOIN accounting_events e ON e.purchase_id = p.id GROUP BY p.id "
    "HAVING count(e.id) <> 1"
)
_TASKS = "SELECT purchase_id FROM tasks GROUP BY purchase_id HAVING count(*) <> 1"
_STOCK = (
    "SELECT i.balance, (SELECT sum(delta) FROM stock_movements m WHERE m.store_item_id = i.id), "
    "(SELECT coalesce(sum(count), 0) FROM purchase_items l WHERE l.store_item_id = i.id) "
    "FROM store_items i WHERE i.id = '{item}'"
)


@dataclass(frozen=True)
class Verdict:
    lost: int
    doubled: int
    remarks: list[str]


def check_books(compose: Compose, journal: Journal, item: UUID, stock: int) -> Verdict:
    checks, incidents = _ids(compose, "base", _CHECKS), _ids(compose, "base", _INCIDENTS)
    purchases = _ids(compose, "store", _PURCHASES)
    held = {"check": checks, "face": checks, "incident": incidents, "purchase": purchases}
    lost = {kind: len(journal.acknowledged(kind) - set(rows)) for kind, rows in held.items()}
    twice = {
        "checks": _more_than_once(checks),
        "incidents": _more_than_once(incidents),
        "purchases": _more_than_once(purchases),
        "tickets redeemed": len(_rows(compose, "base", _REDEEMED_TWICE)),
        "incidents opened": len(_rows(compose, "base", _OPENED_TWICE)),
        "purchases for accounting": len(_rows(compose, "store", _NOT_IN_THE_OUTBOX_ONCE)),
        "orders for the kitchen": len(_rows(compose, "store", _TASKS)),
    }
    remarks = [f"{count} of {kind} lost" for kind, count in lost.items() if count]
    remarks += [f"{count} {what} not just once" for what, count in twice.items() if count]
    balance, moved, sold = map(int, _rows(compose, "store", _STOCK.format(item=item))[0].split("|"))
    off = abs(stock - sold - balance) + abs(moved - balance)
    if off:
        remarks.append(f"stock: {balance} left, {moved} by its movements, {sold} sold of {stock}")
    return Verdict(sum(lost.values()), sum(twice.values()) + off, remarks)


def _more_than_once(ids: list[UUID]) -> int:
    return sum(times - 1 for times in Counter(ids).values())


def _ids(compose: Compose, database: str, statement: str) -> list[UUID]:
    return [UUID(row) for row in _rows(compose, database, statement)]


def _rows(compose: Compose, database: str, statement: str) -> list[str]:
    command = ("psql", "--no-psqlrc", "--tuples-only", "--no-align", "--username", "postgres", "--dbname", database)
    return compose.exec(f"{database}_db", *command, "--command", statement).decode().split()

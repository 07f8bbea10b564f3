"""CommerceML 2.05, as 1C reads it: what was sold and returned, what there is to sell, and for how much.

Encoded in UTF-8, which holds every name. A document is made whole and small, so that a file can be written as a stream
of them.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid5
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<КоммерческаяИнформация xmlns="urn:1C.ru:commerceml_205" ВерсияСхемы="2.05" ДатаФормирования="{at}">\n'
)
TAIL: Final = "</КоммерческаяИнформация>\n"

_CURRENCY: Final = "RUB"
# XML 1.0 knows no other characters, escaped or not; names may hold some all the same.
_NO_XML: Final = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
_CUSTOMER: Final = "Розничный покупатель"


@dataclass(frozen=True)
class Line:
    item_id: UUID
    name: str
    count: int
    price_penny: int


@dataclass(frozen=True)
class Sale:
    """A purchase, or with `returned_as` its return."""

    id: UUID
    day: dt.date
    number: int
    status: str
    payment_method: str
    paid_at: dt.datetime | None
    total_penny: int
    lines: Sequence[Line]
    at: dt.datetime
    reason: str | None
    returned_as: UUID | None = None


@dataclass(frozen=True)
class Article:
    id: UUID
    name: str
    description: str
    category: str | None
    price_penny: int
    balance: int


@dataclass(frozen=True)
class Shop:
    """Whose books these are. Without names of customers: who bought is nobody's business here."""

    id: UUID
    name: str
    zone: ZoneInfo

    def head(self, now: dt.datetime) -> str:
        return HEAD.format(at=self._local(now).isoformat(timespec="seconds"))

    def document(self, sale: Sale) -> str:
        """An order that is sent again, under its own id, replaces itself: so a cancellation reaches 1C."""
        returned = sale.returned_as
        local = self._local(sale.at)
        number = f"{sale.day:%y%m%d}-{sale.number}"
        return _text(
            _tag(
                "Документ",
                _leaf("Ид", returned or sale.id),
                _leaf("Номер", f"В-{number}" if returned else number),
                _leaf("Дата", local.date()),
                _leaf("ХозОперация", "Возврат товара" if returned else "Заказ товара"),
                _leaf("Роль", "Продавец"),
                _leaf("Валюта", _CURRENCY),
                _leaf("Курс", 1),
                _leaf("Сумма", _roubles(sale.total_penny)),
                _tag("Контрагенты", _tag("Контрагент", *self._named(), _leaf("Роль", "Продавец")), _customer()),
                _leaf("Время", f"{local:%H:%M:%S}"),
                *([_leaf("Комментарий", sale.reason)] if sale.reason else []),
                _tag("Товары", *(_sold(line) for line in sale.lines)),
                self._facts(sale),
            )
        )

    def catalogue(self, articles: Sequence[Article]) -> Iterable[str]:
        """What there is: import.xml, between head and tail."""
        categories = sorted({article.category for article in articles if article.category})
        groups = [_tag("Группа", _leaf("Ид", self._group(name)), _leaf("Наименование", name)) for name in categories]
        yield _text(
            _tag("Классификатор", *self._named(), self._owner(), *([_tag("Группы", *groups)] if groups else []))
        )
        if articles:  # the schema knows no empty catalogue
            yield '<Каталог СодержитТолькоИзменения="false">\n'
            about = (_leaf("Ид", self.id), _leaf("ИдКлассификатора", self.id), _leaf("Наименование", self.name))
            yield from map(_text, (*about, self._owner()))
            yield "<Товары>\n"
            yield from (_text(self._article(article)) for article in articles)
            yield "</Товары>\n</Каталог>\n"

    def offers(self, articles: Sequence[Article]) -> Iterable[str]:
        """For how much, and how many there are: offers.xml, between head and tail."""
        if not articles:  # and no empty package
            return
        price_type = str(uuid5(self.id, "retail"))
        yield '<ПакетПредложений СодержитТолькоИзменения="false">\n'
        about = (
            *self._named(),
            _leaf("ИдКаталога", self.id),
            _leaf("ИдКлассификатора", self.id),
            _tag(
                "ТипыЦен",
                _tag(
                    "ТипЦены", _leaf("Ид", price_type), _leaf("Наименование", "Розничная"), _leaf("Валюта", _CURRENCY)
                ),
            ),
        )
        yield from map(_text, about)
        yield "<Предложения>\n"
        yield from (_text(_offer(article, price_type)) for article in articles)
        yield "</Предложения>\n</ПакетПредложений>\n"

    def _article(self, article: Article) -> ET.Element:
        groups = [_tag("Группы", _leaf("Ид", self._group(article.category)))] if article.category else []
        return _tag(
            "Товар",
            _leaf("Ид", article.id),
            _leaf("Наименование", article.name),
            _piece(),
            *groups,
            _leaf("Описание", article.description),
            _kind(),
        )

    def _facts(self, sale: Sale) -> ET.Element:
        facts = {
            "Статус заказа": sale.status,
            "Отменен": str(sale.status == "canceled").lower(),
            "Метод оплаты": sale.payment_method,
        }
        if sale.paid_at:
            facts["Дата оплаты"] = self._local(sale.paid_at).isoformat(timespec="seconds")
        if sale.returned_as:
            facts["Ид заказа"] = str(sale.id)
        return _properties(facts)

    def _named(self) -> tuple[ET.Element, ET.Element]:
        return _leaf("Ид", self.id), _leaf("Наименование", self.name)

    def _owner(self) -> ET.Element:
        return _tag("Владелец", *self._named())

    def _group(self, category: str) -> UUID:
        """Categories have no id of their own; this one stays while the name does."""
        return uuid5(self.id, category)

    def _local(self, moment: dt.datetime) -> dt.datetime:
        return moment.astimezone(self.zone).replace(tzinfo=None)


def _customer() -> ET.Element:
    return _tag(
        "Контрагент",
        _leaf("Ид", "retail"),
        _leaf("Наименование", _CUSTOMER),
        _leaf("ПолноеНаименование", _CUSTOMER),
        _leaf("Роль", "Покупатель"),
    )


def _sold(line: Line) -> ET.Element:
    return _tag(
        "Товар",
        _leaf("Ид", line.item_id),
        _leaf("Наименование", line.name),
        _piece(),
        _kind(),
        _leaf("ЦенаЗаЕдиницу", _roubles(line.price_penny)),
        _leaf("Количество", line.count),
        _leaf("Сумма", _roubles(line.count * line.price_penny)),
    )


def _offer(article: Article, price_type: str) -> ET.Element:
    price = _roubles(article.price_penny)
    return _tag(
        "Предложение",
        _leaf("Ид", article.id),
        _leaf("Наименование", article.name),
        _piece(),
        _tag(
            "Цены",
            _tag(
                "Цена",
                _leaf("Представление", f"{price} {_CURRENCY} за шт"),
                _leaf("ИдТипаЦены", price_type),
                _leaf("ЦенаЗаЕдиницу", price),
                _leaf("Валюта", _CURRENCY),
                _leaf("Единица", "шт"),
                _leaf("Коэффициент", 1),
            ),
        ),
        _leaf("Количество", article.balance),
    )


def _kind() -> ET.Element:
    return _properties({"ВидНоменклатуры": "Товар", "ТипНоменклатуры": "Товар"})


def _properties(facts: dict[str, str]) -> ET.Element:
    """What the schema has no element for."""
    return _tag(
        "ЗначенияРеквизитов",
        *(
            _tag("ЗначениеРеквизита", _leaf("Наименование", name), _leaf("Значение", value))
            for name, value in facts.items()
        ),
    )


def _piece() -> ET.Element:
    unit = _leaf("БазоваяЕдиница", "шт")
    unit.attrib |= {"Код": "796", "НаименованиеПолное": "Штука", "МеждународноеСокращение": "PCE"}
    return unit


def _roubles(penny: int) -> str:
    return f"{penny // 100}.{penny % 100:02}"


def _tag(name: str, *children: ET.Element) -> ET.Element:
    element = ET.Element(name)
    element.extend(children)
    return element


def _leaf(name: str, value: object) -> ET.Element:
    element = ET.Element(name)
    element.text = _NO_XML.sub("\N{REPLACEMENT CHARACTER}", str(value))
    return element


def _text(element: ET.Element) -> str:
    return ET.tostring(element, encoding="unicode") + "\n"

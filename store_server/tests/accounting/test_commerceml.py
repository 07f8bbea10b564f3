"""What 1C is given, held against the sequences of the schema of CommerceML 2.05: 1C refuses what is out of order."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID, uuid4
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store_server.accounting.commerceml import TAIL, Article, Line, Sale, Shop
from store_server.testing.accounting import Books
from store_server.testing.days import Past, at

NS: Final = "{urn:1C.ru:commerceml_205}"
SHOP: Final = Shop(UUID(int=7), "Вагон-ресторан", ZoneInfo("Europe/Moscow"))
NOON: Final = dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC)

# Of each element its children in their order: "?" where one may be absent, "+" where there is one or more, "*" where
# there is any number. After the schema, as far as its elements are used; "Товар" is here what it is in a document, too.
SEQUENCES: Final = {
    "КоммерческаяИнформация": "Классификатор? Каталог? ПакетПредложений? Документ*",
    "Документ": "Ид Номер Дата ХозОперация Роль Валюта Курс Сумма Контрагенты Время? Комментарий? Товары? "
    "ЗначенияРеквизитов?",
    "Контрагенты": "Контрагент+",
    "Контрагент": "Ид? Наименование? ПолноеНаименование? Роль",
    "Владелец": "Ид? Наименование?",
    "Товары": "Товар+",
    "Товар": "Ид? Наименование? БазоваяЕдиница? Группы? Описание? ЗначенияРеквизитов? ЦенаЗаЕдиницу? Количество? "
    "Сумма?",
    "ЗначенияРеквизитов": "ЗначениеРеквизита+",
    "ЗначениеРеквизита": "Наименование Значение",
    "Классификатор": "Ид Наименование Владелец Группы?",
    "Группа": "Ид Наименование",
    "Каталог": "Ид ИдКлассификатора? Наименование Владелец Товары",
    "ПакетПредложений": "Ид? Наименование ИдКаталога ИдКлассификатора? Владелец? ТипыЦен? Предложения",
    "ТипыЦен": "ТипЦены+",
    "ТипЦены": "Ид Наименование? Валюта?",
    "Предложения": "Предложение+",
    "Предложение": "Ид? Наименование? БазоваяЕдиница? Группы? Описание? ЗначенияРеквизитов? Цены Количество?",
    "Цены": "Цена+",
    "Цена": "Представление? ИдТипаЦены ЦенаЗаЕдиницу Валюта? Единица? Коэффициент?",
}
OPERATIONS: Final = {"Заказ товара", "Возврат товара"}
# With surrogates and controls: whatever a name could ever hold.
NASTY: Final = st.one_of(
    st.text(st.characters(), min_size=1, max_size=30),
    st.sampled_from(["<b>&amp;", "]]>", "\"'<!--", "\ufffe\uffff", "\x85\u2028", "чай\x00", "&#0;", "\U0001f375", " "]),
)


def parsed(text: str) -> ET.Element:
    """As a file: by its bytes."""
    return ET.fromstring(text.encode())  # noqa: S314 - of our own making


def name_of(element: ET.Element) -> str:
    assert element.tag.startswith(NS)
    return element.tag.removeprefix(NS)


def follows(names: Sequence[str], sequence: str) -> bool:
    pattern = "".join(re.sub(r"([^?+*]+)([?+*]?)", r"(?:\1 )\2", name) for name in sequence.split())
    return re.fullmatch(pattern, "".join(f"{name} " for name in names)) is not None


def holds(root: ET.Element) -> None:
    assert name_of(root) == "КоммерческаяИнформация"
    assert root.get("ВерсияСхемы") == "2.05"
    assert dt.datetime.fromisoformat(root.get("ДатаФормирования") or "")
    for element in root.iter():
        name, children = name_of(element), [name_of(child) for child in element]
        if name == "Группы":  # of the classifier, and of an item
            assert follows(children, "Группа+") or follows(children, "Ид+")
        elif name in SEQUENCES:
            assert follows(children, SEQUENCES[name]), (name, children)
        else:
            assert not children, name
        if name == "ХозОперация":
            assert element.text in OPERATIONS


def values(element: ET.Element, *path: str) -> list[str]:
    return [found.text or "" for found in element.iterfind("/".join(NS + name for name in path))]


def value(element: ET.Element, *path: str) -> str:
    (found,) = values(element, *path)
    return found


def facts(document: ET.Element) -> dict[str, str]:
    properties = document.iterfind(f"{NS}ЗначенияРеквизитов/{NS}ЗначениеРеквизита")
    return {value(fact, "Наименование"): value(fact, "Значение") for fact in properties}


def sale(*lines: Line, **changes: Any) -> Sale:
    total_penny = sum(line.count * line.price_penny for line in lines)
    paid = Sale(UUID(int=1), NOON.date(), 12, "paid", "on_delivery", NOON, total_penny, lines, NOON, None)
    return replace(paid, **changes)


def file_of(*documents: str) -> ET.Element:
    return parsed(SHOP.head(NOON) + "".join(documents) + TAIL)


class TestTheChecklist:
    def test_it_finds_what_is_missing_out_of_order_or_too_much(self) -> None:
        assert follows(["Ид", "Роль"], "Ид Роль")
        assert follows(["Ид", "Роль", "Роль"], "Ид Имя? Роль*")
        assert not follows(["Ид"], "Ид Роль+")
        assert not follows(["Роль", "Ид"], "Ид Роль")
        assert not follows(["Ид"], "Ид Роль")
        assert not follows(["Ид", "Роль", "Имя"], "Ид Роль")


class TestADocument:
    def test_an_order_says_what_was_sold_when_and_for_how_much(self) -> None:
        tea = Line(UUID(int=2), "Чай", 3, 5005)
        root = file_of(SHOP.document(sale(tea)))

        holds(root)
        (order,) = root
        assert value(order, "ХозОперация") == "Заказ товара"
        assert (value(order, "Ид"), value(order, "Номер")) == (str(UUID(int=1)), "260601-12")
        assert (value(order, "Дата"), value(order, "Время")) == ("2026-06-01", "12:00:00")
        assert (value(order, "Сумма"), value(order, "Валюта")) == ("150.15", "RUB")
        (line,) = order.iterfind(f"{NS}Товары/{NS}Товар")
        assert (value(line, "ЦенаЗаЕдиницу"), value(line, "Количество"), value(line, "Сумма")) == (
            "50.05",
            "3",
            "150.15",
        )
        assert values(order, "Контрагенты", "Контрагент", "Наименование") == ["Вагон-ресторан", "Розничный покупатель"]
        assert facts(order)["Отменен"] == "false"
        assert facts(order)["Дата оплаты"] == "2026-06-01T12:00:00"

    def test_a_canceled_order_says_so(self) -> None:
        (order,) = file_of(SHOP.document(sale(status="canceled", paid_at=None, reason="передумали")))

        assert (facts(order)["Отменен"], value(order, "Комментарий")) == ("true", "передумали")

    def test_a_return_is_a_document_of_its_own_and_names_its_order(self) -> None:
        root = file_of(
            SHOP.document(sale(Line(UUID(int=2), "Чай", 1, 5005), returned_as=UUID(int=9), status="refunded"))
        )

        holds(root)
        (back,) = root
        assert (value(back, "ХозОперация"), value(back, "Ид")) == ("Возврат товара", str(UUID(int=9)))
        assert (value(back, "Номер"), facts(back)["Ид заказа"]) == ("В-260601-12", str(UUID(int=1)))

    @given(name=NASTY, reason=NASTY, price=st.integers(0, 100_000_000), count=st.integers(1, 1000))
    def test_whatever_names_hold_it_is_xml_and_says_them(self, name: str, reason: str, price: int, count: int) -> None:
        root = file_of(SHOP.document(sale(Line(UUID(int=2), name, count, price), reason=reason)))

        holds(root)
        said = value(root[0], "Товары", "Товар", "Наименование")
        # Line ends are one to XML; what it has no character for is replaced, and nothing else is.
        whole = name.replace("\r\n", "\n").replace("\r", "\n")
        assert len(said) == len(whole)
        assert all(a in {b, "\N{REPLACEMENT CHARACTER}"} for a, b in zip(said, whole, strict=True))
        roubles, _, penny = value(root[0], "Сумма").partition(".")
        assert (len(penny), int(roubles) * 100 + int(penny)) == (2, price * count)


class TestTheCatalogue:
    @given(
        st.lists(
            st.builds(
                Article, st.uuids(), NASTY, NASTY, st.none() | NASTY, st.integers(0, 10**8), st.integers(0, 10**6)
            ),
            max_size=5,
        )
    )
    def test_both_files_hold_whatever_is_sold(self, articles: list[Article]) -> None:
        catalogue = file_of(*SHOP.catalogue(articles))
        offers = file_of(*SHOP.offers(articles))

        holds(catalogue)
        holds(offers)
        ids = [str(article.id) for article in articles]
        assert values(catalogue, "Каталог", "Товары", "Товар", "Ид") == ids
        assert values(offers, "ПакетПредложений", "Предложения", "Предложение", "Ид") == ids
        groups = set(values(catalogue, "Классификатор", "Группы", "Группа", "Ид"))
        assert set(values(catalogue, "Каталог", "Товары", "Товар", "Группы", "Ид")) == groups


async def exported(books: Books, path: str = "?from=2026-06-01&to=2026-06-01") -> ET.Element:
    answer = await books.ask("GET", f"/store/accounting/commerceml{path}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/xml")
    root = parsed(answer.text)
    holds(root)
    return root


class TestTheRoutes:
    async def test_days_hold_their_purchases_and_returns(self, books: Books, past: Past) -> None:
        tea = await books.item("Чай & <сахар>", 5000)
        purchases = [await books.buy(tea) for _ in range(3)]
        await past(at(0))
        await books.cancel(purchases[0])
        await books.hand_over(purchases[1])
        await books.refund(purchases[1])
        await past(at(1))

        first, second = await exported(books), await exported(books, "?from=2026-06-02&to=2026-06-02")

        assert set(values(first, "Документ", "Ид")) == {str(purchase) for purchase in purchases}
        assert set(values(first, "Документ", "Товары", "Товар", "Наименование")) == {"Чай & <сахар>"}
        told = [(value(document, "ХозОперация"), facts(document)["Статус заказа"]) for document in second]
        assert sorted(told) == [
            ("Возврат товара", "refunded"),
            ("Заказ товара", "canceled"),
            ("Заказ товара", "refunded"),
        ]
        assert len(await exported(books, "?from=2026-06-03&to=2026-06-30")) == 0
        assert len(await exported(books, "?from=2026-06-01&to=2026-06-30")) == 4

    async def test_more_than_is_read_at_once_is_there_once_each(
        self, books: Books, past: Past, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("store_server.accounting.exports._AT_ONCE", 2)
        items = [await books.item(f"Товар {n}") for n in range(5)]
        purchases = [await books.buy(*items) for _ in range(5)]
        await past(at(0))

        orders = values(await exported(books), "Документ", "Ид")

        assert sorted(orders) == sorted(str(purchase) for purchase in purchases)
        catalogue = await exported(books, "/import.xml")
        assert len(values(catalogue, "Каталог", "Товары", "Товар", "Ид")) == 5

    async def test_the_catalogue_is_of_the_own_store_and_of_what_is_sold(self, books: Books) -> None:
        tea = await books.item("Чай", 5000, 7, category="Напитки")
        gone = await books.item("Лимонад")
        await books.send("DELETE", f"/store/item/{gone}")
        others = await Books(books.http, books.redis).open("Другой")
        await others.item("Чужой")

        catalogue, offers = await exported(books, "/import.xml"), await exported(books, "/offers.xml")

        assert values(catalogue, "Каталог", "Товары", "Товар", "Ид") == [str(tea)]
        assert values(catalogue, "Классификатор", "Группы", "Группа", "Наименование") == ["Напитки"]
        (offer,) = offers.iterfind(f"{NS}ПакетПредложений/{NS}Предложения/{NS}Предложение")
        assert (value(offer, "Количество"), value(offer, "Цены", "Цена", "ЦенаЗаЕдиницу")) == ("7", "50.00")

    async def test_days_that_make_no_sense_are_refused(self, books: Books) -> None:
        for span in ("?from=2026-06-02&to=2026-06-01", "?from=2026-06-01", "?from=1900-01-01&to=2026-06-01", ""):
            assert (await books.ask("GET", f"/store/accounting/commerceml{span}")).status_code == 422

    async def test_a_store_that_is_not_there_is_told_before_a_file_begins(self, books: Books) -> None:
        await books.work_at(uuid4())
        for path in ("?from=2026-06-01&to=2026-06-01", "/import.xml", "/offers.xml"):
            answer = await books.ask("GET", f"/store/accounting/commerceml{path}")
            assert (answer.status_code, answer.json()["code"]) == (404, "StoreNotFound")

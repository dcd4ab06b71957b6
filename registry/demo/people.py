"""Synthetic people: valid checksums, an area code that was never assigned, names that nobody bears (domain.md 6.4)."""

from dataclasses import dataclass
from datetime import date, timedelta

from stdnum.cn import ric

SURNAMES = "张李王赵钱孙周吴郑冯陈褚卫蒋沈韩杨朱秦许何吕施孔曹"
GIVEN_NAMES = ("示例", "样本", "虚构", "演示", "范例", "模拟", "试样", "假名")
AREA = "349900"
FIRST_BIRTHDAY = date(1970, 1, 5)
DAYS_APART = 40


@dataclass(frozen=True)
class SyntheticPerson:
    """A person of the demo; `n` counts from 0."""

    n: int
    name: str
    resident_id: str


def synthetic_person(n: int) -> SyntheticPerson:
    """The n-th person, always the same. Names repeat after 200, each time with a birthday one day later."""
    name = SURNAMES[n % len(SURNAMES)] + GIVEN_NAMES[n // len(SURNAMES) % len(GIVEN_NAMES)]
    born = FIRST_BIRTHDAY + timedelta(days=DAYS_APART * (n % 200) + n // 200)
    body = f"{AREA}{born:%Y%m%d}{n % 1000:03}"
    return SyntheticPerson(n, name, body + ric.calc_check_digit(body + "0"))

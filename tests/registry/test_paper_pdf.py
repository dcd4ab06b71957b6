"""The printed certificate: what it says, that it reads back, that it never changes by itself, when it is refused."""

import hashlib
import io
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

import pypdf
import pypdfium2
import pytest
import zxingcpp

from registry.paper import PaperError, certificate_pdf
from tests.support.paper import ISSUED_ON, ISSUER, certificate_view, qr_text_for
from tests.support.tree import ROOT

LONGEST = {"holder_name": "阿卜杜热合曼·𠮷𪚥" * 5, "title_name": "正高级实习指导教师" * 4 + "一级演员"}


def printed(**changes: Any) -> bytes:
    view = certificate_view(**changes)
    return certificate_pdf(view, ISSUER, qr_text_for(view), ISSUED_ON)


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text: str = document[0].get_textpage().get_text_bounded()
    document.close()
    return text


def codes_on(pdf: bytes, dpi: int) -> list[zxingcpp.Barcode]:
    document = pypdfium2.PdfDocument(pdf)
    image = document[0].render(scale=dpi / 72).to_pil()
    document.close()
    return list(zxingcpp.read_barcodes(image))


def reader_of(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


@pytest.mark.parametrize(
    "fact",
    [
        "张示例", "高级工程师", "工程技术人员", "engineering", "电气工程", "electrical engineering",
        "副高级", "associate senior", "全省通用", "虚构省", "Fictional Province",
        "2022 年 11 月 29 日", "29 November 2022", "AHZC-2022-05-412-000001-J",
        "第 1 版 · version 1", "1.2.156.3005.2.11990000000000019A901.11990000000000019A.AHZC202205412000001.001.I",
        "虚构省人力资源和社会保障厅", "Department of Human Resources and Social Security, Fictional Province",
        "2022 年 11 月 30 日", "30 November 2022", "本电子证书与纸质证书具有同等效力",
        "The electronic certificate has the same effect as the paper certificate.",
    ],
)  # fmt: skip
def test_a_certificate_says(fact: str) -> None:
    assert fact in text_of(printed())


@pytest.mark.covers("S2.6g", "R-CERT-4")
@pytest.mark.parametrize("dpi", [150, 200])
@pytest.mark.parametrize("changes", [{}, LONGEST], ids=["reference", "longest"])
def test_its_code_reads_back_from_the_page(changes: dict[str, str], dpi: int) -> None:
    (code,) = codes_on(printed(**changes), dpi)
    assert code.text == qr_text_for(certificate_view(**changes))
    assert code.ec_level == "Q"


def test_its_code_is_at_least_32_mm_wide() -> None:
    (code,) = codes_on(printed(), 200)
    width = code.position.top_right.x - code.position.top_left.x
    assert width / 200 * 25.4 >= 32


def test_a_certificate_is_one_a4_page_whatever_its_length() -> None:
    for pdf in (printed(), printed(**LONGEST)):
        (page,) = reader_of(pdf).pages
        assert [round(float(side) / 72 * 25.4) for side in page.mediabox[2:]] == [297, 210]


def test_it_is_an_archival_document_with_title_language_and_date() -> None:
    reader = reader_of(printed())
    assert reader.xmp_metadata is not None
    assert (reader.xmp_metadata.pdfaid_part, reader.xmp_metadata.pdfaid_conformance) == ("3", "B")
    assert reader.metadata is not None
    assert reader.metadata.title == "职称证书 AHZC-2022-05-412-000001-J"
    assert reader.metadata.author == "虚构省人力资源和社会保障厅"
    assert reader.metadata.creation_date == datetime(2022, 11, 30, tzinfo=UTC)
    catalogue: Any = reader.trailer["/Root"]
    assert catalogue["/Lang"] == "zh-CN"


def test_every_font_on_the_page_is_inside_the_file() -> None:
    page: Any = reader_of(printed(holder_name="𠮷㛃𬱖")).pages[0]
    descriptors = [
        font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        for font in page["/Resources"]["/Font"].values()
    ]
    assert descriptors
    assert all(any(key.startswith("/FontFile") for key in descriptor) for descriptor in descriptors)


def test_the_same_facts_give_the_same_bytes_in_every_process() -> None:
    program = (
        "import hashlib; from tests.registry.test_paper_pdf import printed; "
        "printed(holder_name='欧阳示范'); print(hashlib.sha256(printed()).hexdigest())"
    )
    other = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True)
    assert printed() == printed()
    assert other.stdout.strip() == hashlib.sha256(printed()).hexdigest()


def test_another_day_of_issue_is_another_document() -> None:
    view = certificate_view()
    later = certificate_pdf(view, ISSUER, qr_text_for(view), date(2023, 1, 1))
    assert later != printed()
    assert "2023 年 1 月 1 日" in text_of(later)


def test_pages_made_at_the_same_time_are_the_pages_made_one_by_one() -> None:
    names = ["张示例", "李样本", "王闰日", "赵退休", "钱援派", "孙自由"]
    alone = [printed(holder_name=name) for name in names]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda name: printed(holder_name=name), names)) == alone


def test_a_code_without_a_word_is_printed_as_its_code() -> None:
    text = text_of(printed(series={"code": 5, "zh": None, "en": None}))
    assert "代码 5" in text


def test_a_reissue_shows_its_version() -> None:
    assert "第 2 版 · version 2" in text_of(printed(version=2))


def test_a_name_is_text_and_never_markup() -> None:
    name = "#panic() *甲* $x$ \\ <a> @b"
    assert name in text_of(printed(holder_name=name))


@pytest.mark.parametrize(
    "field", ["holder_name", "title_name", "number", "grant_date", "scope", "authority", "ecert_id"]
)
def test_a_missing_fact_is_refused(field: str) -> None:
    view = certificate_view()
    text = qr_text_for(view)
    del view[field]
    with pytest.raises(PaperError) as refused:
        certificate_pdf(view, ISSUER, text, ISSUED_ON)
    assert refused.value.code == "certificate_incomplete"
    assert field in str(refused.value)


@pytest.mark.parametrize("field", ["holder_name", "title_name"])
def test_a_blank_fact_is_refused(field: str) -> None:
    with pytest.raises(PaperError) as refused:
        printed(**{field: "　 "})
    assert refused.value.code == "certificate_incomplete"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"holder_name": "李样本"}, "holder_name"),
        ({"version": 2}, "version"),
        ({"number": "AHZC-2022-05-411-000002-Y"}, "number"),
        ({"grant_date": "2022-11-28"}, "grant_date"),
        ({"scope": {"code": "NON_STATE", "zh": "非公有制单位", "en": "non-state units"}}, "scope"),
    ],
)
def test_a_page_with_the_code_of_another_certificate_is_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(PaperError, match=field) as refused:
        certificate_pdf(certificate_view(**changes), ISSUER, qr_text_for(certificate_view()), ISSUED_ON)
    assert refused.value.code == "qr_of_another"


def test_a_page_with_a_code_that_is_no_certificate_is_refused() -> None:
    with pytest.raises(PaperError) as refused:
        certificate_pdf(certificate_view(), ISSUER, "https://zc.example.cn/v#12345", ISSUED_ON)
    assert refused.value.code == "qr_of_another"

"""Facts of real and made-up reports against the catalogue of the January 2022 month.

The list of the real report's facts was made by reading it, sentence by sentence: code, basis, comparison ("." for the
value itself), value in the indicator's own measure.
"""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kybao.documents import document_of_text
from kybao.filing.matching import CatalogueEntry, FoundFact, convert, cue, facts_of, folded, load
from kybao.reading import read
from kybao.reading.tables import read_tables

DATA = Path(__file__).parents[2] / "data" / "cao-bang-2022-01"

EXPECTED = """
trong-trot.rau estimate . 24.5
trong-trot.rau estimate percent_of_same_period 102.24
trong-trot.thuoc-la actual . 1.8
trong-trot.thuoc-la actual percent_of_previous_year 90
chan-nuoi.trau actual . 1242
chan-nuoi.trau actual percent_of_same_period 108
chan-nuoi.trau actual change_on_same_period 92
chan-nuoi.bo actual . 245
chan-nuoi.bo actual percent_of_same_period 133.15
chan-nuoi.bo actual change_on_same_period 61
chan-nuoi.lon actual . 10277
chan-nuoi.lon actual percent_of_previous_year 153.3
chan-nuoi.lon actual change_on_previous_year 3573
chan-nuoi.gia-cam actual . 205800
chan-nuoi.gia-cam actual percent_of_previous_year 93.5
chan-nuoi.ga actual . 188900
chan-nuoi.ga actual percent_of_previous_year 87.9
chan-nuoi.ga actual change_on_previous_year -14300
thuy-san.san-luong estimate . 8.2
thuy-san.san-luong estimate percent_of_same_period 101.49
thuy-san.san-luong estimate change_on_same_period 0.12
thuy-san.nuoi-trong estimate . 7.93
thuy-san.nuoi-trong estimate percent_of_same_period 101.54
thuy-san.nuoi-trong estimate change_on_same_period 0.12
thuy-san.khai-thac estimate . 0.27
thuy-san.khai-thac estimate percent_of_same_period 100
thuy-san.khai-thac.ca estimate . 0.17
thuy-san.khai-thac.tom estimate . 0.06
thuy-san.khai-thac.khac estimate . 0.04
nong-thon-moi.xa actual . 3
cong-nghiep.gia-tri actual . 25350000000
cong-nghiep.gia-tri actual percent_of_plan 11.8
cong-nghiep.gia-tri.ho-ca-the estimate . 16850000000
cong-nghiep.gia-tri.htx actual . 8500000000
cap-phep.tiep-nhan actual . 40
cap-phep.giai-quyet actual . 8
cap-phep.cap-moi actual . 7
cap-phep.dieu-chinh actual . 2
cap-phep.xin-huy actual . 8
cap-phep.dang-giai-quyet actual . 23
cap-phep.duong-han-che actual . 2
xay-dung.tham-dinh-bckt actual . 9
xay-dung.tham-dinh-den-bu actual . 44
xay-dung.kiem-tra actual . 27
xay-dung.dung-phep actual . 17
xay-dung.khong-phep actual . 8
xay-dung.sai-phep actual . 2
xay-dung.quyet-dinh-phat actual . 7
xay-dung.tien-phat actual . 135000000
thuong-mai.luu-chuyen estimate . 331120000000
thuong-mai.luu-chuyen.ho-ca-the estimate . 321270000000
thuong-mai.luu-chuyen.htx estimate . 9850000000
ngan-sach.thu actual . 13566000000
ngan-sach.thu plan_province . 403000000000
ngan-sach.thu plan_province percent_of_plan 3.37
ngan-sach.thu plan_council percent_of_plan 2.4
ngan-sach.thu-can-doi actual . 8199000000
ngan-sach.thu-can-doi plan . 234050000000
ngan-sach.thu-can-doi actual percent_of_plan 3
dau-tu-cong.von actual . 512946000000
dau-tu-cong.giai-ngan actual . 348500000000
dau-tu-cong.giai-ngan plan . 525900000000
dau-tu-cong.giai-ngan actual percent_of_plan 66.2
dau-tu-cong.du-an-cuoi-nam plan . 99600000000
dau-tu-cong.giai-ngan-khong-tinh actual . 347700000000
dau-tu-cong.giai-ngan-khong-tinh plan . 426300000000
dau-tu-cong.giai-ngan-khong-tinh actual percent_of_plan 81.5
dau-tu-cong.giai-ngan-ke-hoach-nam actual . 246900000000
dau-tu-cong.giai-ngan-ke-hoach-nam plan . 322200000000
dau-tu-cong.giai-ngan-ke-hoach-nam actual percent_of_plan 76.6
dau-tu-cong.giai-ngan-chuyen-nguon actual . 100800000000
dau-tu-cong.giai-ngan-chuyen-nguon plan . 104100000000
dau-tu-cong.giai-ngan-chuyen-nguon actual percent_of_plan 96.8
dau-tu-cong.giai-ngan-khong-tinh estimate . 404500000000
dau-tu-cong.giai-ngan-khong-tinh estimate percent_of_plan 94.8
dat-dai.quyet-dinh-phat actual . 2
dat-dai.ho-bi-phat actual . 2
dat-dai.tien-phat actual . 18000000
dat-dai.gcn-lan-dau actual . 31
dat-dai.gcn-lan-dau.tiep-nhan actual . 36
dat-dai.gcn-lan-dau actual share 86.1
dat-dai.gcn-lan-dau.dang-xu-ly actual . 5
dat-dai.chuyen-muc-dich actual . 20
dat-dai.chuyen-muc-dich.ho-so actual . 30
dat-dai.chuyen-muc-dich actual share 66.7
dat-dai.giao-dat-trung-dau-gia actual . 30
dat-dai.phe-duyet-boi-thuong actual . 10
dat-dai.phe-duyet-boi-thuong.ho-so actual . 16
dat-dai.phe-duyet-boi-thuong actual share 62.5
moi-truong.don-vi-bi-phat actual . 3
moi-truong.tien-phat actual . 122000000
quy-dat.dau-gia-tien actual . 50061170000
quy-dat.dau-gia-dia-chi actual . 2
gpmb.thong-bao-thu-hoi actual . 10
gpmb.kiem-dem actual . 2885.6
gpmb.phe-duyet-ho actual . 40
gpmb.phe-duyet-dien-tich actual . 6254
gpmb.phe-duyet-gia-tri actual . 2700000000
gpmb.chi-tra-ho actual . 45
gpmb.chi-tra-tien actual . 3600000000
gpmb.ban-giao actual . 1084
van-hoa.co-quan-chuan actual . 96.43
y-te.kham-benh actual . 3041
y-te.cum actual . 74
y-te.tieu-chay actual . 6
covid.f0 actual . 558
covid.f0-khu-dieu-tri actual . 62
covid.f0-tai-nha actual . 141
covid.f0-khoi actual . 355
covid.f1 actual . 558
covid.f1-tai-nha actual . 553
covid.f1-tap-trung actual . 5
vac-xin.nguoi-lon.mui-1 actual . 55417
vac-xin.nguoi-lon.doi-tuong actual . 56468
vac-xin.nguoi-lon.mui-1 actual share 98.1
vac-xin.nguoi-lon.mui-2 actual . 51470
vac-xin.nguoi-lon.mui-2 actual share 91.1
vac-xin.nguoi-lon.mui-3 actual . 12287
vac-xin.nguoi-lon.mui-3 actual share 21.8
dan-so.tre-sinh actual . 57
dan-so.tre-sinh actual change_on_same_period 2
y-te.suy-dinh-duong actual . 10.50
y-te.xa-dat-tieu-chi actual . 7
giao-duc.cdht.tong actual . 11
giao-duc.cdht.tot actual . 6
giao-duc.cdht.tot actual share 55
giao-duc.cdht.kha actual . 4
giao-duc.cdht.kha actual share 36
giao-duc.cdht.trung-binh actual . 1
giao-duc.cdht.trung-binh actual share 9
giao-duc.dvht.tong actual . 23
giao-duc.dvht.tot actual . 21
giao-duc.dvht.tot actual share 91.3
giao-duc.dvht.kha actual . 2
giao-duc.dvht.kha actual share 8.7
vac-xin.giao-vien.mui-3 actual . 323
vac-xin.giao-vien.tong actual . 1014
vac-xin.giao-vien.mui-3 actual share 31.9
vac-xin.hoc-sinh.mui-1 actual . 3278
vac-xin.hoc-sinh.tong actual . 3346
vac-xin.hoc-sinh.mui-1 actual share 98
vac-xin.hoc-sinh.mui-2 actual . 3100
vac-xin.hoc-sinh.mui-2 actual share 93
asxh.ngung-viec-nguoi actual . 1
asxh.ngung-viec-tien actual . 2000000
asxh.tu-do-nguoi actual . 69
asxh.tu-do-tien actual . 103500000
asxh.nha-bia actual . 2
asxh.nha-bia-von actual . 850000000
thong-tin.chuong-trinh actual . 21
thong-tin.tin-bai actual . 160
thong-tin.truy-cap actual . 5000
quoc-phong.nhap-ngu actual . 85
an-ninh.pphs actual . 2
an-ninh.kham-pha actual . 2
an-ninh.khoi-to-vu actual . 4
an-ninh.khoi-to-doi-tuong actual . 4
an-ninh.ma-tuy-vu actual . 36
an-ninh.ma-tuy-doi-tuong actual . 41
giao-thong.tai-nan actual . 1
giao-thong.chet actual . 1
giao-thong.vi-pham actual . 302
giao-thong.tuoc-gplx actual . 17
giao-thong.tam-giu-o-to actual . 2
giao-thong.tam-giu-mo-to actual . 78
giao-thong.nop-ngan-sach actual . 149750000
cu-tru.ho-so-cccd actual . 137
cu-tru.tra-cccd actual . 289
noi-vu.tiep-nhan-cong-chuc actual . 2
noi-vu.dieu-dong-cong-chuc actual . 2
noi-vu.nang-luong actual . 6
noi-vu.nghi-huu actual . 1
noi-vu.nang-luong-truoc-han actual . 14
thi-dua.danh-hieu-ca-nhan actual . 68
thi-dua.co-thi-dua actual . 1
thi-dua.tap-the-ldxs actual . 4
tthc.tiep-nhan actual . 257
tthc.giai-quyet actual . 193
tthc.giai-quyet actual share 75.09
tthc.dung-han actual . 184
tthc.dung-han actual share 71.6
tthc.trong-han actual . 64
tthc.qua-han actual . 9
tthc.qua-han actual share 3.5
tu-phap.ban-tin actual . 74
tu-phap.cai-chinh actual . 8
tu-phap.chung-thuc actual . 102
tu-phap.chung-thuc.ban-sao actual . 100
tu-phap.chung-thuc.chu-ky actual . 2
thanh-tra.hoan-thanh actual . 4
tiep-dan.don-tiep-nhan actual . 11
tiep-dan.don-khong-tham-quyen actual . 3
"""

# A district's nine months, made up in the manner of such reports, and its facts made by reading it.
DISTRICT = """
# BÁO CÁO
Tình hình phát triển kinh tế - xã hội 9 tháng đầu năm 2023, nhiệm vụ trọng tâm 3 tháng cuối năm 2023

## I. KẾT QUẢ ĐẠT ĐƯỢC
### 1. Về kinh tế

Tổng giá trị sản xuất (giá so sánh 2010) ước đạt 2.345 tỷ đồng, đạt 76,2% kế hoạch, tăng 7,1% so với cùng kỳ.
Trong đó: giá trị sản xuất nông, lâm, thủy sản 812 tỷ đồng; giá trị sản xuất công nghiệp - xây dựng 902 tỷ
đồng; thương mại - dịch vụ 631 tỷ đồng.

a) Sản xuất nông nghiệp: Tổng diện tích gieo trồng vụ Hè thu 3.978,3 ha, đạt 101,2% kế hoạch; trong đó lúa
1.250 ha, ngô 980 ha, sắn 412 ha. Sản lượng lương thực có hạt ước đạt 10.873,5 tấn, bằng 126,7% so với cùng kỳ
năm 2022. Năng suất lúa bình quân đạt 52,3 tạ/ha.

- Chăn nuôi: Tổng đàn gia súc hiện có 21.450 con (trong đó: trâu 2.310 con, bò 9.840 con, lợn 9.300 con), đàn
gia cầm 145.000 con. Dịch tả lợn Châu Phi xảy ra tại 7 hộ ở 3 xã, tiêu hủy 189 con lợn với trọng lượng 9.450
kg. Đã tiêm phòng 5.600 liều vắc xin lở mồm long móng cho đàn trâu, bò.

- Lâm nghiệp: Trồng rừng tập trung được 215 ha/200 ha, đạt 107,5% kế hoạch; xảy ra 02 vụ cháy rừng, thiệt hại
1,2 ha. Phát hiện 05 vụ vi phạm lâm luật, xử phạt 35 triệu đồng.

b) Tài chính: Tính đến hết tháng 9, tổng thu ngân sách nhà nước trên địa bàn là 54,623 tỷ đồng, đạt 68% dự
toán tỉnh giao và 61% dự toán HĐND huyện giao, trong đó thu phí, lệ phí 4,41 tỷ đồng; thu tiền sử dụng đất
14,2 tỷ đồng. Tổng chi ngân sách địa phương 410 tỷ đồng, đạt 70% dự toán. Giải ngân vốn đầu tư công đạt
85,3/126 tỷ đồng, đạt 67,7% kế hoạch.

c) Tài nguyên: Cấp 312 giấy chứng nhận quyền sử dụng đất cho hộ gia đình, cá nhân với diện tích 45,6 ha; xử
phạt 04 trường hợp vi phạm đất đai với số tiền 22 triệu đồng.

### 2. Văn hóa - xã hội

Toàn huyện có 45 trường học với 15.230 học sinh; 28/45 trường đạt chuẩn quốc gia, đạt 62,2%. Khám chữa bệnh
cho 85.412 lượt người, trong đó điều trị nội trú 6.230 lượt. Tỷ lệ bao phủ bảo hiểm y tế đạt 93,5% dân số. Tỷ
lệ suy dinh dưỡng thể nhẹ cân trẻ em dưới 5 tuổi còn 11,2%. Ghi nhận 15 ca sốt xuất huyết, 08 ca tay chân
miệng. Giải quyết việc làm cho 1.250 lao động, đạt 83,3% kế hoạch, trong đó xuất khẩu lao động 45 người. Tỷ lệ
hộ nghèo giảm còn 8,15%. Trao 1.200 suất quà Tết cho hộ nghèo, trị giá 600 triệu đồng.

### 3. Quốc phòng - an ninh

Xảy ra 18 vụ phạm pháp hình sự (giảm 3 vụ so với cùng kỳ), điều tra làm rõ 16/18 vụ, đạt 88,9%. Tai nạn giao
thông xảy ra 12 vụ, làm 7 người chết, 9 người bị thương; so với cùng kỳ giảm 2 vụ, tăng 1 người chết. Xử lý
1.120 trường hợp vi phạm trật tự an toàn giao thông, phạt tiền 1,35 tỷ đồng, tước 85 giấy phép lái xe. Cấp
2.310 thẻ căn cước công dân.

### 4. Nội vụ, tiếp dân

Tiếp 125 lượt công dân với 130 người; tiếp nhận 87 đơn, trong đó: khiếu nại 12 đơn, tố cáo 5 đơn, kiến nghị,
phản ánh 70 đơn; đã giải quyết 80/87 đơn, đạt 91,95%. Hoàn thành 05 cuộc thanh tra, kiến nghị thu hồi 230
triệu đồng. Bổ nhiệm 03 cán bộ, tinh giản biên chế 06 người. Bộ phận một cửa tiếp nhận 5.320 hồ sơ, giải quyết
đúng hạn 5.290 hồ sơ, quá hạn 30 hồ sơ.

## II. NHIỆM VỤ TRỌNG TÂM 3 THÁNG CUỐI NĂM 2023

Phấn đấu thu ngân sách đạt 80 tỷ đồng; giải ngân 100% vốn đầu tư công.
"""

DISTRICT_EXPECTED = """
kinh-te.gia-tri estimate . 2345000000000
kinh-te.gia-tri estimate percent_of_plan 76.2
kinh-te.gia-tri estimate percent_of_same_period 107.1
kinh-te.gia-tri.nong-nghiep estimate . 812000000000
kinh-te.gia-tri.cong-nghiep-xay-dung estimate . 902000000000
kinh-te.gia-tri.dich-vu estimate . 631000000000
trong-trot.gieo-trong actual . 3978.3
trong-trot.gieo-trong actual percent_of_plan 101.2
trong-trot.lua actual . 1250
trong-trot.ngo actual . 980
trong-trot.san actual . 412
trong-trot.luong-thuc estimate . 10873.5
trong-trot.luong-thuc estimate percent_of_same_period 126.7
trong-trot.nang-suat-lua actual . 52.3
chan-nuoi.gia-suc actual . 21450
chan-nuoi.trau actual . 2310
chan-nuoi.bo actual . 9840
chan-nuoi.lon actual . 9300
chan-nuoi.gia-cam actual . 145000
chan-nuoi.tieu-huy-lon actual . 189
lam-nghiep.trong-rung actual . 215
lam-nghiep.trong-rung plan . 200
lam-nghiep.trong-rung actual percent_of_plan 107.5
lam-nghiep.chay-rung actual . 2
lam-nghiep.vi-pham actual . 5
ngan-sach.thu actual . 54623000000
ngan-sach.thu plan_province percent_of_plan 68
ngan-sach.thu plan_council percent_of_plan 61
ngan-sach.thu-phi-le-phi actual . 4410000000
ngan-sach.thu-tien-su-dung-dat actual . 14200000000
ngan-sach.chi actual . 410000000000
ngan-sach.chi actual percent_of_plan 70
dau-tu-cong.giai-ngan actual . 85300000000
dau-tu-cong.giai-ngan plan . 126000000000
dau-tu-cong.giai-ngan actual percent_of_plan 67.7
dat-dai.gcn actual . 312
dat-dai.ho-bi-phat actual . 4
dat-dai.tien-phat actual . 22000000
giao-duc.chuan-quoc-gia actual . 28
giao-duc.chuan-quoc-gia actual share 62.2
y-te.kham-benh actual . 85412
y-te.noi-tru actual . 6230
y-te.bhyt actual . 93.5
y-te.suy-dinh-duong actual . 11.2
y-te.sot-xuat-huyet actual . 15
y-te.tay-chan-mieng actual . 8
asxh.viec-lam actual . 1250
asxh.viec-lam actual percent_of_plan 83.3
asxh.xuat-khau-lao-dong actual . 45
asxh.ti-le-ho-ngheo actual . 8.15
asxh.qua-tet actual . 1200
an-ninh.pphs actual . 18
an-ninh.pphs actual change_on_same_period -3
an-ninh.kham-pha actual . 16
an-ninh.kham-pha actual share 88.9
giao-thong.tai-nan actual . 12
giao-thong.tai-nan actual change_on_same_period -2
giao-thong.chet actual . 7
giao-thong.chet actual change_on_same_period 1
giao-thong.bi-thuong actual . 9
giao-thong.vi-pham actual . 1120
giao-thong.nop-ngan-sach actual . 1350000000
giao-thong.tuoc-gplx actual . 85
cu-tru.cap-the actual . 2310
tiep-dan.luot actual . 125
tiep-dan.don-tiep-nhan actual . 87
tiep-dan.khieu-nai actual . 12
tiep-dan.to-cao actual . 5
tiep-dan.da-giai-quyet actual . 80
tiep-dan.da-giai-quyet actual share 91.95
thanh-tra.hoan-thanh actual . 5
thanh-tra.thu-hoi actual . 230000000
noi-vu.bo-nhiem actual . 3
noi-vu.tinh-gian actual . 6
tthc.tiep-nhan actual . 5320
tthc.dung-han actual . 5290
tthc.qua-han actual . 30
"""

Key = tuple[str, str, str, Decimal]


@pytest.fixture(scope="module")
def catalogue() -> tuple[CatalogueEntry, ...]:
    with (DATA / "indicators.csv").open(encoding="utf-8") as file:
        return load(csv.DictReader(file))


def keys(text: str) -> set[Key]:
    """Lines of "code basis comparison value" as the keys of facts."""
    rows = (line.split() for line in text.strip().splitlines())
    return {(code, basis, comparison.strip("."), Decimal(value)) for code, basis, comparison, value in rows}


def key(fact: FoundFact) -> Key:
    return fact.code, fact.basis, fact.comparison, fact.value


def facts(text: str, catalogue: tuple[CatalogueEntry, ...]) -> tuple[FoundFact, ...]:
    document = document_of_text(text)
    reading = read(document)
    return facts_of(reading, catalogue, read_tables(document, reading.style))


@pytest.fixture(scope="module")
def found(catalogue: tuple[CatalogueEntry, ...]) -> tuple[FoundFact, ...]:
    return facts((DATA / "source" / "27-bc-ubnd.md").read_text(encoding="utf-8"), catalogue)


class TestTheRealReport:
    def test_the_list_is_long_enough_to_say_something(self) -> None:
        assert len(keys(EXPECTED)) >= 150

    def test_states_no_fact_that_a_reader_does_not(self, found: tuple[FoundFact, ...]) -> None:
        assert {key(fact) for fact in found} - keys(EXPECTED) == set()

    def test_finds_nearly_all_facts_that_a_reader_does(self, found: tuple[FoundFact, ...]) -> None:
        expected = keys(EXPECTED)
        missed = expected - {key(fact) for fact in found}
        assert len(missed) <= 0.05 * len(expected), sorted(missed)

    def test_every_fact_leads_back_to_its_printed_figure(self, found: tuple[FoundFact, ...]) -> None:
        document = document_of_text((DATA / "source" / "27-bc-ubnd.md").read_text(encoding="utf-8"))
        assert all(document.quote(fact.span) == fact.quote for fact in found)

    def test_a_figure_gives_one_fact_at_most(self, found: tuple[FoundFact, ...]) -> None:
        assert len({fact.span for fact in found}) == len(found)


class TestADistrictsNineMonths:
    def test_states_no_fact_that_a_reader_does_not(self, catalogue: tuple[CatalogueEntry, ...]) -> None:
        assert {key(fact) for fact in facts(DISTRICT, catalogue)} - keys(DISTRICT_EXPECTED) == set()

    def test_finds_nearly_all_facts_that_a_reader_does(self, catalogue: tuple[CatalogueEntry, ...]) -> None:
        expected = keys(DISTRICT_EXPECTED)
        missed = expected - {key(fact) for fact in facts(DISTRICT, catalogue)}
        assert len(missed) <= 0.05 * len(expected), sorted(missed)


# Sentences of other committees, months and years, in their own figures and orders of words.
OTHERS = [
    (
        "Tổng đàn trâu 4.512 con, đạt 98,2% kế hoạch, giảm 34 con so với cùng kỳ; đàn bò 7.820 con, tăng 2,5% so với cùng kỳ năm trước.",
        """chan-nuoi.trau actual . 4512
        chan-nuoi.trau actual percent_of_plan 98.2
        chan-nuoi.trau actual change_on_same_period -34
        chan-nuoi.bo actual . 7820
        chan-nuoi.bo actual percent_of_same_period 102.5""",
    ),
    (
        "Tổng số trâu, bò toàn huyện là 12.340 con.",
        "chan-nuoi.trau-bo actual . 12340",
    ),
    (
        "Đàn lợn: 31,5 nghìn con; đàn gia cầm: 1,2 triệu con, trong đó gà 1,05 triệu con.",
        """chan-nuoi.lon actual . 31500
        chan-nuoi.gia-cam actual . 1200000
        chan-nuoi.ga actual . 1050000""",
    ),
    (
        "Thu ngân sách nhà nước trên địa bàn 6 tháng đầu năm ước thực hiện 87,6 tỷ đồng, bằng 52% dự toán tỉnh giao.",
        """ngan-sach.thu estimate . 87600000000
        ngan-sach.thu plan_province percent_of_plan 52""",
    ),
    (
        "Lũy kế thu ngân sách nhà nước trên địa bàn đến hết tháng 9 đạt 1.205.330 triệu đồng.",
        "ngan-sach.thu year_to_date . 1205330000000",
    ),
    (
        "Giá trị sản xuất công nghiệp ước đạt 412,7 tỷ đồng, tăng 8,3% so với cùng kỳ.",
        """cong-nghiep.gia-tri estimate . 412700000000
        cong-nghiep.gia-tri estimate percent_of_same_period 108.3""",
    ),
    (
        "Tai nạn giao thông: xảy ra 05 vụ tai nạn giao thông, làm 03 người chết, 04 người bị thương.",
        """giao-thong.tai-nan actual . 5
        giao-thong.chet actual . 3
        giao-thong.bi-thuong actual . 4""",
    ),
    (
        "Bộ phận Một cửa đã tiếp nhận 1.250 hồ sơ thủ tục hành chính; đã giải quyết 1.198/1.250 hồ sơ, đạt tỷ lệ 95,84%.",
        """tthc.tiep-nhan actual . 1250
        tthc.giai-quyet actual . 1198
        tthc.giai-quyet actual share 95.84""",
    ),
    (
        "Toàn tỉnh đã gieo cấy 12.450 ha lúa Đông Xuân, đạt 98,7% kế hoạch. Diện tích lúa bị hạn 350 ha.",
        """trong-trot.lua actual . 12450
        trong-trot.lua actual percent_of_plan 98.7""",
    ),
    (
        "Kết thúc 05 cuộc thanh tra, phát hiện sai phạm 3,5 tỷ đồng, kiến nghị thu hồi 2,1 tỷ đồng.",
        """thanh-tra.hoan-thanh actual . 5
        thanh-tra.sai-pham actual . 3500000000
        thanh-tra.thu-hoi actual . 2100000000""",
    ),
    (
        "Toàn tỉnh có 15.230 hộ nghèo, chiếm 12,35% tổng số hộ; tỷ lệ hộ cận nghèo 6,58%.",
        """asxh.ho-ngheo actual . 15230
        asxh.ho-ngheo actual share 12.35
        asxh.ti-le-ho-can-ngheo actual . 6.58""",
    ),
    (
        "Tổng thu NSNN trên địa bàn ước đạt 2.350 tỷ đồng, bằng 24,5% dự toán HĐND tỉnh giao; trong đó thu nội địa 1.980 tỷ đồng.",
        """ngan-sach.thu estimate . 2350000000000
        ngan-sach.thu plan_province percent_of_plan 24.5
        ngan-sach.thu-noi-dia estimate . 1980000000000""",
    ),
    (
        "Các cơ sở y tế khám bệnh cho 325.600 lượt người, điều trị nội trú 32.100 lượt.",
        """y-te.kham-benh actual . 325600
        y-te.noi-tru actual . 32100""",
    ),
    (
        "Tỷ lệ hộ nghèo còn 7,35%.",
        "asxh.ti-le-ho-ngheo actual . 7.35",
    ),
    (
        "Diện tích gieo trồng cây ngô xuân được 1.230 ha, đạt 102,5% kế hoạch.",
        """trong-trot.ngo actual . 1230
        trong-trot.ngo actual percent_of_plan 102.5""",
    ),
    (
        "Hoàn thành kiểm đếm được 1,5 ha đất thu hồi.",
        "gpmb.kiem-dem actual . 15000",
    ),
    (
        "Công tác tiếp công dân: Số đơn tiếp nhận 27 đơn, trong đó đơn khiếu nại 04 đơn, đơn tố cáo 02 đơn.",
        """tiep-dan.don-tiep-nhan actual . 27
        tiep-dan.khieu-nai actual . 4
        tiep-dan.to-cao actual . 2""",
    ),
]


@pytest.mark.parametrize(("sentence", "expected"), OTHERS)
def test_cues_serve_other_committees_and_months(
    sentence: str, expected: str, catalogue: tuple[CatalogueEntry, ...]
) -> None:
    assert {key(fact) for fact in facts(sentence, catalogue)} == keys(expected)


NO_FACTS = [
    "Đàn trâu phát triển ổn định, đã tiêm phòng lở mồm long móng 500 con.",
    "Tại xã Hưng Đạo, đàn bò hiện có 61 con.",
    "Kè chống sạt lở bờ sông Bằng dài 1.250 m đã hoàn thành.",
    "Nghị quyết số 44/NQ-HĐND ngày 23/12/2021 giao chỉ tiêu thu ngân sách.",
    "Có 12 tổ dân phố tổ chức hội nghị.",
    "Đàn bò tăng 61 con.",
    "Hỗ trợ 15 con trâu giống cho 15 hộ tham gia mô hình.",
    "Trong tháng có 03 con bò bị chết do rét.",
    "Bình chọn 10 sự kiện tiêu biểu năm 2021.",
    "Riêng phường Sông Hiến có 12 trường hợp F0 điều trị tại nhà.",
    "Học sinh đạt 15 giải tại kỳ thi chọn học sinh giỏi.",
]


@pytest.mark.parametrize("sentence", NO_FACTS)
def test_what_names_no_indicator_of_the_unit_gives_no_fact(
    sentence: str, catalogue: tuple[CatalogueEntry, ...]
) -> None:
    assert facts(sentence, catalogue) == ()


def test_what_is_announced_for_next_month_is_no_fact_of_this_one(catalogue: tuple[CatalogueEntry, ...]) -> None:
    text = (
        "# I. KẾT QUẢ THỰC HIỆN\n\nĐàn bò hiện có 300 con.\n\n"
        "# II. NHIỆM VỤ TRỌNG TÂM THÁNG 4\n\nPhấn đấu đàn bò đạt 350 con.\n\n"
        "# III. ĐÁNH GIÁ KẾT QUẢ CHUNG\n\nĐàn lợn hiện có 900 con.\n"
    )
    assert {key(fact) for fact in facts(text, catalogue)} == keys(
        "chan-nuoi.bo actual . 300\nchan-nuoi.lon actual . 900"
    )


def test_a_title_that_names_next_months_tasks_hides_nothing(catalogue: tuple[CatalogueEntry, ...]) -> None:
    text = (
        "# BÁO CÁO\n\n# Tình hình kinh tế - xã hội tháng 3\n\n# Nhiệm vụ trọng tâm tháng 4\n\n"
        "# Phần thứ nhất\n\n# I. Lĩnh vực kinh tế\n\nĐàn bò hiện có 300 con.\n\n"
        "# Phần thứ hai\n\n# NHIỆM VỤ TRỌNG TÂM THÁNG 4\n\n# I. Lĩnh vực kinh tế\n\nĐàn bò đạt 350 con.\n"
    )
    assert {key(fact) for fact in facts(text, catalogue)} == keys("chan-nuoi.bo actual . 300")


def test_the_nearest_context_decides_between_equal_phrases(catalogue: tuple[CatalogueEntry, ...]) -> None:
    text = "Xếp loại Cộng đồng học tập đối với 9 xã: Tốt 5/9, khá 4/9; xếp loại Đơn vị học tập đối với 20 đơn vị: Tốt 18/20."
    found = {(fact.code, fact.value) for fact in facts(text, catalogue)}
    assert ("giao-duc.cdht.tot", Decimal(5)) in found
    assert ("giao-duc.dvht.tot", Decimal(18)) in found


def test_two_indicators_named_equally_well_give_none() -> None:
    rows = [{"code": code, "name": code, "measure": "hộ", "kind": "stock", "phrase": "hộ nghèo"} for code in ("a", "b")]
    assert facts("Toàn huyện có 512 hộ nghèo.", load(rows)) == ()


def test_rows_of_a_table_give_facts_by_the_roles_of_their_columns(catalogue: tuple[CatalogueEntry, ...]) -> None:
    text = """
Biểu chăn nuôi tháng 3

| TT | Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện | Đạt so với kế hoạch (%) | Tăng, giảm so với cùng kỳ |
|---|---|---|---|---|---|---|
| 1 | Đàn trâu | con | 2.000 | 1.900 | 95 | -20 |
| 2 | Đàn gia cầm | nghìn con | 310 | 325,5 | 105 | 12,5 |
| 2.1 | Trong đó: gà | nghìn con | 280 | 290 | 103,6 | 9 |
"""
    assert {key(fact) for fact in facts(text, catalogue)} == keys("""
        chan-nuoi.trau plan . 2000
        chan-nuoi.trau actual . 1900
        chan-nuoi.trau actual percent_of_plan 95
        chan-nuoi.trau actual change_on_same_period -20
        chan-nuoi.gia-cam plan . 310000
        chan-nuoi.gia-cam actual . 325500
        chan-nuoi.gia-cam actual percent_of_plan 105
        chan-nuoi.gia-cam actual change_on_same_period 12500
        chan-nuoi.ga plan . 280000
        chan-nuoi.ga actual . 290000
        chan-nuoi.ga actual percent_of_plan 103.6
        chan-nuoi.ga actual change_on_same_period 9000""")


class TestTheCatalogue:
    def test_has_what_the_month_measures(self, catalogue: tuple[CatalogueEntry, ...]) -> None:
        assert len(catalogue) >= 150

    def test_names_every_indicator_once_and_every_whole(self, catalogue: tuple[CatalogueEntry, ...]) -> None:
        codes = {entry.code for entry in catalogue}
        assert len(codes) == len(catalogue)
        assert {entry.parent for entry in catalogue if entry.parent} <= codes
        assert {entry.kind for entry in catalogue} <= {"flow", "stock", "ratio", "average"}

    def test_holds_no_figure_of_one_month_in_its_cues(self, catalogue: tuple[CatalogueEntry, ...]) -> None:
        allowed = {"mũi 1", "mũi 2", "mũi 3", "covid 19", "sars cov 2", "f0", "f1", "con thứ 3", "18 tuổi"}
        terms = {
            term for entry in catalogue for one in (*entry.phrase, *entry.within) for term in (*one.terms, *one.without)
        }
        with_digits = {term for term in terms if any(letter.isdigit() for letter in term)}
        assert all(any(name in term for name in allowed) for term in with_digits), with_digits

    @pytest.mark.parametrize(
        ("rows", "message"),
        [
            ([{"code": "a", "phrase": "x"}, {"code": "a", "phrase": "y"}], "hai lần"),
            ([{"code": "a", "phrase": "x", "parent": "b"}], "không có mã này"),
            ([{"code": "a", "phrase": " "}], "cụm từ nhận biết"),
        ],
    )
    def test_says_what_is_wrong_with_it(self, rows: list[dict[str, str]], message: str) -> None:
        with pytest.raises(ValueError, match=message):
            load(rows)

    def test_plans_and_previous_values_are_of_known_indicators(self, catalogue: tuple[CatalogueEntry, ...]) -> None:
        measures = {entry.code: entry.measure for entry in catalogue}
        for name in ("plans.csv", "previous_year.csv"):
            with (DATA / name).open(encoding="utf-8") as file:
                for row in csv.DictReader(file):
                    assert convert(Decimal(row["value"]), row["measure"], measures[row["code"]]) is not None
                    if row["low"]:
                        assert Decimal(row["low"]) <= Decimal(row["value"]) <= Decimal(row["high"])


@pytest.mark.parametrize(
    ("printed", "cue_text"),
    [("Tổng mức lưu chuyển hàng hoá, thương mại", "hàng hóa thương mại"), ("THUỶ SẢN", "thủy sản"), ("Quý I", "quý i")],
)
def test_case_tone_placement_and_punctuation_do_not_matter(printed: str, cue_text: str) -> None:
    assert folded(cue_text) in folded(printed)


def test_a_cue_is_alternatives_of_terms_wanted_and_unwanted() -> None:
    (first, second) = cue("đàn trâu|trâu&!tiêm")
    assert (first.terms, first.without) == (("đàn trâu",), ())
    assert (second.terms, second.without) == (("trâu",), ("tiêm",))


@pytest.mark.parametrize(
    ("value", "measure", "target", "converted"),
    [
        ("1.5", "ha", "m2", "15000"),
        ("350", "kg", "tấn", "0.35"),
        ("12", "hộ gia đình", "hộ", "12"),
        ("12", "", "con", "12"),
        ("12", "", "ha", None),
        ("12", "tấn", "ha", None),
        ("12", "xã", "con", None),
    ],
)
def test_values_are_converted_to_the_indicators_measure_or_refused(
    value: str, measure: str, target: str, converted: str | None
) -> None:
    result = convert(Decimal(value), measure, target)
    assert result == (None if converted is None else Decimal(converted))


WORDS = [
    "đàn bò",
    "đàn trâu",
    "245",
    "con",
    "bằng",
    "%",
    "so với cùng kỳ",
    "(",
    ")",
    ";",
    ".",
    "tăng",
    "trong đó",
    "12/20",
]


@given(st.lists(st.sampled_from([*WORDS, "hồ sơ", "ước", "\n\n"])))
def test_no_text_breaks_the_matching(words: list[str]) -> None:
    catalogue = load([{"code": "a", "measure": "con", "phrase": "đàn bò", "within": "đàn trâu|đàn bò"}])
    for fact in facts(" ".join(words) or ".", catalogue):
        assert fact.code == "a"
        assert fact.quote

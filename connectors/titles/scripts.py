# ruff: noqa: E501  (tables of words)
"""Titles in Cyrillic, Chinese, Japanese and Korean: words found anywhere, for these scripts need no blanks.

Of how high somebody stands the first in the table decides; of what they work on the longest word.
"""

from typing import TypeVar

from connectors.companies import plain
from connectors.titles.labels import Department, Seniority

_RANKS: dict[Seniority, str] = {
    Seniority.ENTRY: "стажер стажёр практикант студент 实习生 インターン 学生 인턴",
    Seniority.FOUNDER: (
        "основатель сооснователь учредитель владелец собственник предприниматель засновник власник"
        " 创始人 共同創業者 聯合創辦人 創辦人 创办人 合伙创始人 老板 創業者 オーナー 창업자 설립자"
    ),
    Seniority.VP: (
        "вице_президент заместитель заместитель_генерального_директора 副总裁 副總裁 副总经理 副總經理 副社長 執行役員 専務 常務 부사장 전무 상무"
    ),
    Seniority.C_LEVEL: (
        "генеральный_директор гендиректор генеральний_директор исполнительный_директор президент"
        " председатель_правления член_правления технический_директор_сто"
        " 首席执行官 首席執行官 首席财务官 首席財務官 首席技术官 首席技術官 首席运营官 首席营运官 首席营销官 首席信息官"
        " 首席人力资源官 首席 总经理 總經理 总裁 總裁 执行董事"
        " 代表取締役社長 代表取締役 代表 社長 最高経営責任者 最高財務責任者 最高技術責任者 最高執行責任者 最高責任者"
        " 대표이사 대표 사장 최고경영자 최고재무책임자"
    ),
    Seniority.BOARD: (
        "председатель_совета_директоров член_совета_директоров 董事长 董事長 董事会 董事 監査役 会長 取締役 이사회 회장"
    ),
    Seniority.PARTNER: "партнер партнёр 合伙人 合夥人 パートナー 파트너",
    Seniority.HEAD: (
        "руководитель начальник глава заведующий керівник 部长 部長 主管 负责人 負責人 本部長 責任者 본부장 실장 부장"
    ),
    Seniority.DIRECTOR: "директор директорка 总监 總監 主任 ディレクター 이사 디렉터",
    Seniority.MANAGER: (
        "менеджер управляющий супервайзер тимлид 经理 經理 课长 課長 组长 組長 マネージャー マネジャー 係長 店長"
        " 팀장 과장 차장 매니저"
    ),
    Seniority.SENIOR: "старший ведущий главный 高级 高級 资深 資深 シニアエ シニアマ シニアコ シニアデ シニアア 主席 수석 선임 책임",
    Seniority.INDIVIDUAL: (
        "специалист инженер программист разработчик юрист бухгалтер аналитик консультант экономист дизайнер"
        " помощник ассистент секретарь"
        " 工程师 工程師 专员 專員 顾问 顧問 律师 律師 会计 會計 分析师 分析師 设计师 設計師 助理 秘书 研究员"
        " エンジニア 担当 コンサルタント 弁護士 会計士 デザイナー アナリスト 秘書 개발자 엔지니어 변호사 사원 대리 주임"
    ),
}
_FIELDS: dict[Department, str] = {
    Department.SALES: (
        "продаж продажам сбыт коммерческий коммерческого 销售 銷售 业务 業務 营业 営業 セールス 영업"
    ),
    Department.MARKETING: (
        "маркетинг реклам бренд пресс 市场 市場 营销 行銷 品牌 公关 公關 マーケティング 広報 宣伝 마케팅 홍보"
    ),
    Department.CUSTOMER_SUCCESS: ("клиентск поддержк 客户 客服 客戶 カスタマー サポート 고객"),
    Department.PRODUCT: "продукт 产品 產品 プロダクト 商品企画 제품 프로덕트",
    Department.ENGINEERING: (
        "программист разработ инженер технический техническ технолог архитектор"
        " 工程 技术 技術 研发 開発 开发 開發 架构 エンジニア 개발 엔지니어 기술"
    ),
    Department.DATA: "данных 数据 數據 人工智能 データ 데이터",
    Department.DESIGN: "дизайн 设计 設計 デザイン 디자인",
    Department.IT: "информационн айти системный_администратор 信息 資訊 情報システム 정보",
    Department.SECURITY: "безопасност 安全 セキュリティ 보안",
    Department.OPERATIONS: (
        "операцион производств логист склад цех проект 运营 營運 生产 生産 物流 供应链 工厂 項目 项目"
        " 製造 工場 オペレーション 運用 생산 물류 운영"
    ),
    Department.PROCUREMENT: "закуп снабжен 采购 採購 購買 調達 구매",
    Department.FINANCE: (
        "финанс бухгалтер экономист аудит казнач инвестиц налог банк"
        " 财务 財務 会计 會計 经理财务 審計 审计 投资 投資 経理 金融 재무 회계 투자"
    ),
    Department.LEGAL: "юрист юридическ адвокат правов 法务 法務 律师 律師 合规 弁護士 법무 변호사",
    Department.PEOPLE: "персонал кадр рекрут hr 人力资源 人力資源 人事 招聘 人材 採用 인사 채용",
    Department.STRATEGY: "стратег развити 战略 戰略 経営企画 戦略 전략 기획",
    Department.RESEARCH: "исследова научн 研究 リサーチ 연구",
    Department.CONSULTING: "консульт 咨询 諮詢 顾问 顧問 コンサル 컨설",
    Department.EDUCATION: "преподава учитель профессор 教师 教授 老师 講師 教員 교수 교사",
    Department.HEALTHCARE: "врач медицин 医生 醫生 护士 医師 看護 의사 간호",
}


T = TypeVar("T")


def _words(table: dict[T, str]) -> list[tuple[str, T]]:
    return [
        (plain(word.replace("_", " ")), value)
        for value, words in table.items()
        for word in words.split()
    ]


RANKS = _words(_RANKS)
FIELDS = sorted(_words(_FIELDS), key=lambda one: -len(one[0]))


def is_foreign(words: str) -> bool:
    """Whether a title (as `plain` words) is in one of these scripts."""
    return any(letter > "\u03ff" for letter in words)


def rank_in(words: str) -> Seniority | None:
    """How high a title in these scripts stands; None where no word is known."""
    return next((rank for word, rank in RANKS if word in words), None)


def field_in(words: str) -> Department | None:
    """What a title in these scripts works on; None where no word is known."""
    return next((field for word, field in FIELDS if word in words), None)

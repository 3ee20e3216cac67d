"""List the words by which free text speaks of persons: labels before a name, surnames, and what is no name.

Languages: those of `personal_words`. Sources: the 200 most common Chinese surnames (Ministry of Public Security, 2020
report) and double surnames of the Hundred Family Surnames; the surnames of Korea's census of 2015 with more than
100,000 bearers.
"""

import re
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Labels that may stand before other words than a name: `Name: ALT`, `患者：禁食`. What follows has to look like a name.
DOUBTFUL: Final = _words(
    """
    name names nom noms nombre nombres nome nomi naam имя фио initials initialen patient patients patientin paciente paziente
    пациент last first given family middle contact relative kin contactname nextofkin emergencycontact contacto familiar
    患者 病人 受检者 受检人 名 姓 名字 名前 家族 家属 监护人 联系人 환자 보호자
    """
)
# Labels of numbers and days: what follows has to hold digits.
NUMBERED: Final = _words(
    """
    phone phonenumber telephone telephonenumber tel mobile mobilephone mobilenumber cellphone cell contactnumber contactno
    patientphone subjectphone telefon telefonnummer telefonnr handy handynummer mobilnummer mobiltelefon rufnummer
    telefono movil celular cellulare telefone telemovel telefoon telefoonnummer mobiel телефон
    dob birthdate birthday dateofbirth geburtsdatum geburtstag gebdat geb naissance ddn nacimiento nascita nascimento
    geboortedatum ssn mrn passport ipp nss dni nif nie bsn cpf dna kv kvnr nhs hospno
    """
)
NUMBERED_CJK: Final = re.compile(
    "电话|手机|身份证|证件号|护照|出生|生日|住院号|门诊号|病案号|病历号|登记号|卡号|医保|電話|携帯|生年月日|番号|旅券|생년월일|번호|전화|여권"
)
TELEPHONE: Final = re.compile(
    r"(?:电话|座机|手机|联系方式|電話|携帯|전화|연락처|\b(?:tel|telephone|phone|telefon|telefoon|telefono|teléfono|téléphone|tél|telefone"
    r"|fon|mobile|cell|handy|portable|móvil|movil|cellulare|телефон|тел))(?:号码|号|番号|번호|nummer|nr|no|number)?\.?[ :]{0,3}$",
    re.IGNORECASE,
)
PASSPORT: Final = re.compile(
    r"(?:护照|旅券|パスポート|여권|(?<![^\W\d_])(?:passport|reisepass|pass-nr|passeport|pasaporte|passaporto|passaporte|paspoort"
    r"|паспорт))[^\W\d_]{0,8}[ .:#№-]{0,3}(?:(?:no|nr|nº|n°|num|号码|番号|번호)[ .:#-]{0,3})?"
    r"(?=(?:[A-Za-z]*[0-9]){4})[A-Za-z0-9]{6,10}(?![A-Za-z0-9])",
    re.IGNORECASE,
)
# A number that such a word announces is that of a thing.
OF_A_THING: Final = re.compile(
    r"(?:条码|条形码|标本|样本|样品|批号|批次|试剂|检验单|申请单|医嘱|单号|流水号|仪器|序列号|検体|バーコード|ロット|검체|바코드"
    r"|\b(?:barcode|accession|specimen|sample|lot|batch|order|requisition|serial|instrument|kit|ref|probe|probennr|charge"
    r"|échantillon|muestra|lote|campione|lotto|amostra|monster|partij))(?:号码|号|番号|번호|[ -]?(?:no|nr|id|number|nummer))?"
    r"[ .:#№-]{0,3}$",
    re.IGNORECASE,
)

COMMON_SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆"
    "范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤温康施文牛樊葛邢安齐易乔伍"
    "庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙"
    "鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬"
    "師師張劉陳楊黃趙吳孫馬鄭謝許韓鄧馮蕭葉魏蘇呂盧鍾譚陸賈鄒龍賀顧龔錢戴嚴湯齊喬龐顏莊聶魯歐關蘭寧紀單塗駱藍"
)
DOUBLE_SURNAMES: Final = "欧阳|上官|司马|诸葛|皇甫|尉迟|夏侯|东方|公孙|慕容|司徒|令狐|端木|歐陽|司馬|諸葛"
_KOREAN_SURNAMES: Final = "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민나진지엄채원천방공현함변염여추도소석"
# Words of comments that begin like a surname: 高血压, 黄疸, 白细胞, 周二, 于今晨.
NO_NAMES_CJK: Final = (
    "阳性|高血|高脂|高热|高烧|高龄|高危|高度|高值|高胆|高钾|高尿|黄疸|黄染|黄色|白细|白蛋|白血|白带|周[一二三四五六日内后前围]|于[今昨当本20-9]"
    "|常规|温度|温热|安静|安排|安好|时有|时间|应[复查在于予该]|解[释除]|成人|成年|成功|成分|全血|全套|全部|全程|单[纯位次核]|连续|简易|关节"
    "|方便|方法|左[上下侧叶肝肾]|项目|程度|向[来上]|文盲|万一|康复|施[行术]|包[块括埋]|成[年人]|左右|管型|曾[有行服用因于患]|任何|何时"
    "|金葡|石膏|卫生|景象|贺|路途|车祸|游离|边缘|全身|米[糊饭]|项|段|单采|蓝色|章|古|麦|连|解|时|应|管|全"
)
CHINESE_NAME: Final = re.compile(
    f"(?!{NO_NAMES_CJK})(?:(?:{DOUBLE_SURNAMES})[\u4e00-\u9fff]{{1,2}}"
    f"|[{COMMON_SURNAMES}][ ·]?(?:[\u4e00-\u9fff]{{1,2}}|某某?|[*＊×xX○〇]{{1,2}}))"
    "(?:先生|女士|小姐|同志)?(?![\u4e00-\u9fff])"
)
NAME_WITHOUT_MARK: Final = re.compile(f"姓名 ?{CHINESE_NAME.pattern}")  # 姓名张三
KOREAN_NAME: Final = re.compile(f"[{_KOREAN_SURNAMES}][가-힣]{{2}}(?:님|씨)?(?![가-힣])")
JAPANESE_NAME: Final = re.compile(
    r"[\u3005\u3041-\u30ff\u4e00-\u9fff]{2,4}[ ]?[\u3005\u3041-\u30ff\u4e00-\u9fff]{0,4}[ ]?(?:様|さま|さん|氏|殿)(?![\u4e00-\u9fff])"
)
# A word of a comment; a text that holds one is none of two or three names.
NO_NAMES: Final = _words(
    """
    a an and as at by for from in is it not no of on or per the to was were with without under after before see unknown none
    fasting fasted nonfasting sample specimen blood serum plasma urine tube draw drawn collected collection received result
    results repeat repeated redraw test tested testing tests hemolyzed haemolyzed hemolysis lipemic icteric clotted clot
    slightly moderately grossly visit screening baseline week month day dialysis diabetic pregnant male female adult child
    history known therapy treatment drug drugs dose medication stable acute chronic severe mild normal abnormal high low
    positive negative reference range method value values unit units note comment informed consent withdrawn enrolled
    compliant arrived late early informed aware refused absent present seen status id code number identifier initials
    alanine aspartate aminotransferase phosphatase alkaline bilirubin albumin protein total direct gamma glutamyl
    transferase creatinine urea sodium potassium platelet platelets count hemoglobin haemoglobin white red cell cells
    hepatitis surface antigen antibody virus viral load alpha fetoprotein prothrombin time lab laboratory central local
    nicht und der die das mit ohne nach vor bei probe serum nüchtern hämolytisch ist war unbekannt
    pas à jeun avec sans le la les de du des et en est échantillon
    en ayunas con sin el los y muestra no es
    a digiuno senza campione il lo non con di
    jejum com sem amostra em do da não
    nuchter niet met zonder van het een monster is
    """
)
LATIN_NAME: Final = re.compile(
    r"[^\W\d_]+(?:[-'][^\W\d_]+)*,? (?:[^\W\d_]\.? )?(?:(?:van|von|de|der|den|da|dos|del|la|le|di|el|al|bin) ){0,2}[^\W\d_]+(?:[-'][^\W\d_]+)*"
)
PARTICLES: Final = _words("van von de der den da dos del la le di el al bin")
NOT_STATED: Final = re.compile(
    r"(?:n/?a|none|nil|null|unknown|anonym\w*|de-?identified|redacted|removed|withheld|unbekannt|keine?|inconnu|desconocido|ignoto"
    r"|未知|不详|无|空|见\w*|略|匿名|不明|なし|없음|[-*x#_./ ]+)\.?",
    re.IGNORECASE,
)

"""List words that tell a name of a person from other words in an id.

Sources: the most common given names of the USA (Social Security Administration), Germany (GfdS), France (INSEE), Spain and Italy
(statistical offices), and the most common surnames of China in pinyin, Korea, Japan and Vietnam. Names that are also words, units,
tubes or places (Mark, Jack, Rose, Li, He, Victoria, Florence) are left out.
"""

from typing import Final

from hepaflow.domain.screening.free_text_words import NO_NAMES


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FREQUENT_NAMES: Final = _words(
    """
    james john robert michael david william richard joseph thomas christopher charles daniel matthew anthony donald steven paul
    andrew joshua kenneth kevin brian george timothy ronald edward jason jeffrey ryan jacob nicholas jonathan stephen larry justin
    scott brandon benjamin samuel gregory patrick raymond dennis jerry
    jane mary patricia jennifer linda elizabeth barbara susan jessica sarah karen nancy margaret sandra ashley kimberly emily donna
    michelle carol amanda melissa deborah stephanie rebecca laura sharon cynthia kathleen angela shirley brenda pamela nicole helen
    samantha katherine christine debra rachel carolyn janet maria heather diane julie joyce
    hans peter klaus wolfgang jürgen juergen dieter manfred uwe günter guenter stefan andreas ursula renate monika petra sabine
    jean pierre andré philippe françoise monique isabelle nathalie
    josé jose antonio manuel francisco josefa giuseppe giovanni luigi francesca
    mohammed muhammad mohamed ahmed fatima rahul amit sanjay priya rajesh sunita
    smith doe johnson müller mueller schmidt garcia martinez rossi singh kumar patel
    wang zhang liu chen yang zhao huang zhou zhu guo luo zheng liang xie deng feng peng zeng xiao tian yuan jiang cai
    kim choi tanaka suzuki yamada watanabe takahashi nguyen tran
    """
)
SAINTS: Final = _words("st saint sainte san santa são sankt ste sint")  # before the name of a hospital
# What stands in ids beside their numbers: institutions, tubes, kinds of specimens.
NO_PERSONS: Final = NO_NAMES | _words(
    """
    mount hospital hospitals clinic clinics klinik klinikum clinique clinica center centre
    centro zentrum institute institut university universität medical health healthcare diagnostics laboratories labs pathology
    pathlabs biobank bank bio park college foundation memorial general national regional city county
    red gold green lavender purple blue grey gray yellow pink black white tiger light top cap edta heparin citrate fluoride gel
    frozen aliquot backup main left right upper lower biopsy tissue liver swab stool saliva fluid ascites pool control
    subject patient site cohort arm part period cycle dose pre post hour hours hr min timepoint panel kit box rack plate lot batch
    order request accession barcode series run
    """
)
# Words that begin like a surname: tubes by colour, blocks, makers, and places whose hospitals write them before a number.
NO_PERSONS_CJK: Final = (
    "[黄白蓝金][色头帽盖]{0,2}[管盖帽]|石蜡|[\u4e00-\u9fff]氏|方案|白膜|金标|安徽|江苏|江西|江门|云南|温州|常州|余杭|宁波|宁夏|金华|龙岩|石家庄|柳州|沈阳|武汉"
    "|成都|徐州|郑州|兰州|包头|吉林|梅州|康宁|吴江|黄冈|黄石|韶关|孝感|汉口|汉阳|时段|程序|管[理床]|毕业|连续|单[管份采]|双[管份]|凌晨|严重|向|平"
)

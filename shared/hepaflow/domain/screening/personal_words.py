"""List the words of headers that announce a person, by language and kind.

Two classes: what identifies a patient or relative, and what only surrounds one (staff, bed, ward, birth year). Words are
in the key form of `personal.header_key`: folded, lower case, without accents. Languages: English, Chinese, German, French,
Spanish, Italian, Portuguese, Dutch, Japanese, Korean, Russian. Source: headers of public lab exports and the terms of
each country's patient registration.
"""

import re
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A header that holds one of these words identifies a person if all its other words are in CONTEXT.
IDENTIFYING: Final = _words(
    # names
    """
    name names fullname firstname lastname middlename surname forename forenames givenname familyname maidenname initials
    patientname patname ptname subjectname participantname
    nachname vorname vornamen zuname familienname geburtsname rufname patientenname initialen
    nom noms prenom prenoms nompatient nomprenom
    nombre nombres apellido apellidos
    nome nomi cognome nominativo sobrenome apelido nomepaciente nomedopaciente
    naam achternaam voornaam voornamen voorletters familienaam patientnaam patientennaam meisjesnaam
    фио фамилия имя отчество
    """
    # birth dates
    """
    dob birthdate birthday birthdt brthdtc dateofbirth patientdob
    geburtsdatum geburtstag geburtsdat gebdat gebdatum gebdtm
    naissance ddn nacimiento nascita nascimento geboortedatum gebdat рождения
    """
    # numbers of the citizen, the insured and the hospital
    """
    ssn nationalid nationalidnumber idcard idcardno idcardnumber identitycard socialsecurity socialsecuritynumber passport mrn
    medicalrecordnumber medicalrecordno hospitalnumber hospitalno insurancenumber insuranceno aadhaar uhid
    driverslicense drivinglicence
    versichertennummer versichertennr krankenkassennummer krankenversichertennummer kvnr kvnummer versicherungsnummer svnr
    sozialversicherungsnummer ausweisnummer personalausweis reisepass steuernummer steuerid fallnummer fallnr aufnahmenummer
    nss ipp passeport
    dni nif nie curp cedula pasaporte nhc nuhsa
    codicefiscale passaporto cpf prontuario utente
    bsn burgerservicenummer verzekerdennummer polisnummer paspoort paspoortnummer
    снилс паспорт полис
    """
    # telephone, address, relatives
    """
    phone phonenumber telephone telephonenumber tel mobile mobilephone mobilenumber cellphone cell email emailaddress mail
    address homeaddress street contactnumber contactno patientphone subjectphone kin
    telefon telefonnummer telefonnr handy handynummer mobilnummer mobiltelefon rufnummer anschrift adresse strasse hausnummer
    wohnort patientenadresse angehorige angehoriger notfallkontakt
    telephoneportable courriel rue domicile
    telefono movil celular correo direccion domicilio calle
    cellulare indirizzo residenza
    telefone telemovel endereco morada
    telefoon telefoonnummer mobiel emailadres adres straat woonplaats contactpersoon
    телефон адрес
    qq wechat
    """
)
# Words beside an identifying one that leave it what it is: whose, which part, of what form.
CONTEXT: Final = (
    _words(
        """
    patient patients pt pat subject participant proband volunteer person personal full first last middle family given maiden
    legal own home work private primary emergency contact next of the in at and or a s age sex gender date day year number no
    nr num id card social security national nhs medical record hospital birth hosp insurance health medicare medicaid line
    dd mm yyyy yy yyy dmy mdy ymd tt mmm jjjj aaaa iso local
    patienten patientin des der die das und von am nummer datum versicherten kranken kassen notfall
    de du des d l le la les et du usage jeune fille mari epouse numero n securite sociale ne nee
    del la los las y e el paciente seguridad historia clinica fecha f electronico
    di il lo della dei data nato nata sanitaria tessera paziente cellulare
    do da dos das nascimento mae pai cartao sus numero clinica
    van het een patient geboorte en burger service
    пациента дата
    """
    )
    | IDENTIFYING
)
# Words that identify a person only together.
IDENTIFYING_TOGETHER: Final = (
    _words("birth date"),
    _words("social security"),
    _words("insurance number"),
    _words("insurance no"),
    _words("medical record"),
    _words("medicare number"),
    _words("medicaid id"),
    _words("securite sociale"),
    _words("historia clinica"),
    _words("seguridad social"),
    _words("codice fiscale"),
    _words("tessera sanitaria"),
    _words("cartella clinica"),
    _words("cartao sus"),
)
# Of these a ward and a doctor have their own, too; OF_PATIENT says whose they are.
OF_STAFF_TOO: Final = _words(
    """
    name names initials nom noms nombre nombres nome nomi naam
    phone telephone tel mobile email mail address adresse telefon telefono telefone telefoon телефон
    """
)
OF_PATIENT: Final = _words(
    """
    patient patients pt pat subject participant proband volunteer relative
    patienten patientin paciente paziente patientname пациента
    """
)
# A header that is exactly one of these words, or these words run together, identifies a person.
ALONE: Final = _words(
    """
    patient last given family first forenamesurname nhs nhsnumber nhsno hospno hospitalid kv kvnummer geb
    nextofkin emergencycontact contact contactname relative mothersname fathersname
    paciente paziente patientin
    nele neele natoil natail
    contacto familiar historiaclinica numerodehistoriaclinica numerodehistoria tarjetasanitaria
    tesserasanitaria cartellaclinica nomedamae
    пациент
    """
)
# Chinese, Japanese and Korean headers are not split into words: these parts identify a person wherever they are
# (产生日期 and 发生日期 are not birthdays; 检查名 and 項目名 are names of tests).
IDENTIFYING_CJK: Final = re.compile(
    "姓名|身份证|证件号|护照|电话|手机|联系方式|联系人|住址|地址|邮箱|出生日期|出生年月|出生时间|(?<![产发])生日|家属|监护人"
    "|住院号|住院id|门诊号|门诊id|病案号|病历号|登记号|卡号|医保号|医保卡|诊疗卡|就诊卡|社保|微信|患者信息|病人信息|受检者信息"
    "|患者名|病人名|患者名字|病人名字"
    "|氏名|お名前|フリガナ|ふりがな|カナ名|生年月日|誕生日|電話|携帯|住所|保険証|被保険者|保険者番号|マイナンバー|個人番号"
    "|カルテ番号|診察券番号|連絡先|患者カナ"
    "|이름|성명|성함|환자명|생년월일|주민등록번호|주민번호|전화번호|휴대폰|연락처|주소|병록번호|차트번호|보호자"
)
ALONE_CJK: Final = frozenset(
    [
        "患者",
        "病人",
        "受检者",
        "受检人",
        "姓",
        "名",
        "名字",
        "名前",
        "家族",
        "환자",
        "등록번호",
        "カナ",
        "生日",
    ]
)

# A header that holds one of these words is about staff, place, or what surrounds a person, unless it names a test.
SURROUNDING: Final = _words(
    """
    physician physicianname doctor doctorname clinician consultant gp nurse technician technologist phlebotomist pathologist
    analyst investigator invnam provider ward bed room bedno roomno dept department yob birthyear yearofbirth postcode zip
    zipcode postalcode ethnicity ethnic race employer occupation nationality profession
    einsender arzt arztin hausarzt facharzt uberweiser zuweiser anforderer station bett bettnummer zimmer abteilung laborant
    laborantin mta geburtsjahr plz postleitzahl beruf arbeitgeber
    medecin prescripteur preleveur biologiste infirmier infirmiere chambre lit codepostal employeur
    medico medica solicitante analista cama habitacion enfermera enfermero codigopostal profesion etnia
    richiedente reparto letto stanza infermiere professione codicepostale
    leito enfermaria quarto profissao raca
    arts huisarts aanvrager afdeling kamer geboortejaar analist verpleegkundige beroep
    врач отделение палата лаборант медсестра
    """
)
# Verified by, validé par, freigegeben von: the last word says that a person follows.
AGENT: Final = _words("by par por von door da")
# Two words that say it together only.
SURROUNDING_PAIRS: Final = (
    frozenset(["birth", "year"]),
    frozenset(["yob"]),
    frozenset(["annee", "naissance"]),
    frozenset(["ano", "nacimiento"]),
    frozenset(["anno", "nascita"]),
    frozenset(["ano", "nascimento"]),
    frozenset(["год", "рождения"]),
    frozenset(["code", "postal"]),
    frozenset(["codigo", "postal"]),
    frozenset(["postal", "code"]),
    frozenset(["marital", "status"]),
)
_STAFF_CJK: Final = (
    "医生|医师|护士|技师"
    "|(?:审核|检验|报告|采样|采集|采血|送检|接收|核对|操作|录入|签发|复核|批准|申请|开单|打印|执行|化验|测定|校对|初审|复审|检查|审阅)"
    "(?:者|人员|人|员)"
    "|医師|主治医|担当医|依頼医|担当者|検査者|検査技師|採血者|報告者|承認者"
    "|의사|담당의|주치의|검사자|보고자|채혈자"
)
_PLACE_CJK: Final = (
    "床号|床位|病床|病区|病房|科室|科别|护理单元|民族|籍贯|职业|工作单位|出生年(?!月)|邮编|邮政编码|国籍|婚姻"
    "|病棟|診療科|依頼科|病室|ベッド|郵便番号|生年(?!月)|職業"
    "|병동|진료과|병실|침상|출생년도|출생연도|우편번호|직업"
)
SURROUNDING_CJK: Final = re.compile(f"{_STAFF_CJK}|{_PLACE_CJK}")
# What such a word leaves out of a search for the patient: 审核医师姓名 is a name of staff, 科室电话 a ward's telephone.
NOT_THE_PATIENTS_CJK: Final = re.compile(
    f"(?:{_STAFF_CJK})的?(?:姓名|电话|手机|签名|氏名|성명)?|(?:{_PLACE_CJK})(?:电话)?"
)

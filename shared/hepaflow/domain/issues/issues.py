"""List everything that can be wrong with a file or a row: one closed list of codes, used as values."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """What becomes of what the issue is about."""

    NOTE = "note"  # kept and flagged
    HOLD = "hold"  # kept, not current until a decision releases it
    REJECT = "reject"  # the row
    REFUSE = "refuse"  # the file


class Actor(StrEnum):
    """Who can do something about it."""

    LAB = "lab"
    DATA_MANAGER = "data manager"
    NOBODY = "nobody"


class IssueCode(StrEnum):
    """The closed list; `hepaflow.domain.issues.meanings` says what each code means and what to do."""

    # the file
    FILE_EMPTY = "file-empty"
    FILE_NO_ROWS = "file-no-rows"
    FILE_TOO_LARGE = "file-too-large"
    FILE_FORMAT = "file-format"
    FILE_NOT_XLSX = "file-not-xlsx"
    FILE_XML = "file-xml"
    FILE_CDISC_VERSION = "file-cdisc-version"
    FILE_DATASETS = "file-datasets"
    FILE_SEGMENTS = "file-segments"
    FILE_MESSAGE_TYPE = "file-message-type"
    FILE_NOT_TEXT = "file-not-text"
    FILE_ENCODING = "file-encoding"
    FILE_QUOTES = "file-quotes"
    FILE_COLUMNS_MISSING = "file-columns-missing"
    FILE_HEADER = "file-header"
    FILE_COLUMNS_REPEATED = "file-columns-repeated"
    FILE_TABLES_BESIDE = "file-tables-beside"
    FILE_DAMAGED = "file-damaged"
    FILE_PASSWORD = "file-password"  # noqa: S105 a code, not a secret
    FILE_SHEET = "file-sheet"
    SHEET_HIDDEN = "sheet-hidden"
    SHEET_LEFT_OUT = "sheet-left-out"
    PAGES_MISSING = "pages-missing"
    ARCHIVE_NESTED = "archive-nested"
    HEADER_GARBLED = "header-garbled"
    PERSONAL_DATA = "personal-data"
    COLUMN_WITHHELD = "column-withheld"

    # the row as a whole
    ROW_WIDTH = "row-width"
    ROW_BLANK = "row-blank"
    ROW_TOTAL = "row-total"
    ROW_HEADER = "row-header"
    ROW_OTHER_TABLE = "row-other-table"
    RECORD_DAMAGED = "record-damaged"
    MESSAGE_OTHER = "message-other"
    MESSAGE_COUNT = "message-count"
    QUALITY_CONTROL = "quality-control"
    TEST_DATA = "test-data"
    MODIFIER_UNKNOWN = "modifier-unknown"
    CELL_NESTED = "cell-nested"
    CELL_FORMULA = "cell-formula"
    CELL_STRUCK = "cell-struck"
    TEXT_GARBLED = "text-garbled"

    # who and when
    SUBJECT_MISSING = "subject-missing"
    SUBJECT_PATTERN = "subject-pattern"
    SUBJECT_AMBIGUOUS = "subject-ambiguous"
    SUBJECT_UNCERTAIN = "subject-uncertain"
    SUBJECT_TWO_SITES = "subject-two-sites"
    SUBJECT_OTHER_CENTER = "subject-other-center"
    CENTER_MISSING = "center-missing"
    CENTER_NOT_ALLOWED = "center-not-allowed"
    ID_SCIENTIFIC = "id-scientific"
    ID_ZEROS_LOST = "id-zeros-lost"
    ID_IS_A_DATE = "id-is-a-date"
    SUBJECT_UNKNOWN = "subject-unknown"
    SUBJECT_MISMATCH = "subject-mismatch"
    SUBJECT_ELSEWHERE = "subject-elsewhere"
    CONSENT_WITHDRAWN = "consent-withdrawn"
    AFTER_DEATH = "after-death"
    DATE_MISSING = "date-missing"
    DATE_UNREADABLE = "date-unreadable"
    DATE_IMPOSSIBLE = "date-impossible"
    DATE_AMBIGUOUS = "date-ambiguous"
    DATE_OFFSET_UNKNOWN = "date-offset-unknown"
    DATE_AFTER_RECEIPT = "date-after-receipt"
    DATE_CONFLICT = "date-conflict"
    DATE_OTHER_ORDER = "date-other-order"
    DATE_HALF_SWAPPED = "date-half-swapped"
    DATE_OBSERVED_LATER = "date-observed-later"
    DATE_BEFORE_STUDY = "date-before-study"
    AGE_UNREADABLE = "age-unreadable"
    SEX_UNREADABLE = "sex-unreadable"

    # what was measured
    ANALYTE_MISSING = "analyte-missing"
    ANALYTE_UNKNOWN = "analyte-unknown"
    ANALYTE_AMBIGUOUS = "analyte-ambiguous"
    ANALYTE_NOT_WANTED = "analyte-not-wanted"
    NOT_LABORATORY = "not-laboratory"
    CODE_CONFLICT = "code-conflict"
    NAME_UNKNOWN = "name-unknown"
    LOINC_UNKNOWN = "loinc-unknown"
    LOINC_PROPERTY = "loinc-property"
    LOINC_UNIT = "loinc-unit"
    SPECIMEN_OTHER = "specimen-other"
    SPECIMEN_UNKNOWN = "specimen-unknown"
    SPECIMEN_MISSING = "specimen-missing"
    SPECIMEN_CONDITION = "specimen-condition"
    SPECIMEN_REJECTED = "specimen-rejected"

    # the value
    VALUE_MISSING = "value-missing"
    VALUE_NOT_DONE = "value-not-done"
    VALUE_PENDING = "value-pending"
    VALUE_ELSEWHERE = "value-elsewhere"
    VALUE_DOCUMENT = "value-document"
    VALUE_NOT_SENT = "value-not-sent"
    VALUE_UNREADABLE = "value-unreadable"
    VALUE_NOT_A_NUMBER = "value-not-a-number"
    VALUE_DECIMAL_MARK = "value-decimal-mark"
    VALUE_OTHER_MARK = "value-other-mark"
    VALUE_IS_A_DATE = "value-is-a-date"
    VALUE_SPREADSHEET_ERROR = "value-spreadsheet-error"
    VALUE_LIMIT_UNKNOWN = "value-limit-unknown"
    VALUE_SENTINEL = "value-sentinel"
    VALUE_SIGN = "value-sign"
    VALUE_CONFLICT = "value-conflict"
    VALUE_OFF_SCALE = "value-off-scale"
    VALUE_TYPE = "value-type"
    VALUE_UNREAD = "value-unread"
    FLAG_SIGN = "flag-sign"
    OPERATOR_UNKNOWN = "operator-unknown"
    OPERATOR_CONFLICT = "operator-conflict"
    OPERATOR_UNREAD = "operator-unread"
    VALUE_FOOTNOTE = "value-footnote"
    VALUE_IMPOSSIBLE = "value-impossible"
    VALUE_ALERT = "value-alert"

    # the unit
    UNIT_MISSING = "unit-missing"
    UNIT_UNKNOWN = "unit-unknown"
    UNIT_REFUSED = "unit-refused"
    UNIT_UNCONVERTIBLE = "unit-unconvertible"
    UNIT_MISMATCH = "unit-mismatch"
    UNIT_CONFLICT = "unit-conflict"
    UNIT_REPAIRED = "unit-repaired"
    UNIT_SUSPECT = "unit-suspect"
    CONVERTED_ELSEWHERE = "converted-elsewhere"

    # range, flag, status
    RANGE_UNREADABLE = "range-unreadable"
    RANGE_REVERSED = "range-reversed"
    RANGE_IS_A_DATE = "range-is-a-date"
    RANGE_DECIMAL_MARK = "range-decimal-mark"
    RANGE_UNIT = "range-unit"
    LAB_UNKNOWN = "lab-unknown"
    LAB_CONFLICT = "lab-conflict"
    LAB_NOT_VALID = "lab-not-valid"
    FLAG_UNKNOWN = "flag-unknown"
    FLAG_MISMATCH = "flag-mismatch"
    STATUS_CONTRADICTED = "status-contradicted"
    STATUS_UNKNOWN = "status-unknown"
    ORDER_CANCELLED = "order-cancelled"
    BELOW_CANCELLED_ORDER = "below-cancelled-order"
    ORDER_UNNUMBERED = "order-unnumbered"
    REVISED_UNREADABLE = "revised-unreadable"

    # against other results
    DIRECT_OVER_TOTAL = "direct-over-total"
    ALBUMIN_OVER_PROTEIN = "albumin-over-protein"
    DUPLICATE = "duplicate"
    POSSIBLE_DUPLICATE = "possible-duplicate"
    MOVED_SUSPECT = "moved-suspect"
    CONFLICT = "conflict"
    CHANGED_UNMARKED = "changed-unmarked"
    REVERTS_CORRECTION = "reverts-correction"
    NOT_DONE_WITH_RESULT = "not-done-with-result"
    TAKEN_BACK = "taken-back"
    STATED_NOT_DONE = "stated-not-done"
    FINAL_AS_SENT = "final-as-sent"
    CORRECTION_UNREAD = "correction-unread"
    CORRECTION_UNIT = "correction-unit"
    CORRECTS_NOTHING = "corrects-nothing"
    CORRECTS_UNSEEN = "corrects-unseen"
    DELETION_UNPLACED = "deletion-unplaced"
    RECORD_DELETED = "record-deleted"


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong, and where.

    Attributes:
        code: what it is.
        line: physical line or sheet row of the lab's own file, 1-based; 0 for the file as a whole.
        column: the header of the cell in the lab's own file, or "".
        found: what stands there: cell text of the code, value, unit, range and date columns only,
            never of a subject or an unmapped column; "" where the text must not be repeated.
        analyte: the analyte code, once it is known.
    """

    code: IssueCode
    line: int = 0
    column: str = ""
    found: str = ""
    analyte: str = ""


class Refused(Exception):
    """The one bridge from a parser to an issue; caught in the row loop and in the file loop only.

    Attributes:
        issue: what is wrong.
        present: the columns of a file that lacks others: headers of known words, else numbers.
    """

    def __init__(
        self,
        code: IssueCode,
        found: str = "",
        *,
        line: int = 0,
        column: str = "",
        present: tuple[str, ...] = (),
    ) -> None:
        super().__init__(code)
        self.issue = Issue(code, line, column, found)
        self.present = present

import pytest

from hepaflow.domain.identity import file_id, sha256

FILE = b"subject,value\n1,2\n"


@pytest.mark.parametrize(
    ("study", "center", "data", "expected"),
    [
        # computed on the command line: printf 'NCT03945487\0CN-01\0subject,value\n1,2\n' | sha256sum, and so on
        ("NCT03945487", "CN-01", FILE, "94fc896bd8200aa4eb4c9408b7fe63c4c8f01c9fc51a80255c50551241f070c8"),
        ("NCT03945487", "US-01", FILE, "0e46f7cd5a4f4681cdd6c8657e7e8d3a671216072ea6425d05d7134230c124d8"),
        (
            "NCT03945487",
            "CN-01",
            "受试者\n".encode(),
            "c2251b49ab798bd720be8495f029ea2e058e8bb2d86ade626a3bca71bf3b90f1",
        ),
    ],
)
def test_a_file_is_named_by_its_bytes_and_its_sender(study, center, data, expected):
    assert file_id(study, center, data) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        # computed on the command line: printf 'subject,value\n1,2\n' | sha256sum; printf '' | sha256sum
        (FILE, "de856c77da9cda182740e80bd9788433c47a708b07c7b051e95ac3dc0e58764e"),
        (b"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ],
)
def test_the_checksum_is_the_one_that_the_sender_computes(data, expected):
    assert sha256(data) == expected

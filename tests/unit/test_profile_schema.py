"""docs/profile.schema.json is what the code would write today."""

import json

from scripts.build_profile_schema import TARGET, schema

from hepaflow.domain.profile.profile import Profile


def test_the_schema_is_up_to_date():
    assert TARGET.read_text(encoding="utf-8") == schema()


def test_the_schema_offers_the_keys_as_they_are_written():
    described = json.loads(schema())
    assert set(described["properties"]) == set(Profile.model_fields)
    assert {"from", "to", "unit"} == set(described["$defs"]["DatedUnit"]["properties"])

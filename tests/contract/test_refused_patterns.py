"""An operator sees which stored profiles and definitions have a pattern that can take too long."""

from tests.contract.registries import STUDY
from tests.support.profiles import CHINESE, profile_toml
from tests.support.studies import study_definition

from hepaflow.aws.registry.refused_patterns import refused_patterns

ENDLESS = "([A-Z0-9]+-?)+"


def put(cloud, pk, version, attribute, text):
    item = {"pk": {"S": pk}, "sk": {"S": f"{version:06}"}, attribute: {"S": text}}
    cloud.dynamodb.put_item(TableName=cloud.names["RegistryTable"], Item=item)


def a_profile(version, pattern):
    more = f'[subject]\npattern = "{pattern}"'
    return profile_toml(STUDY, "CN-01", CHINESE, version=version, time_zone="Asia/Shanghai", more=more)


def test_newest_profiles_and_definitions_with_such_a_pattern_are_listed(cloud):
    put(cloud, f"{STUDY}#profile#CN-01", 1, "toml", a_profile(1, "CN.*"))
    put(cloud, f"{STUDY}#profile#CN-01", 2, "toml", a_profile(2, ENDLESS))
    put(cloud, f"{STUDY}#profile#CN-02", 1, "toml", a_profile(1, ENDLESS))
    put(cloud, f"{STUDY}#profile#CN-02", 2, "toml", a_profile(2, "CN[0-9]+"))  # mended since
    study = study_definition(STUDY, "CN-01", subject_pattern=ENDLESS)
    put(cloud, f"{STUDY}#study", 1, "json", study.model_dump_json())
    put(cloud, f"{STUDY}#journal", 1, "details", ENDLESS)
    lines = list(refused_patterns(cloud.dynamodb, cloud.names["RegistryTable"]))
    assert [line.partition(": write")[0] for line in lines] == [
        f"{STUDY}#profile#CN-01 version 2: [subject] pattern",
        f"{STUDY}#study version 1: subject_pattern",
    ]
    assert all(f"the part is {ENDLESS}" in line for line in lines)

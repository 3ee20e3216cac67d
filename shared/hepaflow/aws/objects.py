"""Files and profiles in S3."""

from typing import Any

from hepaflow.domain.profile import Profile
from hepaflow.pipeline.configure import profile_from_toml


class BucketObjects:
    """The objects of one bucket."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def read(self, key: str, version_id: str | None = None) -> bytes:
        version = {"VersionId": version_id} if version_id else {}
        with self._client.get_object(Bucket=self._bucket, Key=key, **version)["Body"] as body:
            data: bytes = body.read()
            return data


class BucketProfiles:
    """Profiles as TOML files of the source bucket, `profiles/{study}/{center}.toml`."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._objects = BucketObjects(client, bucket)

    def current(self, study: str, center: str) -> Profile | None:
        try:
            text = self._objects.read(profile_key(study, center))
        except self._client.exceptions.NoSuchKey:
            return None
        return profile_from_toml(text.decode())


def profile_key(study: str, center: str) -> str:
    return f"profiles/{study}/{center}.toml"

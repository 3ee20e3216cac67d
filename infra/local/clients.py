"""Name the clients of AWS that the stack on this machine uses, by service."""

from typing import TYPE_CHECKING, Literal, Protocol, overload

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_cognito_idp import CognitoIdentityProviderClient
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_lambda import LambdaClient
    from types_boto3_s3 import S3Client
    from types_boto3_sns import SNSClient
    from types_boto3_sqs import SQSClient


class Client(Protocol):
    """Returns the client of a service, as `boto3.client` does."""

    @overload
    def __call__(self, service: Literal["cloudformation"], /) -> "CloudFormationClient": ...
    @overload
    def __call__(self, service: Literal["cognito-idp"], /) -> "CognitoIdentityProviderClient": ...
    @overload
    def __call__(self, service: Literal["dynamodb"], /) -> "DynamoDBClient": ...
    @overload
    def __call__(self, service: Literal["lambda"], /) -> "LambdaClient": ...
    @overload
    def __call__(self, service: Literal["s3"], /) -> "S3Client": ...
    @overload
    def __call__(self, service: Literal["sns"], /) -> "SNSClient": ...
    @overload
    def __call__(self, service: Literal["sqs"], /) -> "SQSClient": ...

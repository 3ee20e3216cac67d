"""Deploys stacks into ministack with SAM itself."""

import re
import tempfile
from pathlib import Path

from local.deployed.ministack import REGION, ROOT, Cloud, Failed, tool

# what versions before 0.2 had of users in the main template, and what is left of it
_WITH_ITS_POOL = """
Resources:
  Announcements: {Type: AWS::SNS::Topic}
  UserPool: {Type: AWS::Cognito::UserPool, DeletionPolicy: Retain, Properties: {UsernameAttributes: [email]}}
  UserPoolClient: {Type: AWS::Cognito::UserPoolClient, Properties: {UserPoolId: !Ref UserPool}}
Outputs:
  UserPoolId: {Value: !Ref UserPool}
"""
_WITHOUT = """
Resources:
  Announcements: {Type: AWS::SNS::Topic}
Outputs:
  Topic: {Value: !Ref Announcements}
"""


# ministack hands a parameter on as text, and cannot compare that; CloudFormation writes a number
_NUMBER = re.compile(r"(MaximumConcurrency:)\s+Ref: FilesAtOnce\n")
_FILES_AT_ONCE = 4


def deploy_stack(cloud: Cloud, name: str, template: Path, parameters: dict[str, str]) -> dict[str, str]:
    """Deploy one stack, or its new version; return its outputs."""
    text, count = _NUMBER.subn(rf"\1 {_FILES_AT_ONCE}\n", template.read_text("utf-8"))
    if count:
        template = template.with_name("ministack.yaml")  # beside it: it names folders from there
        template.write_text(text, "utf-8")
    words = [tool("sam", "sam"), "deploy", "--stack-name", name, "--region", REGION, "--resolve-s3"]
    words += ["--template-file", str(template), "--no-fail-on-empty-changeset"]
    words += ["--capabilities", "CAPABILITY_IAM", "--no-confirm-changeset", "--no-progressbar"]
    if parameters:
        words += ["--parameter-overrides", *(f"{key}={value}" for key, value in parameters.items())]
    cloud.run(words, Path(cloud.environment["HOME"]), f"sam deploy of {name} failed")
    (stack,) = cloud.client("cloudformation").describe_stacks(StackName=name)["Stacks"]
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


def check_existing_pool(cloud: Cloud, name: str) -> None:
    """Check that a stack lets go of the user pool that it made, and that the pool is used on (docs/upgrading.md).

    Args:
        cloud: where to deploy.
        name: what the names of the stacks begin with.

    Raises:
        Failed: the pool or its user is gone, or another issuer is put out.
    """
    cognito, earlier = cloud.client("cognito-idp"), f"{name}-earlier"
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "template.yaml"
        template.write_text(_WITH_ITS_POOL, "utf-8")
        pool = deploy_stack(cloud, earlier, template, {})["UserPoolId"]
        cognito.admin_create_user(UserPoolId=pool, Username="someone@example.org")
        given = {"ExistingUserPoolId": pool, "DomainPrefix": earlier}
        users = deploy_stack(cloud, f"{earlier}-users", ROOT / "infra" / "users.yaml", given)
        template.write_text(_WITHOUT, "utf-8")
        deploy_stack(cloud, earlier, template, {})
    if not users["JwtIssuer"].endswith(f"/{pool}"):
        raise Failed(f"the issuer {users['JwtIssuer']} is not that of the pool {pool}")
    if not cognito.admin_get_user(UserPoolId=pool, Username="someone@example.org")["Username"]:
        raise Failed("the user of the earlier pool is gone")

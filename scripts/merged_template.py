"""Print the template as CloudFormation receives it: after SAM's transform, with merged keys written out."""

import json
import os

from local.stack import REGION, TEMPLATE
from local.translated import translated


def main() -> None:
    os.environ.setdefault("AWS_DEFAULT_REGION", REGION)  # noqa: TID251 the transform asks for it
    template = translated(TEMPLATE, REGION)
    print(
        json.dumps(
            {
                "AWSTemplateFormatVersion": "2010-09-09",
                "Parameters": template.parameters,
                "Conditions": template.conditions,
                "Resources": template.resources,
                "Outputs": template.outputs,
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()

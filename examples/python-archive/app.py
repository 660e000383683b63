import os

import aws_cdk as cdk

from archive_stack import ArchiveStack

app = cdk.App()
ArchiveStack(app, "Archive", env=cdk.Environment(account=os.getenv("CDK_DEFAULT_ACCOUNT"), region=os.getenv("CDK_DEFAULT_REGION")))
app.synth()

# region iam
AWS_ACCESS_KEY_ID=$ACCESS_KEY AWS_SECRET_ACCESS_KEY=$SECRET_KEY AWS_SESSION_TOKEN=$SESSION_TOKEN aws s3 ls
# endregion
# region key
S3_API_KEY=$API_KEY aws --no-sign-request s3 ls
# endregion
# region bearer
S3_API_TOKEN=$TOKEN aws --no-sign-request s3 ls
# endregion
# region none
aws --no-sign-request s3 ls
# endregion

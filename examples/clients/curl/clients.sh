# curl from 7.76 on. An error is an error of curl's too, and what S3 says of it is printed all the same.

with_iam() {
  # #region iam
  curl --fail-with-body --aws-sigv4 "aws:amz:$AWS_REGION:execute-api" --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" \
    ${AWS_SESSION_TOKEN:+--header} ${AWS_SESSION_TOKEN:+"x-amz-security-token: $AWS_SESSION_TOKEN"} "$@"
  # #endregion
}

with_api_key() {
  # #region key
  curl --fail-with-body --header "x-api-key: $API_KEY" "$@"
  # #endregion
}

with_token() {
  # #region bearer
  curl --fail-with-body --header "Authorization: Bearer $TOKEN" "$@"
  # #endregion
}

with_nothing() {
  # #region none
  curl --fail-with-body "$@"
  # #endregion
}

straight() {
  curl --fail-with-body --aws-sigv4 "aws:amz:$AWS_REGION:s3" --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" "$@"
}

# A HEAD may tell sizes wrongly, and a large file that is uploaded by threads is looked at by HEAD: it is uploaded in parts all the same.

with_api_key() {
  # #region key
  rclone --disable OpenChunkWriter --header "x-api-key: $API_KEY" "$@"
  # #endregion
}

with_token() {
  # #region bearer
  rclone --disable OpenChunkWriter --header "Authorization: Bearer $TOKEN" "$@"
  # #endregion
}

with_nothing() {
  # #region none
  rclone --disable OpenChunkWriter "$@"
  # #endregion
}

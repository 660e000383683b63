# A HEAD may tell sizes wrongly, and a large file that is uploaded by threads is looked at by HEAD: it is uploaded in parts all the same.
# #region flags
FLAGS='--disable OpenChunkWriter'
# #endregion

with_api_key() {
  # #region key
  rclone $FLAGS --header "x-api-key: $API_KEY" "$@"
  # #endregion
}

with_token() {
  # #region bearer
  rclone $FLAGS --header "Authorization: Bearer $TOKEN" "$@"
  # #endregion
}

with_nothing() {
  # #region none
  rclone $FLAGS "$@"
  # #endregion
}

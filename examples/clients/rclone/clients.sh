# A HEAD tells sizes wrongly: times are those of listings, and sizes are not compared after a transfer.
# #region flags
FLAGS='--use-server-modtime --ignore-size'
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

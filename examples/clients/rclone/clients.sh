# A HEAD tells sizes wrongly: times are those of listings, and sizes are not compared. What is large is read in ranges, as an answer has 10 MB at most.
FLAGS='--use-server-modtime --ignore-size --multi-thread-cutoff 8Mi --multi-thread-chunk-size 8Mi'

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

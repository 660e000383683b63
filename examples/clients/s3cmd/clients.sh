with_nothing() {
  # #region none
  s3cmd --config="$CONFIG" "$@"
  # #endregion
}

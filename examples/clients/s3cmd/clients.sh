with_nothing() {
  # #region none
  s3cmd --config=s3cfg.conf "$@"
  # #endregion
}

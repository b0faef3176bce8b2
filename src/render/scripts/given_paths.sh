
# A path as its user means it: from where the script was started.
given() {
  case "$1" in
    /*) printf '%s' "$1" ;;
    *) printf '%s/%s' "${OLDPWD%/}" "$1" ;;
  esac
}

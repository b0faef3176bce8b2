
# The certificate of a client of yours, with its key in the same file or one of its own.
client=()
while [ $# -gt 0 ]; do
  case "$1" in
    --cert | --key)
      [ $# -ge 2 ] || die "$1 needs a file"
      file=$(given "$2")
      [ -f "$file" ] || die "$1: there is no file $file."
      client+=("$1" "$file")
      shift
      ;;
    -h | --help)
      printf '%s\n' 'usage: ./verify.sh [--cert FILE [--key FILE]]'
      exit 0
      ;;
    *) die "unknown option: $1. usage: ./verify.sh [--cert FILE [--key FILE]]" ;;
  esac
  shift
done

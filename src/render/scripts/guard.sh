
absent() { # kind, name, namespace, why it must not be there
  local found
  found=$(kube get "$1" "$2" -n "$3" --ignore-not-found -o name)
  if [ -n "$found" ]; then
    die "there is $found in $3: $4 Remove it if it is of an earlier set-up: kubectl --context $CONTEXT delete $1 $2 -n $3"
  fi
}

of_type() { # Secret, namespace, type
  local found
  found=$(kube get secret "$1" -n "$2" --ignore-not-found -o 'jsonpath={.type}')
  case "$found" in
    '' | "$3") ;;
    *) die "the Secret $1 in $2 has the type $found, which cannot become $3. Remove it if it is of an earlier set-up: kubectl --context $CONTEXT delete secret $1 -n $2" ;;
  esac
}

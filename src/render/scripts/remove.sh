remove() { # file, the definition without which there is nothing to remove
  local definition
  definition=$(kube get crd "$2" --ignore-not-found -o name)
  if [ -n "$definition" ]; then kube delete -f "$1" --ignore-not-found; fi
}



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

unmanaged() { # Secret, namespace
  local certificates name secret
  # Without Gardener there is nothing to ask for.
  certificates=$(kube get certificates.cert.gardener.cloud -n "$2" -o 'go-template={{range .items}}{{.metadata.name}} {{with .spec.secretName}}{{.}}{{end}}{{with .spec.secretRef}}{{.name}}{{end}}{{"\n"}}{{end}}' 2>/dev/null) || return 0
  while read -r name secret; do
    if [ "$secret" = "$1" ]; then
      die "the Certificate $name in $2 writes the Secret $1, and would overwrite what is put there now. Remove it if it is of an earlier set-up: kubectl --context $CONTEXT delete certificates.cert.gardener.cloud $name -n $2"
    fi
  done <<<"$certificates"
}

in_mesh() { # namespace, labels of pods
  local pods name containers outside=''
  pods=$(kube get pods -n "$1" -l "$2" -o 'go-template={{range .items}}{{if not .metadata.deletionTimestamp}}{{.metadata.name}}{{range .spec.containers}} {{.name}}{{end}}{{range .spec.initContainers}} {{.name}}{{end}}{{"\n"}}{{end}}{{end}}')
  while read -r name containers; do
    case " $containers " in
      *' istio-proxy '*) ;;
      *) outside="$outside${name:+ $name}" ;;
    esac
  done <<<"$pods"
  if [ -n "$outside" ]; then
    die "pods without Istio's sidecar, where no policy has an effect:$outside. Restart what runs them, now that the namespace $1 is labelled, and run this again. For Deployments: kubectl --context $CONTEXT rollout restart deployment -n $1"
  fi
}

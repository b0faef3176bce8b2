
# Applies a NetworkPolicy with the address of the cluster's DNS added to the peers of its first rule. KUBE_DNS_ADDRESS is
# taken instead of asking the cluster.
apply_with_cluster_dns() { # file
  local address=${KUBE_DNS_ADDRESS:-} bits=32 patch
  if [ -z "$address" ]; then
    address=$(kube get service kube-dns -n kube-system -o 'jsonpath={.spec.clusterIP}') ||
      die 'the Service kube-dns in kube-system cannot be read. Set KUBE_DNS_ADDRESS to the address at which pods ask for names.'
  fi
  case "$address" in
    '' | *[!0-9a-fA-F.:]*) die "\"$address\" is no address for kube-dns. Set KUBE_DNS_ADDRESS to the address at which pods ask for names." ;;
    *:*) bits=128 ;;
  esac
  printf 'Pods ask for names at %s.\n' "$address"
  patch="[{op: add, path: /spec/egress/0/to/-, value: {ipBlock: {cidr: '$address/$bits'}}}]"
  kube patch --local -f "$1" --type=json -p "$patch" -o yaml | kube apply -f -
}

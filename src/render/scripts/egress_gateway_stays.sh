printf 'The egress gateway stays enabled, because others may use it. This switches it off:\n'
printf "  kubectl --context %q patch istios.operator.kyma-project.io default -n kyma-system --type=merge -p '%s'\n" \
  "$CONTEXT" '{"spec":{"components":{"egressGateway":{"enabled":false}}}}'

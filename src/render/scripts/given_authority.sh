
# The root of the gateway's certificate, where this machine does not trust it anyway.
if [ -n "${SERVER_CA:-}" ]; then
  server_ca=$(given "$SERVER_CA")
  [ -f "$server_ca" ] || die "SERVER_CA: there is no file $server_ca."
  connection+=(--cacert "$server_ca")
fi

# A new Gateway takes a few seconds to reach the proxies, so failures are tried again for a while.
skipped=no
for attempt in $(seq 1 "$attempts"); do
  call ${client[@]+"${client[@]}"} >"$work/status"
  if is_reached; then break; fi
  if [ ${#client[@]} -eq 0 ] && is_refusal "$exit_code"; then break; fi
  if [ "$attempt" -lt "$attempts" ]; then sleep 3; fi
done
if [ ${#client[@]} -eq 0 ]; then
  printf 'skip  with a certificate: name that of a client of yours: ./verify.sh --cert FILE --key FILE\n'
  skipped=yes
elif is_reached; then
  pass "with your client's certificate: status $(cat "$work/status")"
else
  fail "with your client's certificate: not let in: $(describe_failure)"
fi

if [ "$DELETE_NAMESPACE" = yes ] && [ "$NAMESPACE" != default ]; then
  confirm ", and deletes the namespace $NAMESPACE with everything in it"
else
  confirm ''
fi

#!/bin/sh
# nginx reads no variables: what it must know of where it is, is written for it at its start, into $PLACE.
#   PROVODNIK_URL                           the address that people use
#   BASE_SERVER, STORE_SERVER, KEYCLOAK     where the services are
#   RESOLVER                                who knows their addresses; the container's own where it isn't set
set -eu
resolver=${RESOLVER:-$(awk '$1 == "nameserver" { print $2; exit }' /etc/resolv.conf)}
case $resolver in
  \[*) ;;
  *:*:*) resolver="[$resolver]" ;;
esac
cat > "${PLACE:-/tmp/place.conf}" <<CONF
# Asked again every two seconds: replicas come and go, and nobody tells nginx.
resolver $resolver valid=2s ipv6=off;
map "" \$public { default "${PROVODNIK_URL:-https://localhost}"; }
map "" \$base_server { default "${BASE_SERVER:-base_server:8000}"; }
map "" \$store_server { default "${STORE_SERVER:-store_server:8000}"; }
map "" \$keycloak { default "${KEYCLOAK:-keycloak:8080}"; }
CONF
[ "${1:-}" = write ] || exec nginx -g 'daemon off;'

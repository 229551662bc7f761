#!/bin/sh
# lighttpd hands a program no environment but CGI's own.
set -a
. /etc/render-sync/environment
exec /usr/local/bin/render-sync handle

#!/bin/sh
# lighttpd gives a program CGI's variables and no others.
set -a
. /etc/render-sync/environment
exec /usr/local/bin/render-sync handle

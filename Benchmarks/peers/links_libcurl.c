// SPDX-License-Identifier: MIT
//
// Links libcurl and exits: what loading the library alone takes.

#include <curl/curl.h>

int main(void) { return curl_version() == NULL; }

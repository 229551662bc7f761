// SPDX-License-Identifier: MIT
//
// What a function in C takes at the least: asks Lambda's runtime API for an invocation with libcurl, and nothing else.

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>

int main(void) {
    char url[256];
    const char *place = getenv("AWS_LAMBDA_RUNTIME_API");
    if (place == NULL) return 78;
    snprintf(url, sizeof url, "http://%s/2018-06-01/runtime/invocation/next", place);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    CURL *easy = curl_easy_init();
    curl_easy_setopt(easy, CURLOPT_URL, url);
    return curl_easy_perform(easy) != CURLE_OK;
}

// SPDX-License-Identifier: MIT
//
// libcurl's setters and getters are variadic and partly macros, which Swift cannot call: one typed function each.

#pragma once
#include <curl/curl.h>

typedef size_t (*rs_data_callback)(char *data, size_t size, size_t count, void *context);

static inline CURLcode rs_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode rs_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode rs_set_string(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode rs_set_pointer(CURL *easy, CURLoption option, const void *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode rs_set_headers(CURL *easy, struct curl_slist *headers) {
    return curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
}

static inline CURLcode rs_set_share(CURL *easy, CURLSH *share) {
    return curl_easy_setopt(easy, CURLOPT_SHARE, share);
}

static inline CURLcode rs_set_data_callback(CURL *easy, CURLoption option, rs_data_callback callback) {
    return curl_easy_setopt(easy, option, callback);
}

static inline CURLcode rs_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLMcode rs_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

static inline CURLSHcode rs_share_tls_sessions(CURLSH *share) {
    return curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
}

// A CURLMsg holds its result in a union.
static inline CURLcode rs_result(const CURLMsg *message) {
    return message->data.result;
}

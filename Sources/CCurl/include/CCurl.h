// SPDX-License-Identifier: MIT
//
// libcurl, loaded when it is first needed: most deliveries end before any call is made, and loading the library and the
// thirty that it needs takes longer than all of what such a delivery takes.
//
// Every function is libcurl's own of the same name. Its setters and getters are variadic, which Swift cannot call: here
// is one typed function for each type.

#pragma once
#include <curl/curl.h>

// The oldest libcurl that has all that is used here (CURLOPT_PROTOCOLS_STR): 7.85.
#define RS_OLDEST_LIBCURL 0x075500
#if LIBCURL_VERSION_NUM < RS_OLDEST_LIBCURL
#error "libcurl 7.85 or newer is needed: install a newer libcurl4-openssl-dev"
#endif

// Loads libcurl, once for the process. NULL, or why it cannot be loaded; no other function may be called then.
const char *rs_load(void);

CURLcode rs_global_init(void);
// 0x075500 for 7.85.0.
unsigned int rs_version(void);

CURL *rs_easy_init(void);
void rs_easy_cleanup(CURL *easy);
const char *rs_easy_strerror(CURLcode code);

typedef size_t (*rs_data_callback)(char *data, size_t size, size_t count, void *context);

CURLcode rs_set_long(CURL *easy, CURLoption option, long value);
CURLcode rs_set_offset(CURL *easy, CURLoption option, curl_off_t value);
CURLcode rs_set_string(CURL *easy, CURLoption option, const char *value);
CURLcode rs_set_pointer(CURL *easy, CURLoption option, const void *value);
CURLcode rs_set_headers(CURL *easy, struct curl_slist *headers);
CURLcode rs_set_share(CURL *easy, CURLSH *share);
CURLcode rs_set_data_callback(CURL *easy, CURLoption option, rs_data_callback callback);

CURLcode rs_get_long(CURL *easy, CURLINFO info, long *value);

struct curl_slist *rs_slist_append(struct curl_slist *list, const char *line);
void rs_slist_free_all(struct curl_slist *list);

const char *rs_multi_strerror(CURLMcode code);
CURLM *rs_multi_init(void);
CURLMcode rs_multi_cleanup(CURLM *multi);
CURLMcode rs_multi_set_long(CURLM *multi, CURLMoption option, long value);
CURLMcode rs_multi_add_handle(CURLM *multi, CURL *easy);
CURLMcode rs_multi_remove_handle(CURLM *multi, CURL *easy);
CURLMcode rs_multi_perform(CURLM *multi);
CURLMcode rs_multi_poll(CURLM *multi, int milliseconds);
CURLMcode rs_multi_wakeup(CURLM *multi);
// The handle of the next transfer that has ended, and its result; NULL when there is none.
CURL *rs_multi_next_done(CURLM *multi, CURLcode *result);

CURLSH *rs_share_init(void);
CURLSHcode rs_share_cleanup(CURLSH *share);
const char *rs_share_strerror(CURLSHcode code);
CURLSHcode rs_share_tls_sessions(CURLSH *share);

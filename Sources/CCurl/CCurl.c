// SPDX-License-Identifier: MIT

// The checks are macros in the functions' place, and would take members of the table for calls.
#define CURL_DISABLE_TYPECHECK
#include "CCurl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define LIBRARY "libcurl.so.4"

#define FOR_EACH_FUNCTION(do) \
    do(curl_global_init) do(curl_version_info) do(curl_easy_init) do(curl_easy_cleanup) do(curl_easy_strerror) do(curl_easy_setopt) \
    do(curl_easy_getinfo) do(curl_slist_append) do(curl_slist_free_all) do(curl_multi_init) do(curl_multi_cleanup) \
    do(curl_multi_strerror) do(curl_multi_setopt) do(curl_multi_add_handle) do(curl_multi_remove_handle) do(curl_multi_perform) \
    do(curl_multi_poll) do(curl_multi_wakeup) do(curl_multi_info_read) do(curl_share_init) do(curl_share_cleanup) \
    do(curl_share_strerror) do(curl_share_setopt)

// A pointer to each function, with the function's own type: a variadic one is called as such.
static struct {
#define MEMBER(name) __typeof__(name) *name;
    FOR_EACH_FUNCTION(MEMBER)
} lib;

static const char *failure;

static void load(void) {
    // Bound lazily: most of what the thirty libraries import is never called.
    void *library = dlopen(LIBRARY, RTLD_LAZY | RTLD_LOCAL);
    if (library == NULL) {
        // The loader's own text goes with this thread, and with the next error: every later call needs it.
        const char *text = dlerror();
        char *copy = text != NULL ? strdup(text) : NULL;
        failure = copy != NULL ? copy : "the loader gave no reason";
        return;
    }
#define FIND(name) \
    lib.name = (__typeof__(name) *)dlsym(library, #name); \
    if (lib.name == NULL) failure = LIBRARY " has no " #name;
    FOR_EACH_FUNCTION(FIND)
}

const char *rs_load(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return failure;
}

CURLcode rs_global_init(void) { return lib.curl_global_init(CURL_GLOBAL_DEFAULT); }

unsigned int rs_version(void) { return lib.curl_version_info(CURLVERSION_NOW)->version_num; }

CURL *rs_easy_init(void) { return lib.curl_easy_init(); }

void rs_easy_cleanup(CURL *easy) { lib.curl_easy_cleanup(easy); }

const char *rs_easy_strerror(CURLcode code) { return lib.curl_easy_strerror(code); }

CURLcode rs_set_long(CURL *easy, CURLoption option, long value) { return lib.curl_easy_setopt(easy, option, value); }

CURLcode rs_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return lib.curl_easy_setopt(easy, option, value);
}

CURLcode rs_set_string(CURL *easy, CURLoption option, const char *value) {
    return lib.curl_easy_setopt(easy, option, value);
}

CURLcode rs_set_pointer(CURL *easy, CURLoption option, const void *value) {
    return lib.curl_easy_setopt(easy, option, value);
}

CURLcode rs_set_headers(CURL *easy, struct curl_slist *headers) {
    return lib.curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
}

CURLcode rs_set_share(CURL *easy, CURLSH *share) { return lib.curl_easy_setopt(easy, CURLOPT_SHARE, share); }

CURLcode rs_set_data_callback(CURL *easy, CURLoption option, rs_data_callback callback) {
    return lib.curl_easy_setopt(easy, option, callback);
}

CURLcode rs_get_long(CURL *easy, CURLINFO info, long *value) { return lib.curl_easy_getinfo(easy, info, value); }

struct curl_slist *rs_slist_append(struct curl_slist *list, const char *line) {
    return lib.curl_slist_append(list, line);
}

void rs_slist_free_all(struct curl_slist *list) { lib.curl_slist_free_all(list); }

CURLM *rs_multi_init(void) { return lib.curl_multi_init(); }

CURLMcode rs_multi_cleanup(CURLM *multi) { return lib.curl_multi_cleanup(multi); }

const char *rs_multi_strerror(CURLMcode code) { return lib.curl_multi_strerror(code); }

CURLMcode rs_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return lib.curl_multi_setopt(multi, option, value);
}

CURLMcode rs_multi_add_handle(CURLM *multi, CURL *easy) { return lib.curl_multi_add_handle(multi, easy); }

CURLMcode rs_multi_remove_handle(CURLM *multi, CURL *easy) { return lib.curl_multi_remove_handle(multi, easy); }

CURLMcode rs_multi_perform(CURLM *multi) {
    int running;
    return lib.curl_multi_perform(multi, &running);
}

CURLMcode rs_multi_poll(CURLM *multi, int milliseconds) {
    return lib.curl_multi_poll(multi, NULL, 0, milliseconds, NULL);
}

CURLMcode rs_multi_wakeup(CURLM *multi) { return lib.curl_multi_wakeup(multi); }

CURL *rs_multi_next_done(CURLM *multi, CURLcode *result) {
    int left;
    for (CURLMsg *message; (message = lib.curl_multi_info_read(multi, &left)) != NULL;) {
        if (message->msg != CURLMSG_DONE) continue;
        *result = message->data.result;
        return message->easy_handle;
    }
    return NULL;
}

CURLSH *rs_share_init(void) { return lib.curl_share_init(); }

CURLSHcode rs_share_cleanup(CURLSH *share) { return lib.curl_share_cleanup(share); }

const char *rs_share_strerror(CURLSHcode code) { return lib.curl_share_strerror(code); }

CURLSHcode rs_share_tls_sessions(CURLSH *share) {
    return lib.curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
}

// SPDX-License-Identifier: MIT
//
// The calls of a push and nothing else, over libcurl's multi interface and HTTP/1.1: log in, list the secrets while
// paging through the variables, write what is to change six at a time, and read both sides again, all pages at once. It
// verifies no signature, plans nothing and reports nothing: it is told how many keys to write, and what to write in them.
//
// push CHANGES, with the environment that render-sync takes.

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PARALLEL = 6, PAGE = 100, PAGES = 16, ADDRESS = 4096 };

typedef struct {
    char *bytes;
    size_t count;
} Answer;

typedef struct {
    CURL *easy;
    struct curl_slist *headers;
    Answer answer;
} Call;

static CURLM *multi;
static CURLSH *share;
static const char *authorities;

static const char *variable(const char *name) {
    const char *value = getenv(name);
    if (value == NULL) {
        fprintf(stderr, "%s is not set\n", name);
        exit(78);
    }
    return value;
}

static size_t keep(char *data, size_t size, size_t count, void *context) {
    Answer *answer = context;
    char *bytes = realloc(answer->bytes, answer->count + size * count + 1);
    if (bytes == NULL) return 0;
    memcpy(bytes + answer->count, data, size * count);
    answer->bytes = bytes;
    answer->count += size * count;
    bytes[answer->count] = 0;
    return size * count;
}

static void begin(Call *call, const char *method, const char *url, const char *token, const char *body) {
    memset(call, 0, sizeof *call);
    char line[ADDRESS];
    call->easy = curl_easy_init();
    call->headers = curl_slist_append(NULL, "Accept: application/json");
    call->headers = curl_slist_append(call->headers, "Expect:");
    if (token != NULL) {
        snprintf(line, sizeof line, "Authorization: Bearer %s", token);
        call->headers = curl_slist_append(call->headers, line);
    }
    if (body != NULL) {
        call->headers = curl_slist_append(call->headers, "Content-Type: application/json");
        curl_easy_setopt(call->easy, CURLOPT_COPYPOSTFIELDS, body);
    }
    curl_easy_setopt(call->easy, CURLOPT_CUSTOMREQUEST, method);
    curl_easy_setopt(call->easy, CURLOPT_URL, url);
    curl_easy_setopt(call->easy, CURLOPT_HTTPHEADER, call->headers);
    curl_easy_setopt(call->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(call->easy, CURLOPT_CAINFO, authorities);
    curl_easy_setopt(call->easy, CURLOPT_CAPATH, NULL);
    curl_easy_setopt(call->easy, CURLOPT_SHARE, share);
    curl_easy_setopt(call->easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(call->easy, CURLOPT_WRITEFUNCTION, keep);
    curl_easy_setopt(call->easy, CURLOPT_WRITEDATA, &call->answer);
    curl_easy_setopt(call->easy, CURLOPT_PRIVATE, call);
    curl_multi_add_handle(multi, call->easy);
}

static void finish(Call *call) {
    curl_multi_remove_handle(multi, call->easy);
    curl_easy_cleanup(call->easy);
    curl_slist_free_all(call->headers);
    free(call->answer.bytes);
    call->easy = NULL;
}

// The next call that has ended well; anything else ends the program.
static Call *next(void) {
    for (;;) {
        int running, left;
        curl_multi_perform(multi, &running);
        CURLMsg *message = curl_multi_info_read(multi, &left);
        if (message == NULL) {
            curl_multi_poll(multi, NULL, 0, 1000, NULL);
            continue;
        }
        Call *call;
        long status = 0;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&call);
        curl_easy_getinfo(message->easy_handle, CURLINFO_RESPONSE_CODE, &status);
        if (message->data.result != CURLE_OK || status / 100 != 2) {
            fprintf(stderr, "status %ld: %s\n", status, curl_easy_strerror(message->data.result));
            exit(69);
        }
        return call;
    }
}

// The text member that comes last in an answer; the program makes do without a JSON parser.
static char *last_member(const Answer *answer, const char *name) {
    char quoted[64];
    snprintf(quoted, sizeof quoted, "\"%s\":\"", name);
    char *found = NULL;
    for (char *at = answer->bytes; (at = strstr(at, quoted)) != NULL; at++) found = at;
    if (found == NULL) return NULL;
    found += strlen(quoted);
    return strndup(found, strcspn(found, "\""));
}

static int count_of(const Answer *answer, const char *text) {
    int count = 0;
    for (char *at = answer->bytes; at != NULL && (at = strstr(at, text)) != NULL; at++) count++;
    return count;
}

// The pages of the variables, and where each begins: the first without a cursor, the others where the one before ends.
static char *cursors[PAGES];
static int known = 1;

static void begin_page(Call *call, int number, const char *service, const char *key) {
    char url[ADDRESS];
    int length = snprintf(url, sizeof url, "%s/env-vars?limit=%d", service, PAGE);
    if (number > 0) snprintf(url + length, sizeof url - length, "&cursor=%s", cursors[number]);
    begin(call, "GET", url, key, NULL);
}

// Lists the secrets and the variables at the same time. `token` is logged in for when it is NULL, and the first page is
// read meanwhile. A page whose beginning is known already is read beside the others.
static char *read_both(char *token, const char *infisical, const char *list, const char *service, const char *key) {
    Call login, secrets, pages[PAGES];
    char url[ADDRESS], body[ADDRESS];
    if (token == NULL) {
        snprintf(url, sizeof url, "%s/api/v1/auth/universal-auth/login", infisical);
        snprintf(body, sizeof body, "{\"clientId\":\"%s\",\"clientSecret\":\"%s\"}",
                 variable("INFISICAL_UNIVERSAL_AUTH_CLIENT_ID"), variable("INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET"));
        begin(&login, "POST", url, NULL, body);
    } else {
        begin(&secrets, "GET", list, token, NULL);
    }
    for (int number = 0; number < known; number++) begin_page(&pages[number], number, service, key);
    for (int open = 1 + known; open > 0;) {
        Call *call = next();
        if (call == &login) {
            token = last_member(&login.answer, "accessToken");
            finish(&login);
            begin(&secrets, "GET", list, token, NULL);
        } else if (call == &secrets) {
            finish(&secrets);
            open--;
        } else {
            int number = call - pages;
            if (number == known - 1 && known < PAGES && count_of(&call->answer, "\"cursor\":") == PAGE) {
                cursors[known] = last_member(&call->answer, "cursor");
                begin_page(&pages[known], known, service, key);
                known++;
                open++;
            }
            finish(call);
            open--;
        }
    }
    return token;
}

static void begin_write(Call *call, int number, const char *service, const char *key) {
    char url[ADDRESS];
    snprintf(url, sizeof url, "%s/env-vars/KEY_%03d", service, number);
    begin(call, "PUT", url, key, getenv("BENCHMARK_BODY"));
}

static void write_changes(int changes, const char *service, const char *key) {
    Call calls[PARALLEL];
    int begun = 0;
    while (begun < changes && begun < PARALLEL) {
        begin_write(&calls[begun], begun, service, key);
        begun++;
    }
    for (int done = 0; done < changes; done++) {
        Call *call = next();
        finish(call);
        if (begun < changes) begin_write(call, begun++, service, key);
    }
}

int main(int argc, char **argv) {
    int changes = argc > 1 ? atoi(argv[1]) : 0;
    char list[ADDRESS], service[ADDRESS / 4];
    const char *infisical = variable("INFISICAL_DOMAIN"), *key = variable("RENDER_API_KEY");
    authorities = variable("CURL_CA_BUNDLE");
    snprintf(list, sizeof list,
             "%s/api/v4/secrets?projectId=%s&environment=%s&secretPath=%%2F&viewSecretValue=true"
             "&expandSecretReferences=true&include_imports=true&includeImports=true&recursive=false",
             infisical, variable("RENDER_SYNC_PROJECT_ID"), variable("RENDER_SYNC_ENVIRONMENT"));
    snprintf(service, sizeof service, "%s/services/%s", variable("RENDER_API_URL"), variable("RENDER_SYNC_SERVICE_ID"));
    curl_global_init(CURL_GLOBAL_DEFAULT);
    multi = curl_multi_init();
    curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)PARALLEL);
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 16L);
    share = curl_share_init();
    curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
    char *token = read_both(NULL, infisical, list, service, key);
    if (changes > 0) {
        write_changes(changes, service, key);
        read_both(token, infisical, list, service, key);
    }
    free(token);
    curl_multi_cleanup(multi);
    curl_share_cleanup(share);
    return 0;
}

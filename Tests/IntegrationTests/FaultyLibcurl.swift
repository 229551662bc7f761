// SPDX-License-Identifier: MIT

import Foundation
import TestSupport

/// A library of libcurl's name that passes every call on to the real one, but for one that fails.
struct FaultyLibcurl {
    private struct CannotBuild: Error {
        var text: String
    }

    /// Holds `libcurl.so.4`.
    let folder: URL

    init() async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "faulty-libcurl-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let source = folder.appending(path: "faulty.c")
        try Data(Self.source.utf8).write(to: source)
        let real = try await Program.run("cc", ["-print-file-name=libcurl.so"]).output
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let built = try await Program.run(
            "cc",
            [
                "-shared", "-fPIC", "-o", folder.appending(path: "libcurl.so.4").path, source.path,
                "-DREAL=\"\(real)\"", "-ldl",
            ])
        guard built.exitCode == 0 else { throw CannotBuild(text: built.errors) }
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    /// The environment in which call number `call` of a function fails.
    func failing(_ function: String, call: Int) -> [String: String] {
        ["LD_LIBRARY_PATH": folder.path, "FAILING_FUNCTION": function, "FAILING_CALL": "\(call)"]
    }

    /// The environment in which libcurl says that it is of this version.
    func saying(version: Int) -> [String: String] {
        ["LD_LIBRARY_PATH": folder.path, "SAID_VERSION": "\(version)"]
    }

    /// A variadic function gets one argument of a register's size, whatever its type.
    private static let source = #"""
        #define CURL_DISABLE_TYPECHECK
        #define CURL_NO_OLDIES
        #include <curl/curl.h>
        #undef curl_easy_setopt
        #undef curl_easy_getinfo
        #undef curl_multi_setopt
        #undef curl_share_setopt
        #include <dlfcn.h>
        #include <stdarg.h>
        #include <stdlib.h>
        #include <string.h>

        static void *find(const char *name) {
            static void *library;
            if (library == NULL) library = dlopen(REAL, RTLD_NOW | RTLD_LOCAL);
            return dlsym(library, name);
        }

        static int fails(const char *name) {
            static int calls;
            const char *failing = getenv("FAILING_FUNCTION");
            if (failing == NULL || strcmp(failing, name) != 0) return 0;
            return ++calls == atoi(getenv("FAILING_CALL"));
        }

        #define PASS(type, name, parameters, arguments, failure) \
            type name parameters { \
                if (fails(#name)) return failure; \
                return ((type (*) parameters)find(#name)) arguments; \
            }
        #define PASS_VARIADIC(type, name, handle, option, failure) \
            type name(handle h, option o, ...) { \
                va_list list; \
                va_start(list, o); \
                void *value = va_arg(list, void *); \
                va_end(list); \
                if (fails(#name)) return failure; \
                return ((type (*)(handle, option, ...))find(#name))(h, o, value); \
            }

        PASS(CURLcode, curl_global_init, (long flags), (flags), CURLE_FAILED_INIT)
        PASS(CURL *, curl_easy_init, (void), (), NULL)
        PASS(const char *, curl_easy_strerror, (CURLcode code), (code), "")
        PASS(const char *, curl_multi_strerror, (CURLMcode code), (code), "")
        PASS(const char *, curl_share_strerror, (CURLSHcode code), (code), "")
        PASS_VARIADIC(CURLcode, curl_easy_setopt, CURL *, CURLoption, CURLE_OUT_OF_MEMORY)
        PASS_VARIADIC(CURLcode, curl_easy_getinfo, CURL *, CURLINFO, CURLE_OUT_OF_MEMORY)
        PASS(struct curl_slist *, curl_slist_append, (struct curl_slist *list, const char *line), (list, line), NULL)
        PASS(CURLM *, curl_multi_init, (void), (), NULL)
        PASS(CURLMcode, curl_multi_cleanup, (CURLM *m), (m), CURLM_OUT_OF_MEMORY)
        PASS_VARIADIC(CURLMcode, curl_multi_setopt, CURLM *, CURLMoption, CURLM_OUT_OF_MEMORY)
        PASS(CURLMcode, curl_multi_add_handle, (CURLM *m, CURL *e), (m, e), CURLM_OUT_OF_MEMORY)
        PASS(CURLMcode, curl_multi_remove_handle, (CURLM *m, CURL *e), (m, e), CURLM_OUT_OF_MEMORY)
        PASS(CURLMcode, curl_multi_perform, (CURLM *m, int *n), (m, n), CURLM_OUT_OF_MEMORY)
        PASS(CURLMcode, curl_multi_poll, (CURLM *m, struct curl_waitfd *f, unsigned int c, int t, int *n),
             (m, f, c, t, n), CURLM_OUT_OF_MEMORY)
        PASS(CURLMcode, curl_multi_wakeup, (CURLM *m), (m), CURLM_WAKEUP_FAILURE)
        PASS(CURLMsg *, curl_multi_info_read, (CURLM *m, int *n), (m, n), NULL)
        PASS(CURLSH *, curl_share_init, (void), (), NULL)
        PASS_VARIADIC(CURLSHcode, curl_share_setopt, CURLSH *, CURLSHoption, CURLSHE_NOMEM)
        PASS(CURLSHcode, curl_share_cleanup, (CURLSH *s), (s), CURLSHE_NOMEM)

        void curl_easy_cleanup(CURL *e) { ((void (*)(CURL *))find("curl_easy_cleanup"))(e); }
        void curl_slist_free_all(struct curl_slist *l) { ((void (*)(struct curl_slist *))find("curl_slist_free_all"))(l); }

        curl_version_info_data *curl_version_info(CURLversion v) {
            static curl_version_info_data said;
            said = *((curl_version_info_data *(*)(CURLversion))find("curl_version_info"))(v);
            if (getenv("SAID_VERSION") != NULL) said.version_num = atoi(getenv("SAID_VERSION"));
            return &said;
        }
        """#
}

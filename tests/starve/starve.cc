// Preloaded into the program by tests/system/starved_test.py: memory, threads and descriptors that
// run out when the test says so. The file that TOCSIN_STARVE names is mapped by both, and holds for
// each kind of call four numbers of 64 bits: how many calls still succeed, how many then fail, with
// which errno, and how many have failed. Zeros: nothing is wanting.
#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdint>
#include <cstdlib>
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* old, std::size_t size);
}

namespace {

struct Kind {
    std::atomic<std::int64_t> after;
    std::atomic<std::int64_t> fails;
    std::atomic<std::int64_t> error;
    std::atomic<std::int64_t> failed;
};

// In this order in the file.
enum { memory, threads, accepting, sockets, files, kinds };

std::atomic<Kind*> control{nullptr};

__attribute__((constructor)) void map_control() {
    const char* path = std::getenv("TOCSIN_STARVE");
    if (path == nullptr) return;
    const int file = open(path, O_RDWR | O_CLOEXEC);
    if (file < 0) return;
    void* mapped = mmap(nullptr, sizeof(Kind) * kinds, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (mapped != MAP_FAILED) control = static_cast<Kind*>(mapped);
}

// Whether this call is one that fails; errno is set then.
bool wanting(int kind) {
    Kind* all = control.load(std::memory_order_relaxed);
    if (all == nullptr || all[kind].fails.load(std::memory_order_relaxed) <= 0) return false;
    if (all[kind].after.fetch_sub(1) > 0) return false;
    if (all[kind].fails.fetch_sub(1) <= 0) return false;
    ++all[kind].failed;
    errno = static_cast<int>(all[kind].error);
    return true;
}

template <class Call>
Call next(const char* name) {
    return reinterpret_cast<Call>(dlsym(RTLD_NEXT, name));
}

bool makes(int flags) {
    return (flags & (O_CREAT | O_TMPFILE)) != 0;
}

}  // namespace

extern "C" {

void* malloc(std::size_t size) {
    return wanting(memory) ? nullptr : __libc_malloc(size);
}

void* calloc(std::size_t count, std::size_t size) {
    return wanting(memory) ? nullptr : __libc_calloc(count, size);
}

void* realloc(void* old, std::size_t size) {
    return wanting(memory) ? nullptr : __libc_realloc(old, size);
}

int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*run)(void*),
                   void* argument) {
    static const auto real = next<decltype(&pthread_create)>("pthread_create");
    return wanting(threads) ? errno : real(thread, attributes, run, argument);
}

int accept4(int listener, sockaddr* address, socklen_t* size, int flags) {
    static const auto real = next<decltype(&accept4)>("accept4");
    return wanting(accepting) ? -1 : real(listener, address, size, flags);
}

int socket(int domain, int type, int protocol) {
    static const auto real = next<decltype(&socket)>("socket");
    return wanting(sockets) ? -1 : real(domain, type, protocol);
}

// The program is built with large files throughout, so both names are one call.
int open64(const char* path, int flags, ...) {
    static const auto real = next<int (*)(const char*, int, ...)>("open64");
    if (wanting(files)) return -1;
    if (!makes(flags)) return real(path, flags);
    va_list rest;
    va_start(rest, flags);
    const auto mode = va_arg(rest, mode_t);
    va_end(rest);
    return real(path, flags, mode);
}

int open(const char* path, int flags, ...) {
    static const auto real = next<int (*)(const char*, int, ...)>("open");
    if (wanting(files)) return -1;
    if (!makes(flags)) return real(path, flags);
    va_list rest;
    va_start(rest, flags);
    const auto mode = va_arg(rest, mode_t);
    va_end(rest);
    return real(path, flags, mode);
}

}  // extern "C"

// The peer of our intake: cpp-httplib alone, at its best. It reads the body and answers as many
// bytes as we do; nothing is checked, decided or kept.
//
//   bare_httplib --port P --bytes N
#include "tests/bench/arguments.h"

#include <httplib.h>

#include <cstdio>

int main(int count, char** words) {
    const tocsin::Arguments given(count, words);
    const std::string answer(given.number("bytes", 100), 'x');
    httplib::Server server;
    // A kept connection holds a thread of httplib's: one for each of the load generator's.
    server.new_task_queue = [] { return new httplib::ThreadPool(80); };
    server.set_tcp_nodelay(true);
    server.set_keep_alive_max_count(1'000'000);
    server.Post("/v1/incidents", [&](const httplib::Request&, httplib::Response& response) {
        response.status = 201;
        response.set_content(answer, "application/json");
    });
    std::printf("listening\n");
    std::fflush(stdout);
    return server.listen("127.0.0.1", static_cast<int>(given.number("port"))) ? 0 : 1;
}

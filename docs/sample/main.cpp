#include "service.h"

#include <cstdio>

/// Requests since the start of the program, over all services.
static int totalRequests = 0;

static void countRequest() {
  static std::mutex mutex;
  // Without a name the guard is gone before the next statement.
  std::lock_guard<std::mutex>{mutex};
  ++totalRequests;
}

static void client(ThumbnailService &service, int number) {
  for (int i = 0; i < 3; ++i) {
    countRequest();
    service.request("host" + std::to_string(number) + "/picture" +
                    std::to_string(i));
  }
}

int main() {
  ThumbnailService service(4);
  {
    std::jthread first([&service] { client(service, 1); });
    std::jthread second([&service] { client(service, 2); });
  }
  std::size_t bytes = service.prefetch({"host3/a", "host3/b"});
  service.warmUp("host3/c", /*wait=*/true);
  std::printf("%zu bytes prefetched, %d requests, %llu errors\n", bytes,
              totalRequests,
              static_cast<unsigned long long>(service.stats().errors()));
}

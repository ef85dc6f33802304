#include "tool/cli/Workers.h"
#include "tool/cli/Options.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/thread.h"
#include <cerrno>
#include <csignal>
#include <cstring>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

namespace sendsync {

/// Expressions may be nested as deeply as generated code has them; only what is
/// used of it becomes memory.
static constexpr unsigned StackSize = 512u << 20;

static constexpr int CrashSignals[] = {SIGSEGV, SIGBUS,  SIGILL,
                                       SIGABRT, SIGFPE, SIGTRAP};

bool Loss::isCrash() const { return llvm::is_contained(CrashSignals, Signal); }

std::string Loss::describe(llvm::StringRef Doing, llvm::StringRef What) const {
  std::string While = (Doing + " " + What).str();
  if (isCrash())
    return "internal error while " + While;
  return Signal ? "ended by signal " + std::to_string(Signal) + " (" +
                      strsignal(Signal) + ") while " + While
                : "ended early while " + While;
}

namespace {

bool writeAll(int To, const char *Data, size_t Size) {
  while (Size) {
    ssize_t Written = ::write(To, Data, Size);
    if (Written < 0 && errno == EINTR)
      continue;
    if (Written <= 0)
      return false;
    Data += Written;
    Size -= Written;
  }
  return true;
}

bool readAll(int From, char *Data, size_t Size) {
  while (Size) {
    ssize_t Read = ::read(From, Data, Size);
    if (Read < 0 && errno == EINTR)
      continue;
    if (Read <= 0)
      return false;
    Data += Read;
    Size -= Read;
  }
  return true;
}

/// In the new process: it ends with its parent, and a crash ends it at once and in
/// silence.
void becomeChild() {
#ifdef __linux__
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  for (int Signal : CrashSignals)
    ::signal(Signal, SIG_DFL);
}

Loss waitFor(pid_t Process, int *Exit = nullptr) {
  int Status = 0;
  while (::waitpid(Process, &Status, 0) < 0 && errno == EINTR)
    ;
  Loss Result;
  if (WIFSIGNALED(Status))
    Result.Signal = WTERMSIG(Status);
  else if (Exit)
    *Exit = WEXITSTATUS(Status);
  return Result;
}

void onLargeStack(llvm::function_ref<void()> Function) {
  llvm::thread(std::optional<unsigned>(StackSize), [&] { Function(); }).join();
}

/// One process and the pipes to it.
class Worker {
public:
  /// False if there can be no more processes.
  bool start(const Job &Work, llvm::ArrayRef<Worker> Others) {
    int Down[2], Up[2];
    if (::pipe(Down) != 0)
      return false;
    if (::pipe(Up) != 0) {
      ::close(Down[0]);
      ::close(Down[1]);
      return false;
    }
    llvm::outs().flush();
    llvm::errs().flush();
    Process = ::fork();
    if (Process == 0) {
      becomeChild();
      // Or the others would never see the end of what they read.
      for (const Worker &Other : Others)
        if (Other.isRunning()) {
          ::close(Other.To);
          ::close(Other.From);
        }
      ::close(Down[1]);
      ::close(Up[0]);
      serve(Work, Down[0], Up[1]);
      ::_exit(0);
    }
    ::close(Down[0]);
    ::close(Up[1]);
    To = Down[1];
    From = Up[0];
    if (Process > 0)
      return true;
    ::close(To);
    ::close(From);
    return false;
  }

  bool isRunning() const { return Process > 0; }
  int from() const { return From; }
  size_t index() const { return Index; }

  bool give(size_t Next) {
    Index = Next;
    return writeAll(To, reinterpret_cast<const char *>(&Next), sizeof Next);
  }

  /// False if it ended instead.
  bool take(std::string &Result) const {
    size_t Size = 0;
    if (!readAll(From, reinterpret_cast<char *>(&Size), sizeof Size))
      return false;
    Result.resize(Size);
    return readAll(From, Result.data(), Size);
  }

  Loss stop() {
    ::close(To);
    ::close(From);
    return waitFor(std::exchange(Process, -1));
  }

private:
  static void serve(const Job &Work, int From, int To) {
    size_t Next = 0;
    while (readAll(From, reinterpret_cast<char *>(&Next), sizeof Next)) {
      std::string Result;
      onLargeStack([&] { Result = Work.Run(Next); });
      size_t Size = Result.size();
      if (!writeAll(To, reinterpret_cast<const char *>(&Size), sizeof Size) ||
          !writeAll(To, Result.data(), Size))
        return;
    }
  }

  pid_t Process = -1;
  int To = -1, From = -1;
  size_t Index = 0;
};

} // namespace

void runJobs(size_t Count, unsigned Processes, const Job &Work) {
  std::vector<Worker> Workers(std::max<size_t>(
      1, std::min<size_t>(Count, Processes)));
  size_t Next = 0;
  auto engage = [&](Worker &Free) {
    while (Next != Count) {
      if (!Free.isRunning() && !Free.start(Work, Workers)) {
        // Another one may take what is left.
        if (llvm::any_of(Workers,
                         [](const Worker &W) { return W.isRunning(); }))
          return;
        Work.Lose(Next++, Loss());
        continue;
      }
      size_t Index = Next++;
      Work.Begin(Index);
      if (Free.give(Index))
        return;
      Work.Lose(Index, Free.stop());
    }
    if (Free.isRunning())
      Free.stop();
  };
  for (Worker &Each : Workers)
    engage(Each);
  while (true) {
    std::vector<pollfd> Files;
    std::vector<Worker *> Busy;
    for (Worker &Each : Workers)
      if (Each.isRunning()) {
        Files.push_back({Each.from(), POLLIN, 0});
        Busy.push_back(&Each);
      }
    if (Busy.empty())
      return;
    if (::poll(Files.data(), Files.size(), -1) < 0)
      continue;
    for (size_t I = 0; I != Files.size(); ++I) {
      if (!Files[I].revents)
        continue;
      std::string Result;
      if (Busy[I]->take(Result))
        Work.End(Busy[I]->index(), std::move(Result));
      else
        Work.Lose(Busy[I]->index(), Busy[I]->stop());
      engage(*Busy[I]);
    }
  }
}

int runGuarded(llvm::function_ref<int()> Main) {
  llvm::outs().flush();
  pid_t Process = ::fork();
  if (Process < 0)
    return Main();
  if (Process == 0) {
    becomeChild();
    int Exit = Main();
    llvm::outs().flush();
    ::_exit(Exit);
  }
  int Exit = ExitFailed;
  Loss Lost = waitFor(Process, &Exit);
  if (Lost.isCrash())
    return fail("internal error; there may be more to say than what was said");
  if (Lost.Signal) {
    // As if it had been this process.
    ::signal(Lost.Signal, SIG_DFL);
    ::raise(Lost.Signal);
    return ExitFailed;
  }
  return Exit;
}

} // namespace sendsync

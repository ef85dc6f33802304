#include "checks/analysis/locks/Lockset.h"
#include "llvm/ADT/StringExtras.h"

namespace sendsync {

void Lockset::acquire(const Capability &Lock, LockMode Mode,
                      const Fact *Since, bool Counts) {
  if (!Lock.isKnown())
    return acquireUnknown();
  auto Known = locate(Lock);
  if (Known != Locks.end() && Known->first.isMemberOfEvery(Lock) &&
      Known->first != Lock && Known->second.Must)
    return;
  Refused.erase(Lock);
  auto [Entry, New] = Locks.try_emplace(Lock);
  HeldLock &Held = Entry->second;
  // Counting without end would keep loops from settling.
  bool First = New || !Held.Must || Held.Handed || !Counts;
  Held.Depth = First ? 1 : std::min(Held.Depth + 1, 4u);
  if (New || !Held.Must || Mode == LockMode::Exclusive) {
    Held.Mode = Mode;
    Held.ModeUnclear = false;
  }
  if (New || !Held.Must)
    Held.Since = Since;
  Held.Must = true;
  Held.Undecided = false;
  Held.Handed = false;
}

void Lockset::maybeAcquire(const Capability &Lock, LockMode Mode,
                           const Fact *Since, bool Undecided) {
  if (!Lock.isKnown())
    return acquireUnknown();
  auto [Entry, New] = Locks.try_emplace(Lock);
  if (!New)
    return;
  HeldLock &Held = Entry->second;
  Held.Mode = Mode;
  Held.Must = false;
  Held.Undecided = Undecided;
  Held.Since = Since;
}

void Lockset::refuse(const Capability &Lock, const Fact *At) {
  Locks.erase(Lock);
  Refused[Lock] = At;
}

void Lockset::release(const Capability &Lock) {
  if (!Lock.isKnown())
    return releaseUnknown();
  Refused.erase(Lock);
  auto Entry = locate(Lock);
  if (Entry == Locks.end())
    return;
  // Which of them it was, nobody knows.
  if (Entry->first != Lock && Entry->first.mayBeElement(Lock))
    SomeUnknown = true;
  if (Entry->second.Depth > 1)
    --Locks[Entry->first].Depth;
  else
    Locks.erase(Entry);
}

void Lockset::releaseUnknown() {
  SomeUnknown = true;
  for (auto &[Lock, Held] : Locks)
    Held.Must = false;
}

void Lockset::weaken(const Capability &Lock) {
  auto Entry = Locks.find(Lock);
  if (Entry != Locks.end())
    Entry->second.Must = false;
}

void Lockset::hand(const Capability &Lock) {
  auto Entry = Locks.find(Lock);
  if (Entry != Locks.end())
    Entry->second.Handed = true;
}

void Lockset::doubtMode(const Capability &Lock) {
  auto Entry = Locks.find(Lock);
  if (Entry != Locks.end())
    Entry->second.ModeUnclear = true;
}

void Lockset::rename(const AccessPath &From, const AccessPath &To) {
  std::map<Capability, HeldLock> Renamed;
  for (auto &[Lock, Held] : Locks) {
    bool Inside = !Lock.isRole() && Lock.lock().startsWith(From);
    Renamed.emplace(Inside ? Capability(Lock.lock().rebase(From, To)) : Lock,
                    Held);
  }
  Locks = std::move(Renamed);
}

void Lockset::forget(const AccessPath &Object) {
  for (auto It = Locks.begin(); It != Locks.end();) {
    bool Inside = !It->first.isRole() && Object.contains(It->first.lock());
    It = Inside ? Locks.erase(It) : std::next(It);
  }
}

void Lockset::makeOptional(const Capability &Lock) {
  auto Entry = Locks.find(Lock);
  if (Entry != Locks.end() && !Entry->second.Must)
    Entry->second.Undecided = true;
}

bool Lockset::covers(const Capability &Lock, LockMode Mode) const {
  auto suffices = [&](const HeldLock *Held) {
    return Held && Held->Must &&
           (Mode == LockMode::Shared || Held->Mode == LockMode::Exclusive);
  };
  return suffices(find(Lock)) || suffices(find(Capability::every()));
}

std::map<Capability, HeldLock>::const_iterator
Lockset::locate(const Capability &Lock) const {
  auto Entry = Locks.find(Lock);
  if (Entry != Locks.end())
    return Entry;
  return llvm::find_if(
      Locks, [&](const auto &Held) { return Held.first.overlaps(Lock); });
}

const HeldLock *Lockset::find(const Capability &Lock) const {
  auto Entry = locate(Lock);
  return Entry == Locks.end() ? nullptr : &Entry->second;
}

const HeldLock *Lockset::findSame(const Capability &Lock) const {
  const HeldLock *Held = find(Lock);
  return Held && !Locks.count(Lock) && locate(Lock)->first.mayBeElement(Lock)
             ? nullptr
             : Held;
}

bool Lockset::mayVary(const Capability &Lock) const {
  auto Entry = locate(Lock);
  return Lock.lock().mayVary() ||
         (Entry != Locks.end() && Entry->first.lock().mayVary());
}

bool Lockset::mayShareLock(const Lockset &Other) const {
  if (SomeUnknown || Other.SomeUnknown)
    return true;
  for (const auto &[Lock, Held] : Locks)
    if (const HeldLock *Theirs = Other.find(Lock))
      if (Held.Mode == LockMode::Exclusive ||
          Theirs->Mode == LockMode::Exclusive)
        return true;
  return false;
}

void Lockset::join(const Lockset &Other) {
  SomeUnknown |= Other.SomeUnknown;
  // Held by one, refused to the other: one operation, whose errors do not count.
  auto isRefusal = [](const auto &Refused, const Capability &Lock,
                      const HeldLock &Held) {
    auto Found = Refused.find(Lock);
    return Found != Refused.end() && Found->second == Held.Since;
  };
  for (const auto &[Lock, Theirs] : Other.Locks)
    if (isRefusal(Refused, Lock, Theirs))
      Locks.try_emplace(Lock, Theirs);
  for (auto It = Refused.begin(); It != Refused.end();) {
    auto Theirs = Other.Refused.find(It->first);
    bool Both = Theirs != Other.Refused.end() && Theirs->second == It->second;
    It = Both ? std::next(It) : Refused.erase(It);
  }
  for (auto &[Lock, Held] : Locks) {
    const HeldLock *Theirs = Other.find(Lock);
    if (!Theirs && isRefusal(Other.Refused, Lock, Held))
      continue;
    Held.Must &= Theirs && Theirs->Must;
    if (Theirs) {
      Held.Depth = std::min(Held.Depth, Theirs->Depth);
      Held.ModeUnclear |= Theirs->ModeUnclear;
      Held.Mode = std::min(Held.Mode, Theirs->Mode);
      Held.Undecided |= Theirs->Undecided;
      Held.Handed |= Theirs->Handed;
    }
  }
  for (const auto &[Lock, Held] : Other.Locks) {
    auto [Entry, New] = Locks.try_emplace(Lock, Held);
    if (New)
      Entry->second.Must = false;
  }
}

std::vector<std::pair<Capability, HeldLock>> Lockset::inOrder() const {
  std::vector<std::pair<Capability, HeldLock>> Result(Locks.begin(),
                                                      Locks.end());
  llvm::stable_sort(Result, [](const auto &L, const auto &R) {
    auto key = [](const auto &Entry) {
      const Fact *Since = Entry.second.Since;
      return std::make_tuple(
          Since ? Since->Location.getRawEncoding() : 0, Entry.first.str());
    };
    return key(L) < key(R);
  });
  return Result;
}

std::string Lockset::str() const {
  // Sorted by name: the map's own order differs from run to run.
  std::vector<std::string> Names;
  for (const auto &[Lock, Held] : Locks)
    Names.push_back((Held.Must ? "" : "?") + Lock.str() +
                    (Held.Mode == LockMode::Shared ? ":r" : ""));
  llvm::sort(Names);
  if (SomeUnknown)
    Names.push_back("...");
  return "{" + llvm::join(Names, ", ") + "}";
}

} // namespace sendsync

#include "checks/analysis/locks/GuardPlaces.h"

namespace sendsync {

GuardPlaces::GuardPlaces(const FunctionFacts &Body) {
  Body.each<MoveFact>([&](const MoveFact &Move) {
    if (Move.From.rootKind() == RootKind::Fresh && Move.To.isKnown())
      MovedTo.emplace(Move.From, Move.To);
  });
}

AccessPath GuardPlaces::placeOf(const GuardFact &Guard) const {
  auto Moved = MovedTo.find(Guard.Guard);
  return Moved == MovedTo.end() ? Guard.Guard : Moved->second;
}

} // namespace sendsync

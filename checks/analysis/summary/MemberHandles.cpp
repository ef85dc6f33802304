#include "checks/analysis/summary/MemberHandles.h"

using namespace clang;

namespace sendsync {

MemberHandles memberHandles(const FunctionTable &Functions) {
  MemberHandles Members;
  auto field = [](const AccessPath &Path) { return Path.lastField(); };
  Functions.each([&](const FunctionAnalysis &Function) {
    for (const BodyResults &Body : Function.Bodies)
      for (const auto &Block : Body.Facts->Blocks)
        for (const Fact *F : Block->Facts) {
          if (const auto *Spawn = dyn_cast<SpawnFact>(F)) {
            if (const FieldDecl *To = field(Spawn->Handle))
              Members.Started.try_emplace(To, F);
          } else if (const auto *Move = dyn_cast<MoveFact>(F)) {
            if (const FieldDecl *To = field(Move->To))
              Members.Started.try_emplace(To, F);
            if (const FieldDecl *From = field(Move->From))
              Members.Ended.insert(From);
            if (Move->Swap && field(Move->To))
              Members.Ended.insert(field(Move->To));
          } else if (const auto *Use = dyn_cast<HandleFact>(F)) {
            if (const FieldDecl *Of = field(Use->Handle))
              Members.Ended.insert(Of);
          } else if (const auto *Access = dyn_cast<AccessFact>(F)) {
            bool Harmless = Access->AccessMode == AccessFact::Read &&
                            !Access->MayWrite;
            if (const FieldDecl *Of = field(Access->Path); Of && !Harmless)
              Members.Ended.insert(Of);
          } else if (const auto *Call = dyn_cast<CallFact>(F)) {
            for (const ArgumentPaths &Argument : Call->Arguments) {
              if (const FieldDecl *Of = field(Argument.Place))
                Members.Ended.insert(Of);
              if (const FieldDecl *Of = field(Argument.Target))
                Members.Ended.insert(Of);
            }
          }
        }
  });
  return Members;
}

} // namespace sendsync

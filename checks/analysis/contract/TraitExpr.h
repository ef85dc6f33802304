//===- TraitExpr.h - conditional claims: send(T) && send(D) -----*- C++ -*-===//
//
//   expr  ::= and ('||' and)*          and  ::= unary ('&&' unary)*
//   unary ::= '!' unary | '(' expr ')' | 'yes' | 'no' ['(' reason ')']
//           | 'unknown' ['(' reason ')'] | trait '(' operand ')'
//           | 'is_const(' operand ')'
//   trait ::= send | sync | sync_mut | owned | shm
//   operand ::= a template parameter name | pointee | element | a quoted type
//
// Evaluated in Kleene logic by the types stage; `&&` unites obligations.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_CHECKS_ANALYSIS_CONTRACT_TRAITEXPR_H
#define SENDSYNC_CHECKS_ANALYSIS_CONTRACT_TRAITEXPR_H

#include "checks/analysis/base/Verdict.h"
#include "llvm/Support/Error.h"
#include <memory>

namespace sendsync {

struct TraitExpr {
  enum Kind : uint8_t { Yes, No, Unknown, Query, IsConst, And, Or, Not };
  Kind ExprKind = Unknown;
  ReasonCode Code = ReasonCode::Declared; ///< for No and Unknown
  Trait Asked = Trait::Send;              ///< for Query
  std::string Operand;                    ///< for Query and IsConst
  bool Quoted = false;                    ///< Operand is the name of a type
  std::vector<TraitExpr> Operands;        ///< for And, Or, Not
  ModelLocation Location;                 ///< where a model states it
};

/// Parses \p Text. The error message names the column (1-based) and what was
/// expected: "column 9: expected a template parameter after 'send('".
llvm::Expected<TraitExpr> parseTraitExpr(llvm::StringRef Text);

} // namespace sendsync

#endif // SENDSYNC_CHECKS_ANALYSIS_CONTRACT_TRAITEXPR_H

//===- Precompiled.h - Clang's headers, parsed once --------------*- C++ -*-===//
//
// Only speed: every file includes what it uses and builds without this one
// (-DSENDSYNC_PCH=OFF). Heavy visitor and matcher headers stay out on purpose.
//
//===----------------------------------------------------------------------===//
#ifndef SENDSYNC_TOOL_DEV_PRECOMPILED_H
#define SENDSYNC_TOOL_DEV_PRECOMPILED_H

#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Analysis/AnalysisDeclContext.h"
#include "clang/Analysis/CFG.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/TextDiagnosticPrinter.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"
#include <memory>
#include <optional>
#include <string>
#include <vector>

#endif // SENDSYNC_TOOL_DEV_PRECOMPILED_H

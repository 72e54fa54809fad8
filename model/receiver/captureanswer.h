// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "receiver/capturereader.h"

namespace eventscope {

// `{"error": "…"}` with that status.
[[nodiscard]] HttpAnswer plainAnswer(int status, const QString &sentence);
// A definition's form, filled in.
[[nodiscard]] HttpAnswer formAnswer(const AnswerForm &form, const AnswerFacts &facts);
// The form of the transport's errors with another status; the plain one without a route.
[[nodiscard]] HttpAnswer errorAnswer(const Route *route, int status, AnswerFacts facts);

[[nodiscard]] AnswerFacts answerFacts(const HttpRequest &request, const Route *route);

// What needs no reading: the page at `/`, preflights, OPTIONS, paths and methods that nothing takes. Nothing for
// what is to be read.
[[nodiscard]] std::optional<HttpAnswer> shortAnswer(
    const CaptureSetup &setup, const HttpRequest &request, const RequestTarget &target, const RoutePath *path);

// An answer that a fault asks for in the place of the right one.
[[nodiscard]] HttpAnswer faultAnswer(const FaultSpec &fault, const Route *route, const AnswerFacts &facts);
// What a fault does to an answer that is right.
void applyFault(const FaultSpec &fault, HttpAnswer &answer);

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/coverage.h"
#include "plan/drift.h"

namespace eventscope {

[[nodiscard]] QString coverageText(const Coverage &coverage, const QString &title);
// {"events":N,"plannedSeen":N,"plannedUnseen":N,"unplannedSeen":N,"names":[{"name","planned","status","nearly",
// "seen","first","last","properties":[{"name","planned","required","seen","share","types","typesDiffer",…}]}]}
[[nodiscard]] QByteArray coverageJson(const Coverage &coverage);

// The numbers are those of the events compared.
[[nodiscard]] QString driftText(const std::vector<Drift> &drifts, qint64 before, qint64 after);
// {"before":N,"after":N,"drift":[{"kind","event","property","before","after","message"}]}
[[nodiscard]] QByteArray driftJson(const std::vector<Drift> &drifts, qint64 before, qint64 after);

}

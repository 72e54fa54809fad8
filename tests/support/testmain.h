// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/result.h"

#include <QRegularExpression>
#include <QTest>

namespace eventscope::test {

// Call in every test class's init(): any Qt warning fails the test, but for what the offscreen platform
// says of itself.
inline void failOnWarnings()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support )")));
}

}

// Fails with the error's sentence.
#define QVERIFY_RESULT(result)                                                                                         \
    QVERIFY2((result).has_value(), (result).has_value() ? "" : qPrintable((result).error().message))

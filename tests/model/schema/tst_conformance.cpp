// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the groups of the public JSON Schema test suite, wherever a checkout of it is. Its folder
// (with draft2020-12 below it) is named by EVENTSCOPE_CONFORMANCE.
#include "event/utf8.h"
#include "schema/jsonschema.h"
#include "schema/schemadocument.h"
#include "testmain.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace eventscope;

namespace {

// Keywords of 2020-12 that the compiler refuses by name.
const QByteArrayList unsupported{"$anchor", "$dynamicRef", "$dynamicAnchor", "$vocabulary", "$id", "contains",
    "minContains", "maxContains", "contentEncoding", "contentMediaType", "contentSchema", "dependentRequired",
    "dependentSchemas", "unevaluatedItems", "unevaluatedProperties", "definitions", "dependencies"};

bool isRefusedByName(const SchemaFault &fault)
{
    for (const QByteArray &keyword : unsupported) {
        if (fault.reason.contains(u'“' + QString::fromLatin1(keyword) + u'”'))
            return true;
    }
    return fault.reason.contains(QStringLiteral("out of this document")) ||
           fault.reason.contains(QStringLiteral("$schema"));
}

}

class TestConformance : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    void groups_data()
    {
        QTest::addColumn<QString>("file");
        const QString folder = qEnvironmentVariable("EVENTSCOPE_CONFORMANCE");
        if (folder.isEmpty() || !QDir(folder).exists(QStringLiteral("draft2020-12")))
            QSKIP("EVENTSCOPE_CONFORMANCE names no folder with draft2020-12: the public test suite is not run");
        const QDir draft(QDir(folder).filePath(QStringLiteral("draft2020-12")));
        for (const QString &name : draft.entryList({QStringLiteral("*.json")}, QDir::Files))
            QTest::newRow(qPrintable(name)) << draft.filePath(name);
    }

    void groups()
    {
        QFETCH(QString, file);
        QFile input(file);
        QVERIFY(input.open(QIODevice::ReadOnly));
        const auto document = SchemaDocument::read(input.readAll());
        QVERIFY(document);
        int ran = 0;
        int refused = 0;
        for (const auto group : document->root().items()) {
            const QString title = stringOf(group.find("description").string());
            // Each group's schema is a document of its own, so that its references start at its root.
            const auto own = SchemaDocument::read(bytesOf(group.find("schema").raw()));
            const auto schema =
                JsonSchema::compile(own, {}, {.assertFormats = !file.endsWith(QStringLiteral("/format.json"))});
            if (!schema) {
                QVERIFY2(
                    isRefusedByName(schema.error()), qPrintable(title + QStringLiteral(": ") + schema.error().reason));
                ++refused;
                continue;
            }
            for (const auto one : group.find("tests").items()) {
                const QString name = title + QStringLiteral(": ") + stringOf(one.find("description").string());
                const bool valid = one.find("valid").kind() == JsonKind::True;
                QVERIFY2((*schema)->accepts(one.find("data")) == valid, qPrintable(name));
                QVERIFY2((*schema)->failures(one.find("data")).empty() == valid, qPrintable(name));
                ++ran;
            }
        }
        QVERIFY(ran > 0 || refused > 0);
    }
};

QTEST_GUILESS_MAIN(TestConformance)
#include "tst_conformance.moc"
